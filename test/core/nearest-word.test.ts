import assert from 'node:assert/strict'
import { didYouMean, nearestWord } from '#core/nearest-word.ts'

describe('the nearest word', () => {
  it('is the one with the fewest letters to change', () => {
    assert.deepEqual(nearestWord('rangee', ['rate', 'range', 'unit']), { word: 'range', steps: 1 })
    assert.deepEqual(nearestWord('unit', ['rate', 'range', 'unit']), { word: 'unit', steps: 0 })
    assert.deepEqual(nearestWord('', ['rate', 'cc']), { word: 'cc', steps: 2 })
  })

  it('is asked about where it is at most two letters off', () => {
    assert.equal(didYouMean('knob-bx', ['keyboard', 'knob-box']), 'Did you mean knob-box? ')
    assert.equal(didYouMean('harp', ['keyboard', 'knob-box']), '')
  })
})

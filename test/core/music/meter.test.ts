import assert from 'node:assert/strict'
import { barBeats, meterName } from '#core/music/meter.ts'

describe('meter', () => {
  it('counts a bar in quarter notes', () => {
    assert.equal(barBeats({ beats: 4, unit: 4 }), 4)
    assert.equal(barBeats({ beats: 6, unit: 8 }), 3)
    assert.equal(barBeats({ beats: 2, unit: 2 }), 4)
    assert.equal(barBeats({ beats: 7, unit: 8 }), 3.5)
  })

  it('is written as musicians write it', () => {
    assert.equal(meterName({ beats: 6, unit: 8 }), '6/8')
  })
})

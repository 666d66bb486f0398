import assert from 'node:assert/strict'
import { noTaps, tapped } from '#hub/web/play/tap-tempo.ts'

const tapAt = (times: readonly number[]) => times.reduce(tapped, noTaps)

describe('tap tempo', () => {
  it('needs two taps', () => {
    assert.equal(tapAt([100]).bpm, undefined)
    assert.equal(tapAt([100, 600]).bpm, 120)
  })

  it('does not mind one clumsy tap', () => {
    assert.equal(tapAt([0, 500, 1000, 1640, 2000, 2500, 3000]).bpm, 120)
  })

  it('starts anew after a pause', () => {
    assert.equal(tapAt([0, 500, 1000, 9000]).bpm, undefined)
    assert.equal(tapAt([0, 500, 1000, 9000, 9750]).bpm, 80)
  })

  it('stays between 20 and 300', () => {
    assert.equal(tapAt([0, 20, 40]).bpm, 300)
  })
})

import assert from 'node:assert/strict'
import { peaksOf } from '#hub/audio/peaks.ts'

describe('the peaks of a waveform', () => {
  it('are 800 points of the higher side, whatever the length', () => {
    for (const length of [100_000, 801, 5, 0]) {
      const left = new Float32Array(length).fill(0.25)
      const right = new Float32Array(length).fill(-0.5)

      const peaks = peaksOf(left, right)

      assert.equal(peaks.length, 800)
      assert.ok(peaks.every((peak) => peak === 0.5 || (peak === 0 && length < 800)))
    }
  })

  it('stand where the sound is loud', () => {
    const left = new Float32Array(8000)
    left[4005] = -0.7

    const peaks = peaksOf(left, new Float32Array(8000))

    assert.deepEqual(
      peaks.flatMap((peak, i) => (peak > 0 ? [[i, peak]] : [])),
      [[400, 0.7]],
    )
  })
})

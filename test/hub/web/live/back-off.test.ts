import assert from 'node:assert/strict'
import { backOffMs } from '#hub/web/live/back-off.ts'

describe('backOffMs', () => {
  it('starts at half a second, doubles and stays at eight', () => {
    const waits = [0, 1, 2, 3, 4, 5, 60].map((tries) => backOffMs(tries, () => 0))

    assert.deepEqual(waits, [500, 1000, 2000, 4000, 8000, 8000, 8000])
  })

  it('takes up to a third off by chance', () => {
    assert.equal(
      backOffMs(1, () => 0.5),
      1000 * (1 - 1 / 6),
    )
  })
})

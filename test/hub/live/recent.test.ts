import assert from 'node:assert/strict'
import { recentPlaying } from '#hub/live/recent.ts'

/** Notes at these seconds, each half a second long. */
function played(...seconds: readonly number[]) {
  const recent = recentPlaying()
  for (const second of seconds) {
    recent.noteOn(second * 1000)
    recent.noteOff(second * 1000 + 500)
  }
  return recent
}

describe('what can be kept', () => {
  it('is nothing where nothing was played', () => {
    assert.equal(recentPlaying().keepable(1000), undefined)
    assert.equal(recentPlaying().keepable(1000, 500), undefined)
  })

  it('is what was played since the last silence of 20 s', () => {
    const recent = played(1, 2, 30, 31, 49)

    assert.deepEqual(recent.keepable(60_000), { fromMs: 30_000, toMs: 49_500, notes: 3 })
  })

  it('is still there when the player thought about it for a while', () => {
    const recent = played(1, 2)

    assert.deepEqual(recent.keepable(120_000), { fromMs: 1000, toMs: 2500, notes: 2 })
  })

  it('reaches back ten minutes at most', () => {
    const recent = played(...Array.from({ length: 100 }, (_, i) => i * 10))

    assert.equal(recent.keepable(1_000_000)!.fromMs, 400_000)
  })

  it('is what fell into the time that was asked for', () => {
    const recent = played(1, 2, 30, 31)

    assert.deepEqual(recent.keepable(32_000, 1500), { fromMs: 31_000, toMs: 31_500, notes: 1 })
    assert.deepEqual(recent.keepable(32_000, 60_000), { fromMs: 1000, toMs: 31_500, notes: 4 })
    assert.equal(recent.keepable(60_000, 1000), undefined)
  })
})

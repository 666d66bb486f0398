import assert from 'node:assert/strict'
import fc from 'fast-check'
import { boardTime } from '#firmware-bridge/hub-frames/board-time.ts'

type Way = {
  /** The board's clock, against ours. */
  readonly skew: number
  /** What the board's clock said when ours began. */
  readonly beganMs: number
  /** How long each word is on its way: 1 ms at least. */
  readonly delays: readonly number[]
  readonly everyMs: number
  readonly words: number
}

/** How far the dates of words are from when they were meant, each with the shortest delay there is. */
function errorsOf({ skew, beganMs, delays, everyMs, words }: Way): readonly number[] {
  const time = boardTime()
  return Array.from({ length: words }, (_, i) => {
    const saidMs = 5_000_000 + i * everyMs
    const boardMs = Math.floor(beganMs + (saidMs - 5_000_000) * (1 + skew)) % 65_536
    return time.at(boardMs, saidMs + 1 + delays[i % delays.length]!) - (saidMs + 1)
  })
}

const most = (errors: readonly number[]): number => Math.max(...errors.map(Math.abs))

describe('the time of a board', () => {
  it('is on our clock within 2 ms, however the host delays its words', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -0.0001, max: 0.0001, noNaN: true }),
        fc.nat(65_535),
        fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 5, maxLength: 60 }),
        (skew, beganMs, some) => {
          const delays = [...some, 0]
          const errors = errorsOf({ skew, beganMs, delays, everyMs: 10, words: 3000 })

          assert.ok(most(errors.slice(200)) <= 2, `${most(errors.slice(200))} ms`)
        },
      ),
      { numRuns: 30 },
    )
  })

  it('follows a resonator that is half a percent off', () => {
    for (const skew of [-0.005, 0.005]) {
      const delays = [0, 7, 3, 12, 0, 25, 1, 9]
      const errors = errorsOf({ skew, beganMs: 0, delays, everyMs: 40, words: 2500 })

      assert.ok(most(errors.slice(400)) <= 4, `${most(errors.slice(400))} ms`)
    }
  })

  it('is never later than the arrival and never runs backwards', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(65_535), fc.nat(3000)), { maxLength: 200 }), (words) => {
        const time = boardTime()
        let nowMs = 0
        let before = Number.NEGATIVE_INFINITY
        for (const [boardMs, gapMs] of words) {
          nowMs += gapMs
          const atMs = time.at(boardMs, nowMs)

          assert.ok(atMs <= nowMs && atMs >= before)
          before = atMs
        }
      }),
    )
  })

  it('goes on over the round of the clock, also after a minute of silence', () => {
    const time = boardTime()
    time.at(65_000, 1000)

    assert.equal(time.at(464, 2010), 2000)
    assert.equal(time.at((464 + 60_000) % 65_536, 62_005), 62_000)
    assert.equal(time.at((464 + 60_000 - 2) % 65_536, 62_006), 62_000)
  })

  it('begins anew when the board does, told or not', () => {
    const time = boardTime()
    time.at(40_000, 10_000)
    time.reset()
    assert.equal(time.at(3, 12_000), 12_000)
    time.at(30_003, 42_000)

    assert.equal(time.at(5, 43_000), 43_000)
    assert.equal(time.at(105, 43_150), 43_100)
  })
})

import assert from 'node:assert/strict'
import fc from 'fast-check'
import { pulseTrain } from '#hub/clock/pulse-train.ts'
import { loops } from '#test/support/loops.ts'

const outputs = 1

/** When ticks go out, up to a moment. */
function ticksUntil(train: ReturnType<typeof pulseTrain>, ms: number): readonly number[] {
  const fired: number[] = []
  while (train.nextMs() <= ms) {
    fired.push(train.nextMs())
    train.fire()
  }
  return fired
}

describe('the ticks that go out', () => {
  it('lie where they were laid, from now on', () => {
    const train = pulseTrain()

    train.lay({ outputs, series: 0, tick: 0, atMs: 100, periodMs: 20 }, 150)

    assert.deepEqual(ticksUntil(train, 220), [160, 180, 200, 220])
  })

  it('go on in another tempo without one too many or too few', () => {
    const train = pulseTrain()
    train.lay({ outputs, series: 0, tick: 0, atMs: 0, periodMs: 20 }, 0)
    ticksUntil(train, 45)

    // Tick 3 would have been at 60; the tempo halves at 50, in the middle.
    train.lay({ outputs, series: 0, tick: 3, atMs: 70, periodMs: 40 }, 50)

    assert.deepEqual(ticksUntil(train, 160), [70, 110, 150])
  })

  it('change to another count without two ticks close together', () => {
    const train = pulseTrain()
    train.lay({ outputs, series: 0, tick: 0, atMs: 0, periodMs: 20 }, 0)

    train.lay({ outputs, series: 1, tick: 0, atMs: 105, periodMs: 10 }, 50)

    assert.deepEqual(ticksUntil(train, 130), [0, 20, 40, 60, 80, 100, 105, 115, 125])
  })

  it('are not sent all at once by who was held up', () => {
    const train = pulseTrain()
    train.lay({ outputs, series: 0, tick: 0, atMs: 0, periodMs: 20 }, 0)

    train.lay({ outputs, series: 0, tick: 500, atMs: 10_000, periodMs: 20 }, 10_000)

    assert.deepEqual(ticksUntil(train, 10_020), [10_000, 10_020])
  })

  it('end where nobody is to get them', () => {
    const train = pulseTrain()
    train.lay({ outputs, series: 0, tick: 0, atMs: 0, periodMs: 20 }, 0)

    train.lay({ outputs: 0, series: 0, tick: 0, atMs: 0, periodMs: 20 }, 10)

    assert.equal(train.nextMs(), Number.POSITIVE_INFINITY)
  })

  it('are as many as the beats that passed, whatever the tempo did', () => {
    const turn = fc.record({
      bpm: fc.integer({ min: 20, max: 300 }),
      ms: fc.integer({ min: 1, max: 2000 }),
    })
    fc.assert(
      fc.property(fc.array(turn, { minLength: 1, maxLength: 20 }), (turns) => {
        const train = pulseTrain()
        let [atMs, ticks, fired] = [0, 0, 0]
        for (const { bpm, ms } of turns) {
          const periodMs = 2500 / bpm
          const tick = Math.ceil(ticks - 1e-9)
          train.lay(
            { outputs, series: 0, tick, atMs: atMs + (tick - ticks) * periodMs, periodMs },
            atMs,
          )
          atMs += ms
          ticks += ms / periodMs
          fired += ticksUntil(train, atMs).length
        }

        assert.ok(Math.abs(fired - 1 - Math.floor(ticks)) <= 1, `${fired} of ${ticks}`)
      }),
      { numRuns: loops(100, 2000) },
    )
  })
})

import assert from 'node:assert/strict'
import fc from 'fast-check'
import { type ClockFollower, clockFollower } from '#hub/clock/clock-follower.ts'
import { loops } from '#test/support/loops.ts'
import { beatAt, type Ticking, ticking } from './ticking.ts'

const seeds = fc.integer({ min: 1, max: 1_000_000 })
const runs = { numRuns: loops(25, 500) }

/** The worst the follower is off while so many beats pass. */
function worstOffMs(clock: Ticking, beats: number): number {
  let worst = 0
  clock.beats(beats, () => {
    worst = Math.max(worst, Math.abs(clock.offMs()))
  })
  return worst
}

/** Five beats of a clock whose ticks wait for 100 ms now and then, and are heard all at once. */
function clockLate({ source }: Ticking): { readonly follower: ClockFollower } {
  const follower = clockFollower()
  let nowMs = 10_000
  let freeMs = nowMs
  source.spoil({ jitterMs: 5 })
  for (let ticks = 0; ticks < 120; ) {
    const { bytes, nextMs } = source.due(nowMs)
    for (const _ of bytes) {
      if (ticks % 29 === 5) freeMs = nowMs + 100
      ticks += 1
      follower.hear({ type: 'clock' }, Math.max(freeMs, nowMs))
    }
    nowMs = Math.max(nowMs, nextMs)
  }
  return { follower }
}

describe('the follower of a MIDI clock', () => {
  it('locks to a steady clock within half a beat, from 20 to 300 bpm', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 20, max: 300 }), (seed, bpm) => {
        const clock = ticking(seed, bpm)
        clock.source.start()

        clock.beats(0.5)

        assert.equal(clock.follower.status(clock.now()), 'locked')
        assert.ok(Math.abs(clock.follower.beats()!.bpm - bpm) < 0.01)
        assert.ok(worstOffMs(clock, 8) < 0.05)
      }),
      runs,
    )
  })

  it('is 12 ms off at most on ticks that come up to 10 ms too early or too late, 3 ms on most', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 40, max: 125 }), (seed, bpm) => {
        const clock = ticking(seed, bpm)
        const offs: number[] = []
        clock.source.spoil({ jitterMs: 10 })
        clock.source.start()
        clock.beats(4)

        clock.beats(60, () => offs.push(Math.abs(clock.offMs())))

        offs.sort((a, b) => a - b)
        assert.ok(offs.at(-1)! < 12, `${offs.at(-1)} ms`)
        assert.ok(offs[Math.floor(offs.length * 0.9)]! < 3)
      }),
      runs,
    )
  })

  it('bridges a drop-out, says so, and is on the beat when the ticks come again', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 8 }), (seed, silentBeats) => {
        const clock = ticking(seed)
        clock.source.spoil({ jitterMs: 3 })
        clock.source.start()
        clock.beats(16)

        clock.source.dropOut(silentBeats)
        clock.beats(silentBeats * 0.9)
        const during = clock.follower.status(clock.now())
        assert.ok(Math.abs(clock.offMs()) < 4 + 2 * silentBeats, `${clock.offMs()} ms`)
        clock.beats(2)

        assert.equal(during, 'holding')
        assert.equal(clock.follower.status(clock.now()), 'locked')
        assert.ok(worstOffMs(clock, 8) < 8)
      }),
      runs,
    )
  })

  it('counts ticks that were lost, and doubled ones once', () => {
    fc.assert(
      fc.property(seeds, fc.constantFrom('missing', 'doubled'), (seed, fault) => {
        const clock = ticking(seed)
        clock.source.start()
        clock.beats(8)

        clock.source.spoil({ [fault]: 0.004 })
        clock.beats(32)
        clock.source.spoil({ [fault]: 0 })
        clock.beats(2)

        assert.ok(Math.abs(clock.offMs()) < 1, `${clock.offMs()} ms`)
      }),
      runs,
    )
  })

  it('follows another tempo within a beat, and a slow change all the way', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 60, max: 240 }), (seed, bpm) => {
        const clock = ticking(seed)
        clock.source.start()
        clock.beats(8)

        clock.source.tempo(bpm)
        clock.beats(2)
        assert.ok(Math.abs(clock.follower.beats()!.bpm - bpm) < 0.5)
        assert.ok(Math.abs(clock.offMs()) < 3)
        clock.source.ramp(120, 16)

        assert.ok(worstOffMs(clock, 20) < 20)
      }),
      runs,
    )
  })

  it('keeps the beat on a slow change through jitter', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const clock = ticking(seed)
        clock.source.spoil({ jitterMs: 5 })
        clock.source.start()
        clock.beats(16)

        clock.source.ramp(140, 32)

        assert.ok(worstOffMs(clock, 40) < 20)
      }),
      runs,
    )
  })

  it('begins to count at start, goes on at continue, and goes where it is told', () => {
    const clock = ticking(1)
    const { source, follower } = clock
    const beat = (): number => Math.round(beatAt(follower.beats()!, clock.now()) * 24) / 24
    clock.beats(3.25)

    source.start()
    clock.beats(2)
    assert.equal(beat(), 2)
    assert.equal(follower.running(), true)
    source.stop()
    clock.beats(1)
    assert.equal(follower.running(), false)
    source.resume()
    clock.beats(1)
    assert.equal(beat(), 3)
    source.stop()
    source.locate(64)
    source.resume()
    clock.beats(1)

    assert.equal(beat(), 17)
  })

  it('calls every new count another, so that nobody takes a jump for a tempo', () => {
    const clock = ticking(1)
    clock.beats(2)
    const before = clock.follower.beats()!.count

    clock.source.start()
    clock.beats(1)

    assert.equal(clock.follower.beats()!.count, before + 1)
  })

  it('waits for the first tick, and gives up one that is silent for five seconds', () => {
    const follower = clockFollower()
    assert.equal(follower.status(0), 'waiting')
    follower.hear({ type: 'clock' }, 0)
    assert.equal(follower.status(10), 'locking')
    for (let tick = 1; tick < 48; tick++) follower.hear({ type: 'clock' }, tick * 20)

    assert.deepEqual(
      [950, 1200, 5900, 6000].map((ms) => follower.status(ms)),
      ['locked', 'holding', 'holding', 'lost'],
    )
  })

  it('takes ticks that were held up and come all at once for what they are', () => {
    const follower = clockFollower()
    for (let tick = 0; tick < 96; tick++) follower.hear({ type: 'clock' }, tick * 20)

    for (let tick = 96; tick < 100; tick++) follower.hear({ type: 'clock' }, 99 * 20 + 1)
    for (let tick = 100; tick < 120; tick++) follower.hear({ type: 'clock' }, tick * 20)

    assert.ok(Math.abs(beatAt(follower.beats()!, 120 * 20) - 5) < 0.01)
  })

  it('takes them for what they are also where it had thought them lost', () => {
    const follower = clockFollower()
    for (let tick = 0; tick < 96; tick++) follower.hear({ type: 'clock' }, tick * 20)

    // In two portions, as a busy machine reads them.
    for (let tick = 96; tick < 119; tick++)
      follower.hear({ type: 'clock' }, 118 * 20 + (tick < 104 ? 13 : 18))
    follower.hear({ type: 'clock' }, 119 * 20)
    for (let tick = 120; tick < 144; tick++) follower.hear({ type: 'clock' }, tick * 20)

    assert.ok(Math.abs(beatAt(follower.beats()!, 144 * 20) - 6) < 0.01)
    assert.ok(Math.abs(follower.beats()!.bpm - 125) < 0.1)
  })

  it('knows the first beat also where start comes among ticks that were held up', () => {
    const follower = clockFollower()
    for (let tick = 0; tick < 96; tick++) follower.hear({ type: 'clock' }, tick * 20)

    for (let tick = 96; tick < 106; tick++) {
      if (tick === 100) follower.hear({ type: 'start' }, 105 * 20)
      follower.hear({ type: 'clock' }, 105 * 20)
    }
    for (let tick = 106; tick < 130; tick++) follower.hear({ type: 'clock' }, tick * 20)

    assert.ok(Math.abs(beatAt(follower.beats()!, 124 * 20) - 1) < 0.01)
  })

  it('finds back to the tempo after any noise', () => {
    const gapsMs = fc.array(fc.double({ min: 0, max: 300, noNaN: true }), { maxLength: 80 })
    fc.assert(
      fc.property(gapsMs, (gaps) => {
        const follower = clockFollower()
        let nowMs = 0
        for (const gap of [...gaps, ...new Array(480).fill(20)]) {
          nowMs += gap
          follower.hear({ type: 'clock' }, nowMs)
        }

        assert.ok(Math.abs(follower.beats()!.bpm - 125) < 1, `${follower.beats()!.bpm} bpm`)
      }),
      { numRuns: loops(100, 3000) },
    )
  })

  it('is not misled by a machine that stalls while it listens for the first time', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const clock = ticking(seed)
        const { follower } = clockLate(clock)

        assert.ok(Math.abs(follower.beats()!.bpm - 120) < 2, `${follower.beats()!.bpm} bpm`)
      }),
      runs,
    )
  })
})

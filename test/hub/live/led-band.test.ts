import assert from 'node:assert/strict'
import fc from 'fast-check'
import { accompanied } from '#test/support/accompanied.ts'
import type { Left } from '#test/support/hand-clock.ts'
import { keyFaults } from '#test/support/key-faults.ts'
import { leading } from '#test/support/leading.ts'
import { loops } from '#test/support/loops.ts'

type Rig = ReturnType<typeof accompanied>
type Leader = ReturnType<typeof leading>
type Step = (rig: Rig, leader: Leader) => Promise<void> | void

const drums = 9
const strikes = (left: readonly Left[], channel = drums): readonly Left[] =>
  left.filter(({ bytes }) => bytes[0] === (0x90 | channel))
const gMinor = [55, 62, 67, 70]
const slowestBeatMs = 60_000 / (110 * 0.96 ** 6)

/** So many beats of the leader, a chord on each. */
async function comp(rig: Rig, leader: Leader, beats: number): Promise<void> {
  for (let i = 0; i < beats; i++) await rig.play(gMinor, 60_000 / leader.bpm())
}

/** How far a stroke is off the sixteenths of who leads, in ms. */
const offMs = (leader: Leader, atMs: number): number => {
  const sixteenths = leader.beatAt(atMs) * 4
  return ((sixteenths - Math.round(sixteenths)) * 15_000) / leader.bpm()
}
const middle = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!

/** The shortest time between two strokes of one key. */
function nearest(left: readonly Left[]): number {
  const last = new Map<number, number>()
  let nearestMs = Number.POSITIVE_INFINITY
  for (const { bytes, atMs } of strikes(left)) {
    nearestMs = Math.min(nearestMs, atMs - (last.get(bytes[1]!) ?? Number.NEGATIVE_INFINITY))
    last.set(bytes[1]!, atMs)
  }
  return nearestMs
}

const longestGapMs = (left: readonly Left[]): number =>
  Math.max(...strikes(left).map(({ atMs }, i, all) => atMs - (all[i - 1]?.atMs ?? atMs)))

const playsOn: fc.Arbitrary<Step> = fc
  .integer({ min: 2, max: 8 })
  .map((beats) => (rig, leader) => comp(rig, leader, beats))
/** What is bridged by running a little faster or slower. */
const slews: fc.Arbitrary<Step> = fc.oneof(
  fc.double({ min: 0.96, max: 1.04, noNaN: true }).map(
    (times): Step =>
      (_, leader) =>
        leader.tempo(leader.bpm() * times),
  ),
  fc.double({ min: -0.2, max: 0.2, noNaN: true }).map(
    (beats): Step =>
      (_, leader) =>
        leader.shift(beats),
  ),
  fc.integer({ min: 1, max: 5 }).map(
    (beats): Step =>
      async (rig, leader) => {
        leader.falls(true)
        await comp(rig, leader, beats)
        leader.falls(false)
      },
  ),
)
const turns: fc.Arbitrary<Step> = fc.oneof(
  fc.constantFrom<Step>(
    (_, leader) => leader.start(),
    (_, leader) => leader.stop(),
    (_, leader) => leader.lost(),
  ),
  fc.constantFrom(0.5, 0.7, 1.4, 2).map(
    (times): Step =>
      (_, leader) =>
        leader.tempo(leader.bpm() * times),
  ),
  fc.integer({ min: 100, max: 9000 }).map(
    (ms): Step =>
      (rig) =>
        rig.pass(ms),
  ),
)
const thenPlaying = (some: fc.Arbitrary<Step>): fc.Arbitrary<readonly Step[]> =>
  fc.array(fc.tuple(some, playsOn), { minLength: 2, maxLength: 6 }).map((all) => all.flat())

describe('the band behind a clock that leads', function () {
  this.timeout(300_000)

  it('comes in on its bar line, and plays on its beats', async () => {
    using rig = accompanied({ drums: true, bass: true, respond: 'none' })
    const leader = leading(rig, 113)
    await rig.pass(1700)

    await comp(rig, leader, 16)

    const played = strikes(rig.left())
    const bars = leader.beatAt(played[0]!.atMs) / 4
    assert.ok(Math.abs(bars - Math.round(bars)) < 0.03, `bar ${bars}`)
    assert.ok(played.length > 20)
    assert.ok(Math.abs(middle(played.map(({ atMs }) => offMs(leader, atMs)))) < 8)
  })

  it('runs after it without a stroke too many, a gap or a cut', async () => {
    await fc.assert(
      fc.asyncProperty(thenPlaying(slews), async (steps) => {
        using rig = accompanied({ drums: true, bass: true, pad: true, respond: 'none' })
        const leader = leading(rig, 110)
        await comp(rig, leader, 8)
        const heard = rig.left().length
        const cuts = rig.cuts()

        for (const happens of steps) await happens(rig, leader)
        await comp(rig, leader, 12)
        const atLast = rig.now() - (4 * 60_000) / leader.bpm()

        assert.equal(rig.cuts(), cuts)
        const played = rig.left().slice(heard)
        assert.ok(nearest(played) > 70, `two strokes ${nearest(played)} ms apart`)
        assert.ok(
          longestGapMs(played) < 2.5 * slowestBeatMs,
          `${longestGapMs(played)} ms of nothing`,
        )
        const last = strikes(played).filter(({ atMs }) => atMs > atLast)
        assert.ok(Math.abs(middle(last.map(({ atMs }) => offMs(leader, atMs)))) < 15)
        rig.accompanying.rest()
        await rig.pass(1000)
        assert.deepEqual(keyFaults(rig.left()), { twice: 0, down: [] })
      }),
      { numRuns: loops(6, 100) },
    )
  })

  it('leaves no key down and strikes none twice, whatever it does', async () => {
    await fc.assert(
      fc.asyncProperty(thenPlaying(fc.oneof(turns, slews)), async (steps) => {
        using rig = accompanied({ drums: true, bass: true, pad: true, chords: true })
        const leader = leading(rig, 110)

        for (const happens of steps) await happens(rig, leader)
        leader.falls(false)
        await comp(rig, leader, 20)

        assert.equal(rig.bandPlays(), true)
        // Two bars, since one stroke or two of a slow one say as much of its swing as of its beat.
        const since = rig.now() - (8 * 60_000) / leader.bpm()
        const last = strikes(rig.left()).filter(({ atMs }) => atMs > since)
        assert.ok(Math.abs(middle(last.map(({ atMs }) => offMs(leader, atMs)))) < 15)
        leader.stop()
        await rig.pass(1000)
        assert.deepEqual(keyFaults(rig.left()), { twice: 0, down: [] })
      }),
      { numRuns: loops(6, 100) },
    )
  })

  it('rests when it stops, and when it starts plays its first bar with who plays', async () => {
    using rig = accompanied({ drums: true, bass: true, pad: true, respond: 'none' })
    const leader = leading(rig, 110)
    await comp(rig, leader, 10)
    assert.equal(rig.bandPlays(), true)

    leader.stop()
    await rig.pass(700)
    assert.deepEqual([rig.bandPlays(), keyFaults(rig.left()).down], [false, []])
    leader.start()
    const before = rig.left().length
    await comp(rig, leader, 10)

    const [first] = strikes(rig.left().slice(before))
    assert.ok(Math.abs(leader.beatAt(first!.atMs) - 4) < 0.1, `${leader.beatAt(first!.atMs)}`)
  })

  it('goes over to another count at once, and lets nothing ring on that ends in the old one', async () => {
    using rig = accompanied({ drums: true, bass: true, respond: 'none' })
    const leader = leading(rig, 110)
    await comp(rig, leader, 13)
    leader.start()
    const before = rig.left().length

    await comp(rig, leader, 4)

    const [first] = strikes(rig.left().slice(before))
    assert.ok(leader.beatAt(first!.atMs) < 0.6, `${leader.beatAt(first!.atMs)}`)
    while (rig.bandPlays()) await rig.pass(20)
    await rig.pass(700)
    leader.start()
    await rig.pass(50)
    assert.deepEqual(keyFaults(rig.left()).down, [])
  })

  it('follows the hands once nobody else leads', async () => {
    using rig = accompanied({ drums: true, respond: 'none' })
    const leader = leading(rig, 100)
    await comp(rig, leader, 8)
    leader.lost()

    for (let beat = 0; beat < 48; beat++) await rig.play([60], 60_000 / (100 + beat / 4))

    assert.ok(rig.bandPlays())
    assert.ok(rig.transport.state().bpm > 108, `${rig.transport.state().bpm}`)
  })

  it('leaves a piece of the leader alone', async () => {
    using rig = accompanied({ drums: true, respond: 'none' })
    const leader = leading(rig, 110)
    await comp(rig, leader, 8)
    rig.transport.begin({ id: 'pc_1', bpm: 90, meter: { beats: 4, unit: 4 } }, rig.now())
    await rig.pass(10)
    const before = rig.left().length

    await comp(rig, leader, 8)

    assert.equal(rig.left().length, before)
  })

  it('is told again only where a bar comes at another moment than was told', async () => {
    using rig = accompanied({ drums: true, respond: 'none' })
    const leader = leading(rig, 110)
    await comp(rig, leader, 8)
    const before = rig.coming().length

    await rig.pass(4000)

    assert.ok(rig.coming().length - before <= 8, `${rig.coming().length - before} in four seconds`)
    const told = new Map(rig.coming().map((bar) => [bar.bar, bar]))
    for (const { bar, atMs } of told.values())
      if (bar > 3) assert.ok(Math.abs(leader.beatAt(atMs) - bar * 4) < 0.04, `bar ${bar}`)
  })
})

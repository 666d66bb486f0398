import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { OutputClock } from '#hub/clock/clock.ts'
import { openTransport } from '#hub/clock/transport.ts'
import { type MachineNote, openPerformer } from '#hub/live/performer.ts'
import { scoreOfNotes } from '#hub/live/score.ts'
import { handClock } from '#test/support/hand-clock.ts'
import { type VirtualTime, virtualTime } from '#test/support/virtual-time.ts'

const notes = Array.from({ length: 32 }, (_, i) => ({
  ...{ pitch: 40 + i, velocity: 80, start: i / 4, length: 0.2 },
  author: { kind: 'rule' as const, rule: 'test', because: 'cm_1' },
}))

describe('a performance in the tempo of another clock', () => {
  let time: VirtualTime
  beforeEach(() => {
    time = virtualTime()
  })
  afterEach(() => time[Symbol.dispose]())

  it('hands every note over once, in order and half a beat ahead at least, however the tempo jumps', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 100, max: 140 }), { minLength: 40, maxLength: 40 }),
        async (tempi) => {
          let nowMs = 0
          const given: { atMs: number; leadMs: number; byte: number }[] = []
          const output: Pick<OutputClock, 'at' | 'newOwner' | 'leaveOwner' | 'cancel' | 'sounded'> =
            {
              at: (_to, _owner, _tag, atMs, bytes) =>
                given.push({ atMs, leadMs: atMs - nowMs, byte: bytes[1]! }) > 0,
              newOwner: () => 1,
              leaveOwner() {},
              cancel() {},
              sounded() {},
            }
          const transport = openTransport(() => {}, 0)
          const performer = openPerformer({
            output: output as OutputClock,
            ...{ outputs: () => 1, sounded() {} },
            clock: { now: () => nowMs, date: () => '' },
          })
          let [beat, over] = [0, false]
          transport.lead({ beat, atMs: 0, bpm: 120, count: 1 }, 'midi-clock', 0)
          const performance = performer.play(scoreOfNotes(notes, 0), {
            ...{ originMs: 1000, bpm: 120, commitMs: 500, device: 'accompanist' },
            msAt: transport.from(1000).msAt,
          })
          void performance.over.then(() => {
            over = true
          })

          for (const bpm of [...tempi, 120, 120]) {
            for (let ms = 0; ms < 200; ms += 20) {
              nowMs += 20
              beat += (20 * bpm) / 60_000
              transport.lead({ beat, atMs: nowMs, bpm, count: 1 }, 'midi-clock', nowMs)
              await time.pass(20)
            }
          }

          assert.equal(given.length, 64)
          assert.deepEqual(
            given.filter((_, i) => i % 2 === 0).map(({ byte }) => byte),
            notes.map(({ pitch }) => pitch),
          )
          assert.ok(given.every(({ atMs }, i) => i === 0 || atMs >= given[i - 1]!.atMs))
          assert.ok(given.every(({ leadMs }) => leadMs > 250))
          assert.ok(over)
          performer.close()
        },
      ),
      { numRuns: 8 },
    )
  })
})

const author = { kind: 'rule' as const, rule: 'test', because: 'cm_1' }

describe('a performer', () => {
  let time: VirtualTime
  beforeEach(() => {
    time = virtualTime()
  })
  afterEach(() => time[Symbol.dispose]())

  function setUp() {
    const wire = handClock(time.now)
    const told: MachineNote[] = []
    const performer = openPerformer({
      ...{ output: wire.output, outputs: () => 1 },
      clock: { now: time.now, date: () => '' },
      sounded: (note) => told.push(note),
    })
    async function pass(ms: number): Promise<void> {
      for (let left = ms; left > 0; left -= 10) {
        await time.pass(10)
        wire.run()
      }
    }
    return { wire, performer, told, pass }
  }
  const how = { bpm: 120, commitMs: 100, device: 'piece' }
  const scoreOf = (count: number) =>
    scoreOfNotes(
      Array.from({ length: count }, (_, i) => ({
        ...{ pitch: 60, velocity: 80, start: i, length: 0.5, author },
      })),
      0,
    )

  it('plays a piece to its end, however many answers are played meanwhile', async () => {
    const { performer, told, pass } = setUp()
    let over = false
    void performer.play(scoreOf(60), { ...how, originMs: 0 }).over.then(() => {
      over = true
    })

    for (let answer = 0; answer < 50; answer++) {
      performer.play(scoreOf(1), { ...how, originMs: time.now(), device: 'accompanist' })
      await pass(600)
    }
    await pass(1000)

    assert.equal(told.filter(({ device }) => device === 'piece').length, 120)
    assert.ok(over)
    performer.close()
  })

  it('tells all that sounds of a stream until the moment it is cut at', async () => {
    const { performer, told, pass } = setUp()
    const notes = [0, 500, 900].map((atMs) => ({
      ...{ atMs: time.now() + atMs, bytes: Uint8Array.of(0x90, 60 + atMs / 100, 80), author },
    }))
    const left = [notes]
    const stream = performer.stream(() => left.shift(), 'band')
    stream.wake()
    await pass(50)

    stream.cut(time.now() + 1000)
    await pass(2000)

    assert.deepEqual(
      told.map(({ bytes }) => bytes[1]),
      [60, 65, 69, 60, 65, 69],
    )
    performer.close()
  })

  it('plays nothing, rather than in the place of others, where the clock has no more room', async () => {
    const { performer, told, pass } = setUp()
    const all = Array.from({ length: 40 }, () =>
      performer.play(scoreOf(1), { ...how, originMs: 0 }),
    )

    await pass(1000)
    await Promise.all(all.map(({ over }) => over))
    performer.play(scoreOf(1), { ...how, originMs: time.now() })
    await pass(1000)

    assert.equal(told.length, 2 * 31 + 2)
    performer.close()
  })
})

import assert from 'node:assert/strict'
import fc from 'fast-check'
import { encodeMidi } from '#core/midi/codec.ts'
import { type RollingEvent, type RollingNote, rollingScore } from '#hub/live/rolling-score.ts'
import { modelReceiver } from '#test/support/model-receiver.ts'

const author = { kind: 'machine', engine: 'e', provider: 'local', seed: 1, because: 'cm' } as const
const note = (pitch: number, start: number, length: number, about: Partial<RollingNote> = {}) => ({
  ...{ channel: 1, pitch, velocity: 80, start, length, author },
  ...about,
})
const lines = (events: readonly RollingEvent[]) =>
  events.map(({ beat, pitch, velocity }) => [beat, pitch, velocity])

const plan = fc.array(
  fc.record({
    channel: fc.nat(1),
    pitch: fc.integer({ min: 60, max: 64 }),
    velocity: fc.integer({ min: 1, max: 127 }),
    start: fc.integer({ min: 0, max: 64 }).map((sixteenth) => sixteenth / 4),
    length: fc.integer({ min: 1, max: 24 }).map((sixteenth) => sixteenth / 4),
    sustains: fc.boolean(),
    author: fc.constant(author),
  }),
  { maxLength: 40 },
)

describe('a score that is written while it is played', () => {
  it('plays a plan to its end, lifts before strikes', () => {
    const score = rollingScore()
    score.begin(0)
    score.replace([note(60, 0, 1), note(60, 1, 1)], 0)

    const events = [0.5, 1, 1.5, 2, 2.5].flatMap((beat) => score.take(beat))

    assert.deepEqual(lines(events), [
      [0, 60, 80],
      [1, 60, 0],
      [1, 60, 80],
      [2, 60, 0],
    ])
  })

  it('keeps what is committed, and plays the new plan from there', () => {
    const score = rollingScore()
    score.begin(0)
    score.replace([note(60, 0, 0.5), note(61, 1, 0.5), note(62, 2, 0.5)], 0)
    const before = score.take(1.5)

    score.replace([note(70, 0, 0.5), note(71, 1, 0.5), note(72, 2, 0.5)], 0)

    const struck = [...before, ...score.take(4)].filter(({ velocity }) => velocity > 0)
    assert.deepEqual(
      struck.map(({ pitch }) => pitch),
      [60, 61, 72],
    )
  })

  it('lets a tone sound on that the new plan has too, and ends one it has not at the seam', () => {
    const score = rollingScore()
    score.begin(0)
    score.replace([note(60, 0, 8), note(64, 0, 8)], 0)
    score.take(2)

    score.replace([note(60, 0, 4)], 0)

    const events = score.take(8)
    assert.deepEqual(lines(events), [
      [1.94, 64, 0],
      [4, 60, 0],
    ])
  })

  it('touches what was just struck and is not in the new plan, instead of clicking', () => {
    const score = rollingScore()
    score.begin(0)
    score.replace([note(60, 0, 1), note(64, 0.65, 0.3), note(65, 0.65, 0.1)], 0)
    const before = score.take(0.75)

    score.replace([], 0)

    const lifts = [...before, ...score.take(2)].filter(({ velocity }) => velocity === 0)
    const ends = lifts.map(({ pitch, beat }) => [pitch, Math.round(beat * 100) / 100])
    assert.deepEqual(ends, [
      [60, 0.69],
      [65, 0.75],
      [64, 0.9],
    ])
  })

  it('strikes a tone of a pad that is missing in the middle of its chord', () => {
    const score = rollingScore()
    score.begin(0)
    score.replace([note(60, 0, 4, { sustains: true })], 0)
    score.take(1)

    score.replace([note(62, 0, 4, { sustains: true })], 0)

    assert.deepEqual(lines(score.take(8)), [
      [0.94, 60, 0],
      [0.94, 62, 80],
      [4, 62, 0],
    ])
  })

  it('makes no stroke twice that two plans spread differently around a beat', () => {
    const score = rollingScore()
    score.begin(0)
    score.replace([note(60, 3.996, 1)], 0)
    const before = score.take(4)

    score.replace([note(62, 4.003, 1)], 0)

    const struck = [...before, ...score.take(8)].filter(({ velocity }) => velocity > 0)
    assert.deepEqual(
      struck.map(({ pitch }) => pitch),
      [62],
    )
  })

  it('goes on from a beat without what was played just before it', () => {
    const score = rollingScore()
    const plan = [note(60, 0, 0.25), note(62, 1.99, 0.25), note(64, 2.01, 0.25)]

    score.goOn(2)
    score.replace(plan, 2)

    assert.deepEqual(
      score
        .take(3)
        .filter(({ velocity }) => velocity > 0)
        .map(({ pitch }) => pitch),
      [64],
    )
  })

  it('leaves nothing sounding and strikes nothing twice, however often it is written anew', () => {
    const step = fc.record({ plan, ahead: fc.double({ min: 0, max: 3, noNaN: true }) })
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 20 }), (steps) => {
        const score = rollingScore()
        const receiver = modelReceiver()
        const struck = new Set<string>()
        const down = new Map<number, number>()
        let last = Number.NEGATIVE_INFINITY
        let at = 0
        score.begin(0)

        for (const { plan: notes, ahead } of [...steps, { plan: [], ahead: 60 }]) {
          score.replace(notes, at)
          at += ahead
          for (const { beat, channel, pitch, velocity } of score.take(at)) {
            assert.ok(beat >= last - 1e-9, `${beat} after ${last}`)
            last = beat
            const cell = channel * 128 + pitch
            if (velocity > 0) {
              const stroke = `${cell} ${beat.toFixed(3)}`
              assert.ok(!struck.has(stroke) && !down.get(cell), `${stroke} is struck twice`)
              struck.add(stroke)
              down.set(cell, 1)
            } else {
              assert.equal(down.get(cell), 1, 'a key that is up is not lifted')
              down.set(cell, 0)
            }
            const type = velocity > 0 ? 'note-on' : 'note-off'
            receiver.push(encodeMidi({ type, channel, pitch, velocity }))
          }
        }

        assert.deepEqual(receiver.sounding(), [])
        assert.equal(score.sounding(), 0)
      }),
    )
  })
})

import assert from 'node:assert/strict'
import fc from 'fast-check'
import { beatAt, beatsToMs, msAt, msToBeats } from '#core/music/tempo.ts'

const bpm = fc.integer({ min: 20, max: 300 })

/** Marks as a take has them: each beat stands where the tempo before it put it. */
const tempoMap = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 60_000 }), bpm), { minLength: 1, maxLength: 12 })
  .map((stretches) => {
    const marks = [{ atMs: 0, beat: 0, bpm: 120 }]
    for (const [lengthMs, next] of stretches) {
      const last = marks.at(-1)!
      marks.push({
        atMs: last.atMs + lengthMs,
        beat: last.beat + msToBeats(lengthMs, last.bpm),
        bpm: next,
      })
    }
    return marks
  })

const near = (a: number, b: number): void => assert.ok(Math.abs(a - b) < 1e-6, `${a} is not ${b}`)

describe('tempo', () => {
  it('turns beats into time and back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), bpm, (beats, tempo) =>
        near(msToBeats(beatsToMs(beats, tempo), tempo), beats),
      ),
    )
    assert.equal(beatsToMs(4, 80), 3000)
  })

  it('finds the time of every beat and the beat of every time', () => {
    fc.assert(
      fc.property(tempoMap, fc.integer({ min: 0, max: 800_000 }), (marks, ms) => {
        near(msAt(marks, beatAt(marks, ms)), ms)
      }),
    )
  })

  it('never counts backwards', () => {
    const time = fc.integer({ min: 0, max: 800_000 })
    fc.assert(
      fc.property(tempoMap, time, time, (marks, a, b) => {
        assert.ok(beatAt(marks, Math.min(a, b)) <= beatAt(marks, Math.max(a, b)))
      }),
    )
  })

  it('follows a change of tempo', () => {
    const marks = [
      { atMs: 0, beat: 0, bpm: 60 },
      { atMs: 4000, beat: 4, bpm: 120 },
    ]

    assert.deepEqual([beatAt(marks, 2000), beatAt(marks, 5000)], [2, 6])
    assert.deepEqual([msAt(marks, 2), msAt(marks, 6)], [2000, 5000])
  })

  it('holds the first tempo before its mark, and 120 where nobody said one', () => {
    assert.equal(beatAt([{ atMs: 1000, beat: 8, bpm: 60 }], 0), 7)
    assert.equal(beatAt([], 1000), 2)
    assert.equal(msAt([], 2), 1000)
  })
})

import assert from 'node:assert/strict'
import fc from 'fast-check'
import { cueLine } from '#hub/web/play/cue-line.ts'
import type { Cue } from '#hub/web/play/cues.ts'
import { noteTrail } from '#hub/web/play/note-trail.ts'

const cueAt = (startMs: number, lengthMs = 100): Cue => ({
  ...{ by: 'machine', sound: 'ep', drum: false, pitch: 60, velocity: 80 },
  ...{ startMs, endMs: startMs + lengthMs },
})
const from = (ms: number) => ({ showMs: ms, soundMs: ms })
const later = (cues: readonly Cue[], ms: number): readonly Cue[] =>
  cues.map((cue) => ({ ...cue, startMs: cue.startMs + ms, endMs: cue.endMs + ms }))

describe('a line of cues', () => {
  it('leaves out what should have started before', () => {
    const line = cueLine([cueAt(10), cueAt(20), cueAt(30)], from(20), noteTrail())

    assert.deepEqual(
      line.due(100).map(({ cue }) => cue.startMs),
      [20, 30],
    )
  })

  it('hands out each cue once and in order, however often it is asked', () => {
    const times = fc.array(fc.integer({ min: 0, max: 1000 }))

    fc.assert(
      fc.property(times, times, (starts, asks) => {
        const cues = [...starts].sort((a, b) => a - b).map((ms) => cueAt(ms))
        const line = cueLine(cues, from(0), noteTrail())
        const untils = [...[...asks].sort((a, b) => a - b), 1001]

        const got = untils.flatMap((until) => line.due(until).map(({ cue }) => cue))
        line.show(1001)

        assert.deepEqual(got, cues)
        assert.equal(line.left(), 0)
      }),
    )
  })

  it('moves what has not sounded, and the end of what sounds', () => {
    const trail = noteTrail()
    const cues = [cueAt(0), cueAt(1000, 800), cueAt(2000)]
    const line = cueLine(cues, from(0), trail)
    line.show(5000)
    const [, held] = line.due(1500)

    line.move(later(cues, 50), 1500)

    assert.equal(held!.endMs(), 1850)
    assert.deepEqual(
      line.due(5000).map(({ cue }) => cue.startMs),
      [2050],
    )
    assert.deepEqual(
      trail.notes().map(({ startMs, endMs }) => [startMs, endMs]),
      [
        [0, 100],
        [1000, 1850],
        [2050, 2150],
      ],
    )
  })

  it('ends no note before it begins, however much faster the tempo gets', () => {
    const trail = noteTrail()
    const line = cueLine([cueAt(0), cueAt(150)], from(0), trail)
    line.show(1000)
    const [, told] = line.due(160)

    line.move([cueAt(0, 40), cueAt(50, 40)], 20)

    const { startMs, endMs } = trail.notes()[1]!
    assert.equal(startMs, 150)
    assert.ok(endMs! > startMs)
    assert.equal(told!.endMs(), endMs)
  })

  it('ends: what sounds stops, and what was to come is taken off the roll', () => {
    const trail = noteTrail()
    const line = cueLine([cueAt(0), cueAt(1000, 800), cueAt(2000)], from(0), trail)
    line.show(5000)
    const [, held] = line.due(1500)

    line.end(1600, 1500)

    assert.equal(held!.endMs(), 1600)
    assert.deepEqual(line.due(5000), [])
    assert.deepEqual(
      trail.notes().map(({ endMs }) => endMs),
      [100, 1600],
    )
  })
})

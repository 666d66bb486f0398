import assert from 'node:assert/strict'
import { randomFrom } from '#core/random.ts'
import type { NoteEvent } from '#core/score/note-event.ts'
import type { Composition } from '#core/score/piece.ts'
import {
  emptyBeatRate,
  grooveConsistency,
  pitchClassEntropy,
  scaleConsistency,
} from '#hub/engine/metrics.ts'
import { fitnessOf, structureOf } from '#hub/engine/structure.ts'

const author = { kind: 'rule', rule: 'test', because: 'test' } as const
const notes = (...pitches: number[]): NoteEvent[] =>
  pitches.map((pitch, start) => ({ pitch, velocity: 90, start, length: 1, author }))
const near = (actual: number, expected: number): void =>
  assert.ok(Math.abs(actual - expected) < 1e-9, `${actual} is not ${expected}`)

function piece(
  role: 'melody' | 'drums',
  played: readonly NoteEvent[],
  lengthBeats: number,
): Composition {
  return {
    spec: {
      ...{ title: 't', style: 'lofi', bpm: 120, meter: { beats: 4, unit: 4 }, swing: 0 },
      ...{ key: { tonic: 'C', mode: 'major' }, moods: [], instruments: [], sections: [], form: [] },
    },
    ...{ seed: 1, engine: { name: 'test', version: '1' }, lengthBeats, form: [], chords: [] },
    parts: [{ role, sound: 'ep', channel: 0, notes: [...played] }],
  }
}
const at = (...starts: number[]): NoteEvent[] =>
  starts.map((start) => ({ pitch: 60, velocity: 90, start, length: 0.25, author }))

describe('pitchClassEntropy', () => {
  it('is 0 bits for one tone in any octave', () => {
    assert.equal(pitchClassEntropy(notes(60, 72, 48)), 0)
  })

  it('is 2 bits for four tones alike, 1.5 for a half and two quarters', () => {
    near(pitchClassEntropy(notes(60, 62, 64, 65)), 2)
    near(pitchClassEntropy(notes(60, 60, 64, 67)), 1.5)
  })

  it('is log2(12) for all twelve', () => {
    near(pitchClassEntropy(notes(...Array(12).keys())), Math.log2(12))
  })
})

describe('scaleConsistency', () => {
  it('is 1 inside any major or natural minor scale', () => {
    near(scaleConsistency(notes(60, 62, 64, 65, 67, 69, 71)), 1)
    near(scaleConsistency(notes(62, 64, 65, 67, 69, 70, 72)), 1)
  })

  it('counts the share that the best scale holds', () => {
    near(scaleConsistency(notes(60, 62, 64, 65, 67, 69, 71, 61)), 7 / 8)
    near(scaleConsistency(notes(...Array(12).keys())), 7 / 12)
  })
})

describe('grooveConsistency', () => {
  it('is 1 where every bar begins its notes at the same places', () => {
    near(grooveConsistency(piece('drums', at(0, 1.5, 4, 5.5, 8, 9.5), 12)), 1)
  })

  it('loses a forty-eighth for each place at which neighbouring bars differ', () => {
    near(grooveConsistency(piece('drums', at(0, 1, 4, 6), 8)), 1 - 2 / 48)
  })

  it('hears a played onset on the grid it was meant for', () => {
    near(grooveConsistency(piece('drums', at(0, 1.01, 4.008, 4.99), 8)), 1)
  })
})

describe('emptyBeatRate', () => {
  it('is the share of beats in which nothing sounds', () => {
    const held = [{ ...at(0)[0]!, length: 2.5 }]

    near(emptyBeatRate(piece('melody', held, 4)), 1 / 4)
    near(emptyBeatRate(piece('melody', [], 4)), 1)
  })
})

describe('structureOf', () => {
  // Frames a b a b: the stretch a b comes back once, exactly. Alike is 1, unlike is the penalty.
  const abab = Float64Array.of(1, -2, 1, -2, -2, 1, -2, 1, 1, -2, 1, -2, -2, 1, -2, 1)

  it('counts a repetition by how alike it is and how much it covers', () => {
    // Two paths of two cells: score 4, likeness (4 - 2) / 4, coverage (4 - 2) / 4.
    near(fitnessOf(abab, 4, { start: 0, length: 2 }), 0.5)
  })

  it('gives nothing for a stretch that does not come back', () => {
    const alone = Float64Array.of(1, -2, -2, -2, 1, -2, -2, -2, 1)

    near(fitnessOf(alone, 3, { start: 0, length: 1 }), 0)
    near(fitnessOf(abab, 4, { start: 0, length: 4 }), 0)
  })

  it('finds the form of a tune that is played twice, and none in a row of chance', () => {
    const random = randomFrom(11)
    const chance = (from: number, to: number): NoteEvent[] =>
      notes(...Array.from({ length: to - from }, () => 48 + random.below(36))).map((note, i) => ({
        ...note,
        start: from + i + random.below(4) / 4,
        length: 0.5,
      }))
    const tune = chance(0, 64)
    const again = tune.map((note) => ({ ...note, start: note.start + 64 }))

    const twice = structureOf(piece('melody', [...tune, ...again], 128))
    const once = structureOf(piece('melody', chance(0, 128), 128))

    assert.ok(twice.long > 0.45, `${twice.long}`)
    assert.ok(once.long < 0.1, `${once.long}`)
  })
})

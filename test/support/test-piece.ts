import type { Author } from '#core/score/author.ts'
import type { Piece } from '#core/score/piece.ts'

const author: Author = {
  kind: 'machine',
  engine: 'rigsong',
  provider: 'local',
  seed: 7,
  because: 'cm_1',
}

/** A piece of one part on the first channel: these pitches, a beat each. */
export function testPiece({ bpm, pitches }: { bpm: number; pitches: readonly number[] }): Piece {
  return {
    id: 'pc_1',
    title: 'Three steps',
    createdAt: '2026-01-01T00:00:00.000Z',
    tags: [],
    provenance: { because: 'cm_1', humanShare: { notes: 0, beats: 0, parts: 0 } },
    spec: {
      title: 'Three steps',
      style: 'lofi',
      bpm,
      meter: { beats: 4, unit: 4 },
      key: { tonic: 'C', mode: 'major' },
      swing: 0,
      moods: [],
      instruments: [{ role: 'chords', sound: 'ep' }],
      sections: [
        {
          id: 'A',
          bars: 1,
          chords: ['C'],
          energy: 0.5,
          density: 0.5,
          roles: ['chords'],
          motif: [],
        },
      ],
      form: ['A'],
    },
    seed: 7,
    engine: { name: 'rigsong', version: '1' },
    lengthBeats: pitches.length,
    form: [{ section: 'A', start: 0, length: pitches.length }],
    chords: [{ symbol: 'C', start: 0, length: pitches.length }],
    parts: [
      {
        role: 'chords',
        sound: 'ep',
        channel: 0,
        notes: pitches.map((pitch, start) => ({ pitch, velocity: 80, start, length: 1, author })),
      },
    ],
  }
}

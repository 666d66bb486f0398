import type { Author } from '#core/score/author.ts'
import type { Piece } from '#core/score/piece.ts'

const machine: Author = {
  kind: 'machine',
  engine: 'local',
  provider: 'local',
  seed: 7,
  because: 'cm_1',
}
const hand: Author = { kind: 'human', player: 'ada', device: 'keys' }

/** A small piece: two notes of a machine, then one of a hand. */
export function pieceOf(
  id: string,
  words: Partial<Piece> & { readonly prompt?: string } = {},
): Piece {
  const { prompt = 'slow rain in D minor', ...rest } = words
  return {
    spec: {
      title: 'Rain on the window',
      style: 'lo-fi',
      bpm: 80,
      meter: { beats: 4, unit: 4 },
      key: { tonic: 'D', mode: 'minor' },
      swing: 0.2,
      moods: ['rainy'],
      instruments: [{ role: 'melody', sound: 'mallet' }],
      sections: [
        {
          id: 'A',
          bars: 2,
          chords: ['Dm7'],
          energy: 0.3,
          density: 0.4,
          roles: ['melody'],
          motif: [],
        },
      ],
      form: ['A'],
    },
    seed: 7,
    engine: { name: 'local', version: '1' },
    lengthBeats: 8,
    form: [{ section: 'A', start: 0, length: 8 }],
    chords: [{ symbol: 'Dm7', start: 0, length: 8 }],
    parts: [
      {
        role: 'melody',
        sound: 'mallet',
        channel: 3,
        notes: [
          { pitch: 62, velocity: 80, start: 0, length: 1, author: machine },
          { pitch: 65, velocity: 80, start: 1, length: 1, author: machine },
          { pitch: 69, velocity: 90, start: 2, length: 2, author: hand },
        ],
      },
    ],
    id,
    title: 'Rain on the window',
    createdAt: '2026-11-23T18:00:00.000Z',
    tags: [],
    provenance: {
      because: 'cm_1',
      prompt,
      humanShare: { notes: 1 / 3, beats: 0.5, parts: 1 },
    },
    ...rest,
  }
}

import type { NoteEvent } from '#core/score/note-event.ts'
import type { Piece } from '#core/score/piece.ts'

const titles = ['Rain on the tape', 'Window seat', 'Copper morning', 'Slow ferry', 'Night bus home']
/** Dm7, Gm7, Bbmaj7, A7 as pitches of their chord tones. */
const chords = [
  [50, 53, 57, 60],
  [55, 58, 62, 65],
  [58, 62, 65, 69],
  [57, 61, 64, 67],
]

const machine = {
  kind: 'machine',
  engine: 'local',
  provider: 'local',
  seed: 7,
  because: 'cm_1',
} as const
const human = { kind: 'human', player: 'Ada', device: 'screen-1' } as const

/** Eight bars in D minor with drums, bass, chords and a melody; every other one partly by hand. */
export function samplePiece(n: number, prompt = 'a lo-fi beat at 80 bpm in D minor'): Piece {
  const author = n % 2 === 1 ? human : machine
  const beats = Array.from({ length: 32 }, (_, beat) => beat)
  const chordAt = (beat: number): readonly number[] => chords[Math.floor(beat / 4) % 4]!
  const note = (
    pitch: number,
    start: number,
    length: number,
    by: NoteEvent['author'] = machine,
  ): NoteEvent => ({ pitch, velocity: 70 + ((pitch * 7) % 40), start, length, author: by })
  return {
    id: `pc_${String(n).padStart(20, '0')}`,
    title: titles[n % titles.length]!,
    createdAt: '2026-11-23T18:00:00.000Z',
    tags: n % 3 === 0 ? ['lo-fi', 'evening'] : n % 3 === 1 ? ['waltz'] : [],
    spec: {
      title: titles[n % titles.length]!,
      style: 'lo-fi',
      bpm: 80 + (n % 4) * 12,
      meter: { beats: 4, unit: 4 },
      key: { tonic: 'D', mode: 'minor' },
      swing: 0.2,
      moods: [],
      instruments: [],
      sections: [
        {
          id: 'a',
          bars: 8,
          chords: ['Dm7'],
          energy: 0.4,
          density: 0.5,
          roles: ['chords'],
          motif: [],
        },
      ],
      form: ['a'],
    },
    seed: 7 + n,
    engine: { name: 'local', version: '1' },
    lengthBeats: 32,
    form: [{ section: 'a', start: 0, length: 32 }],
    chords: [],
    parts: [
      {
        role: 'drums',
        sound: 'kit-lofi',
        channel: 9,
        notes: beats.flatMap((beat) => [
          note(beat % 2 === 0 ? 36 : 38, beat, 0.25),
          note(42, beat + 0.5, 0.25),
        ]),
      },
      {
        role: 'bass',
        sound: 'bass-finger',
        channel: 1,
        notes: beats.filter((b) => b % 2 === 0).map((b) => note(chordAt(b)[0]! - 12, b, 1.5)),
      },
      {
        role: 'chords',
        sound: 'ep',
        channel: 2,
        notes: beats
          .filter((beat) => beat % 4 === 0)
          .flatMap((beat) => chordAt(beat).map((pitch) => note(pitch, beat, 3.5))),
      },
      {
        role: 'melody',
        sound: 'mallet',
        channel: 3,
        notes: beats.map((beat) =>
          note(
            chordAt(beat)[(beat * 5 + n) % 4]! + 12,
            beat + (beat % 3 === 0 ? 0.5 : 0),
            0.75,
            author,
          ),
        ),
      },
    ],
    provenance: {
      because: 'cm_1',
      prompt,
      humanShare: { notes: n % 2 === 1 ? 0.24 : 0, beats: 0, parts: n % 2 === 1 ? 0.25 : 0 },
    },
  }
}

import type { NoteEvent } from '#core/score/note-event.ts'
import type { Composition, Part } from '#core/score/piece.ts'
import type { Role } from '#core/score/piece-spec.ts'
import { soundFor } from '#core/score/sounds.ts'

const author = {
  kind: 'machine',
  engine: 'fixture',
  provider: 'local',
  seed: 1,
  because: 'cm_fixture',
} as const

const note = (pitch: number, start: number, length: number, velocity = 96): NoteEvent => ({
  pitch,
  start,
  length,
  velocity,
  author,
})

/** Dm7, Gm7, Bbmaj7, A7: a bar each. */
const chords = [
  [62, 65, 69, 72],
  [58, 62, 65, 67],
  [58, 62, 65, 69],
  [57, 61, 64, 67],
]
const roots = [38, 43, 34, 33]
const tune = [74, 77, 76, 72, 70, 74, 69, 65, 67, 70, 72, 74, 73, 76, 69, 64]

/** A small piece for five roles, in D minor at 92 bpm: four chords, `bars` bars, one sound a role. */
export function groove({
  bars = 8,
  bpm = 92,
  seed = 7,
  sounds = {},
}: {
  readonly bars?: number
  readonly bpm?: number
  readonly seed?: number
  readonly sounds?: Partial<Record<Role, string>>
} = {}): Composition {
  const key = { tonic: 'D', mode: 'minor' } as const
  const notes: Record<Role, NoteEvent[]> = { drums: [], bass: [], chords: [], melody: [], pad: [] }
  for (let bar = 0; bar < bars; bar++) playBar(notes, bar)
  const part = (role: Role, channel: number): Part => ({
    role,
    channel,
    sound: sounds[role] ?? soundFor(role),
    notes: notes[role].toSorted((a, b) => a.start - b.start),
  })
  return {
    spec: {
      title: 'Groove',
      style: 'lofi',
      bpm,
      meter: { beats: 4, unit: 4 },
      key,
      swing: 0,
      moods: [],
      instruments: [],
      sections: [
        { id: 'A', bars, chords: ['Dm7'], energy: 0.6, density: 0.5, roles: ['drums'], motif: [] },
      ],
      form: ['A'],
    },
    seed,
    engine: { name: 'fixture', version: '1' },
    lengthBeats: bars * 4,
    form: [{ section: 'A', start: 0, length: bars * 4 }],
    chords: [],
    parts: [
      part('drums', 9),
      part('bass', 1),
      part('chords', 2),
      part('melody', 3),
      part('pad', 4),
    ],
  }
}

function playBar(notes: Record<Role, NoteEvent[]>, bar: number): void {
  const at = bar * 4
  const chord = chords[bar % 4]!
  const root = roots[bar % 4]!
  for (const beat of [0, 2.5]) notes.drums.push(note(36, at + beat, 0.25, 112))
  for (const beat of [1, 3]) notes.drums.push(note(38, at + beat, 0.25, 104))
  for (let step = 0; step < 8; step++)
    notes.drums.push(note(step === 7 ? 46 : 42, at + step / 2, 0.25, step % 2 ? 58 : 84))
  if (bar % 8 === 0) notes.drums.push(note(49, at, 0.5, 90))
  for (const [beat, up] of [
    [0, 0],
    [1.5, 0],
    [2.5, 7],
    [3.5, 12],
  ] as const)
    notes.bass.push(note(root + up, at + beat, 0.45, 100))
  for (const pitch of chord) {
    notes.chords.push(note(pitch, at, 1.5, 78))
    notes.chords.push(note(pitch, at + 2.5, 1, 66))
    notes.pad.push(note(pitch - (pitch > 66 ? 12 : 0), at, 4, 70))
  }
  for (let k = 0; k < 4; k++)
    notes.melody.push(note(tune[(bar * 4 + k) % 16]!, at + k, 0.9, 88 + 8 * (k % 2)))
}

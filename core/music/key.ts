import { v } from '#core/schema.ts'

/** The modes a key can have, as they are written: 'D dorian', 'F# minor'. */
export const modes = [
  'major',
  'minor',
  'dorian',
  'phrygian',
  'lydian',
  'mixolydian',
  'locrian',
  'harmonic-minor',
  'melodic-minor',
] as const
export const Mode = v.picklist(modes)
export type Mode = (typeof modes)[number]

/** Note names as a key may start: letter and at most one accidental, `#` or `b`. */
export const tonics = [
  'C',
  'C#',
  'Db',
  'D',
  'D#',
  'Eb',
  'E',
  'F',
  'F#',
  'Gb',
  'G',
  'G#',
  'Ab',
  'A',
  'A#',
  'Bb',
  'B',
  'Cb',
] as const
export const Tonic = v.picklist(tonics)
export type Tonic = (typeof tonics)[number]

export const Key = v.object({ tonic: Tonic, mode: Mode })
export type Key = Readonly<v.InferOutput<typeof Key>>

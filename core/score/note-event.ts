import { v } from '#core/schema.ts'
import { Author } from './author.ts'

/** A pitch as MIDI counts: 60 is middle C (C4), 0 to 127. */
export const Pitch = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(127))
/** How hard, 1 to 127; 0 is a note-off on the wire and no note here. */
export const Velocity = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(127))
/** A place in beats (quarter notes) from the start of what holds it, not negative. */
export const Beats = v.pipe(v.number(), v.finite(), v.minValue(0))

/** A note in a score: start and length in beats (quarter notes, whatever the meter). */
export const NoteEvent = v.object({
  pitch: Pitch,
  velocity: Velocity,
  start: Beats,
  length: v.pipe(Beats, v.gtValue(0)),
  author: Author,
})
export type NoteEvent = Readonly<v.InferOutput<typeof NoteEvent>>

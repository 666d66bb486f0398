import { Key } from '#core/music/key.ts'
import { Meter } from '#core/music/meter.ts'
import { Bpm } from '#core/music/tempo.ts'
import { v } from '#core/schema.ts'
import { NoteEvent } from './note-event.ts'

/** What one player plays between two silences, or what the engine answers. Notes in beats from its start. */
export const Phrase = v.object({
  id: v.string(),
  session: v.string(),
  by: v.picklist(['player', 'engine']),
  bpm: Bpm,
  meter: Meter,
  key: v.exactOptional(Key),
  /** Struck on a kit: its pitches are pieces of one, and it has no key. */
  drums: v.exactOptional(v.boolean()),
  /** When beat 0 of the phrase sounds, on the clock of the live process (CLOCK_MONOTONIC, ms). */
  atMs: v.number(),
  notes: v.array(NoteEvent),
})
export type Phrase = Readonly<v.InferOutput<typeof Phrase>>

import { toPitchClass } from '#core/music/pitch.ts'
import type { NoteEvent } from '#core/score/note-event.ts'

/** A note this near to a beat is on it. */
const nearBeats = 0.12
/** Shorter notes on a beat pass by, whatever sounds under them. */
const heldBeats = 0.4
/** No further than a tone: the line keeps its shape. */
const furthest = 2

/**
 * A line over chords that sound: what is held on a beat is a tone of the chord there, the nearest one;
 * what passes between stays as it is.
 * @param chords the pitch classes of the chord of each beat; empty where none is expected
 */
export const overChords = <N extends Pick<NoteEvent, 'pitch' | 'start' | 'length'>>(
  notes: readonly N[],
  chords: readonly (readonly number[])[],
): readonly N[] =>
  alone(
    notes.map((note) => {
      const beat = Math.round(note.start)
      const tones = chords[beat] ?? []
      const passes = Math.abs(note.start - beat) > nearBeats || note.length < heldBeats
      if (passes || tones.length === 0) return note
      return { ...note, pitch: nearestTone(note.pitch, tones, furthest) }
    }),
  )

/** Two tones of a chord that were drawn to the same one are one. */
const alone = <N extends Pick<NoteEvent, 'pitch' | 'start'>>(notes: readonly N[]): readonly N[] =>
  notes.filter(
    ({ pitch, start }, i) =>
      notes.findIndex((one) => one.pitch === pitch && one.start === start) === i,
  )

/** The tone of a chord that is nearest to a pitch, the lower one of two; the pitch where none is in reach. */
export function nearestTone(pitch: number, tones: readonly number[], reach = 6): number {
  for (let off = 0; off <= reach; off++)
    for (const near of [pitch - off, pitch + off])
      if (near >= 0 && near <= 127 && tones.includes(toPitchClass(near))) return near
  return pitch
}

import { type Random, randomFrom } from '#core/random.ts'
import type { NoteEvent } from '#core/score/note-event.ts'
import type { Composition } from '#core/score/piece.ts'

type Change = (note: NoteEvent, composition: Composition, random: Random) => NoteEvent

const changed = (composition: Composition, change: Change): Composition => {
  const random = randomFrom(composition.seed)
  const parts = composition.parts.map((part) => ({
    ...part,
    notes: part.notes
      .map((note) => change(note, composition, random))
      .toSorted((a, b) => a.start - b.start),
  }))
  return { ...composition, parts }
}

/** The same rhythm with every pitch by chance: what music must stand out from. */
export const byChance = (composition: Composition): Composition =>
  changed(composition, (note, _, random) => ({ ...note, pitch: 36 + random.below(48) }))

/** The same notes, each at a sixteenth by chance. */
export const shuffled = (composition: Composition): Composition =>
  changed(composition, (note, { lengthBeats }, random) => ({
    ...note,
    start: random.below(Math.floor(lengthBeats * 4)) / 4,
  }))

import type { NoteEvent } from './note-event.ts'
import type { HumanShare, Part } from './piece.ts'

/**
 * How much of a piece human hands made: of its notes, of the beats they sound, and of its parts
 * (a part counts where a hand played at least one of its notes). A simulated hand is no hand.
 * @example humanShareOf(parts) // { notes: 0.25, beats: 0.31, parts: 0.5 }
 */
export function humanShareOf(parts: readonly Pick<Part, 'notes'>[]): HumanShare {
  const sounding = parts.filter(({ notes }) => notes.length > 0)
  const notes = sounding.flatMap((part) => part.notes)
  const byHand = notes.filter(isByHand)
  return {
    notes: share(byHand.length, notes.length),
    beats: share(beatsOf(byHand), beatsOf(notes)),
    parts: share(sounding.filter((part) => part.notes.some(isByHand)).length, sounding.length),
  }
}

const isByHand = ({ author }: NoteEvent): boolean =>
  author.kind === 'human' && author.simulated !== true

const beatsOf = (notes: readonly NoteEvent[]): number =>
  notes.reduce((sum, { length }) => sum + length, 0)

const share = (some: number, all: number): number => (all === 0 ? 0 : some / all)

import type { NoteEvent } from '#core/score/note-event.ts'
import type { Composition } from '#core/score/piece.ts'
import type { Role } from '#core/score/piece-spec.ts'

const isPlayed = ({ author }: NoteEvent): boolean => author.kind === 'human' && !author.simulated

/** The parts that a hand had part in. */
export const handsOf = ({ parts }: Pick<Composition, 'parts'>): readonly Role[] =>
  parts.filter(({ notes }) => notes.some(isPlayed)).map(({ role }) => role)

/** What hands played, in order, for another piece to be written around it. */
export const playedIn = ({ parts }: Pick<Composition, 'parts'>): readonly NoteEvent[] =>
  parts.flatMap(({ notes }) => notes.filter(isPlayed)).toSorted((a, b) => a.start - b.start)

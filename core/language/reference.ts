import type { Role } from '#core/score/piece-spec.ts'

/** What a sentence says of the piece that is there: which one, and what is to become of it. */
export type Reference = {
  /** The piece that plays, or was played or made last. */
  readonly piece: 'current'
  /** Whether other notes of the same kind are asked for. */
  readonly again?: true
  /** Added to how much happens and to how many notes, -1 to 1. */
  readonly energy?: number
  readonly density?: number
  /** Times its tempo, or added to it. */
  readonly tempoFactor?: number
  readonly tempoStep?: number
  /** Half tones up, or down below 0. */
  readonly shift?: number
  readonly mode?: 'major' | 'minor'
  /** What is written anew. */
  readonly parts?: readonly Role[]
  /** From and to, counted from 1; below 0 from the end: the last four bars are -4 to -1. */
  readonly bars?: readonly [from: number, to: number]
  readonly section?: 'intro' | 'A' | 'B' | 'C' | 'break' | 'outro'
  /** Which of several such sections, counted from 1; the last is -1. All where it is not said. */
  readonly nth?: number
  /** Times as long, the section or the whole. */
  readonly length?: number
}

/** Whether nothing can come of it where no piece is there: 'another one' asks for any. */
export const needsPiece = ({ again, bars, parts, section }: Reference): boolean =>
  !again || (bars ?? parts ?? section) !== undefined

import type { Reference } from '#core/language/reference.ts'
import type { PieceWish } from '#core/score/piece-spec.ts'

/** What is asked of a piece that is there, from words, flags and a form filled in. */
export type ChangeAsked = {
  readonly wish: PieceWish
  readonly reference: Omit<Reference, 'piece'>
  /** For what is written anew, and for all else where somebody chose it. */
  readonly seed: number
  readonly isChosen: boolean
  readonly because: string
  readonly prompt?: string
}

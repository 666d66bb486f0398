import type { Composition } from '#core/score/piece.ts'
import type { PieceSpec, PieceWish } from '#core/score/piece-spec.ts'
import { composePiece, type Occasion } from './compose.ts'
import { planPiece } from './plan.ts'

/** A piece to compose: a spec as it is, else a plan for the wish, else whatever the seed brings. */
export type ComposeAsk = Occasion & {
  readonly wish?: PieceWish
  readonly spec?: PieceSpec
  readonly seed: number
}

/** Plans and composes here and now; the worker does the same elsewhere. */
export function composeNow({ wish = {}, spec, seed, ...occasion }: ComposeAsk): Composition {
  return composePiece(spec ?? planPiece(wish, seed), seed, occasion)
}

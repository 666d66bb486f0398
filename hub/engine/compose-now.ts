import type { NoteEvent } from '#core/score/note-event.ts'
import type { Composition } from '#core/score/piece.ts'
import type { PieceSpec, PieceWish } from '#core/score/piece-spec.ts'
import type { Variation } from '#core/score/variation.ts'
import { composePiece, type Occasion } from './compose.ts'
import { composeAround } from './compose-around.ts'
import { planPiece } from './plan.ts'
import { varied } from './vary.ts'

/** A piece to compose: a spec as it is, else a plan for the wish, else whatever the seed brings. */
export type ComposeAsk = Occasion & {
  readonly wish?: PieceWish
  readonly spec?: PieceSpec
  readonly seed: number
  /** What somebody played, in beats, for the piece to be written around. */
  readonly around?: readonly NoteEvent[]
  /** Variations of a piece that is there, in place of a new one. */
  readonly vary?: { readonly of: Composition; readonly by: readonly Variation[] }
}

/** Plans and composes here and now; the worker does the same elsewhere. */
export function composeNow(ask: ComposeAsk): Composition {
  const { wish = {}, spec, seed, vary, around, because, prompt, provider } = ask
  if (vary) return vary.by.reduce(varied, vary.of)
  const occasion = {
    because,
    ...(prompt !== undefined && { prompt }),
    ...(provider !== undefined && { provider }),
  }
  if (around) return composeAround(around, { wish, seed }, occasion)
  return composePiece(spec ?? planPiece(wish, seed), seed, occasion)
}

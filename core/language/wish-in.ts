import { v } from '#core/schema.ts'
import { PieceWish } from '#core/score/piece-spec.ts'
import { understand } from './understand.ts'

/** What a sentence wishes of a piece: `wishIn('a waltz in G at 90 bpm')`; empty where it says nothing of it. */
export function wishIn(sentence: string): PieceWish {
  const found = v.safeParse(PieceWish, understand(sentence).slots)
  return found.success ? found.output : {}
}

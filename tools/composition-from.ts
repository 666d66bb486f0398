import { readFile } from 'node:fs/promises'
import type { Composition } from '#core/score/piece.ts'
import type { PieceWish } from '#core/score/piece-spec.ts'
import { composeNow } from '#hub/engine/compose-now.ts'

/** What a tool is to look at: a `piece.json`, or a wish in JSON, composed with the seed. */
export async function compositionFrom(what: string, seed: number): Promise<Composition> {
  if (what.endsWith('.json')) return JSON.parse(await readFile(what, 'utf8'))
  return composeNow({ wish: JSON.parse(what) as PieceWish, seed, because: 'a tool' })
}

import { readFile } from 'node:fs/promises'
import type { Composition } from '#core/score/piece.ts'
import type { PieceWish } from '#core/score/piece-spec.ts'
import { composeNow } from '#hub/engine/compose-now.ts'
import { remadeFrom } from '#hub/library/history.ts'
import type { Manifest } from '#hub/library/manifest.ts'

/** What a tool is to look at: a piece or its manifest (`piece.json`), or a wish in JSON, composed with the seed. */
export async function compositionFrom(what: string, seed: number): Promise<Composition> {
  if (!what.endsWith('.json'))
    return composeNow({ wish: JSON.parse(what) as PieceWish, seed, because: 'a tool' })
  const piece = JSON.parse(await readFile(what, 'utf8')) as Composition | Manifest
  if (!('manifest' in piece)) return piece
  const remade = remadeFrom(piece)
  if (remade) return remade
  throw new Error(
    `${piece.engine.name} ${piece.engine.version} made this piece, and can make it again`,
  )
}

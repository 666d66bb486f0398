import type { Piece } from '#core/score/piece.ts'
import { bedToLay } from './beds.ts'
import type { Library } from './library.ts'
import type { Workshop } from './making.ts'
import { noSuchPiece } from './pieces.ts'
import type { Recipe, Rendition } from './renditions.ts'

const underWay = new WeakMap<Library, Map<string, Promise<Rendition>>>()

/**
 * The sound of a piece, with the bed under it where it has one: the one that is kept, or a new one. Two
 * who ask at once wait for the same. Throws HubError 'not-found'.
 */
export async function makeRendition(
  { piece: id }: { readonly piece: string; readonly recipe: 'wav' },
  workshop: Pick<Workshop, 'library' | 'renderer'>,
): Promise<Rendition> {
  const { library } = workshop
  const piece = await library.pieces.get(id)
  if (!piece) throw noSuchPiece(id)
  const recipe: Recipe = piece.bed ? `wav over ${piece.bed.sha256}` : 'wav'
  const making = underWay.get(library) ?? new Map<string, Promise<Rendition>>()
  underWay.set(library, making)
  const name = `${id} ${recipe}`
  const same = making.get(name)
  if (same) return same
  const rendition = findOrRender(piece, recipe, workshop).finally(() => making.delete(name))
  making.set(name, rendition)
  return rendition
}

async function findOrRender(
  piece: Piece,
  recipe: Recipe,
  { library, renderer }: Pick<Workshop, 'library' | 'renderer'>,
): Promise<Rendition> {
  const kept = await library.renditions.get(piece.id, recipe)
  if (kept) return kept
  const bed = piece.bed && (await bedToLay(piece.id, piece.bed, library))
  return library.renditions.add(piece.id, recipe, await renderer.renderWav(piece, { bed }))
}

import type { Library } from './library.ts'
import type { Workshop } from './making.ts'
import { noSuchPiece } from './pieces.ts'
import type { Recipe, Rendition } from './renditions.ts'

const underWay = new WeakMap<Library, Map<string, Promise<Rendition>>>()

/** The sound of a piece: the one that is kept, or a new one. Two who ask at once wait for the same. */
export function makeRendition(
  asked: { readonly piece: string; readonly recipe: Exclude<Recipe, 'bed'> },
  workshop: Pick<Workshop, 'library' | 'renderer'>,
): Promise<Rendition> {
  const { library } = workshop
  const making = underWay.get(library) ?? new Map<string, Promise<Rendition>>()
  underWay.set(library, making)
  const name = `${asked.piece} ${asked.recipe}`
  const same = making.get(name)
  if (same) return same
  const rendition = findOrRender(asked, workshop).finally(() => making.delete(name))
  making.set(name, rendition)
  return rendition
}

async function findOrRender(
  { piece: id, recipe }: { readonly piece: string; readonly recipe: Recipe },
  { library, renderer }: Pick<Workshop, 'library' | 'renderer'>,
): Promise<Rendition> {
  const kept = await library.renditions.get(id, recipe)
  if (kept) return kept
  const piece = await library.pieces.get(id)
  if (!piece) throw noSuchPiece(id)
  return library.renditions.add(id, recipe, await renderer.renderWav(piece))
}

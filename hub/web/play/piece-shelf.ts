import type { Piece } from '#core/score/piece.ts'
import type { Api } from '../api.ts'
import { type Picture, pictureOf } from '../pieces/picture.ts'

/** The whole pieces that were fetched last, and the small pictures of many more. */
export type PieceShelf = {
  fetch(id: string): Promise<Piece | undefined>
  picture(id: string): Promise<Picture | undefined>
  /** It changed or went: fetch it anew when it is asked for. */
  forget(id: string): void
}

/** A piece of thirty-two bars is some 100 kB, its picture a tenth of that. */
const mostPieces = 6
const mostPictures = 120

export function openPieceShelf(api: Pick<Api, 'piece'>): PieceShelf {
  const pieces = lastUsed<Promise<Piece | undefined>>(mostPieces)
  const pictures = lastUsed<Promise<Picture | undefined>>(mostPictures)
  const get = async (id: string): Promise<Piece | undefined> => {
    const answered = await api.piece(id)
    if (answered.ok) return answered.value
    pieces.forget(id)
    pictures.forget(id)
    return undefined
  }
  const fetch = (id: string): Promise<Piece | undefined> => pieces.get(id, () => get(id))
  return {
    fetch,
    picture: (id) =>
      pictures.get(id, async () => {
        const piece = await fetch(id)
        return piece && pictureOf(piece)
      }),
    forget(id) {
      pieces.forget(id)
      pictures.forget(id)
    },
  }
}

/** Keeps the `most` entries that were used last. */
function lastUsed<T>(most: number) {
  const kept = new Map<string, T>()
  return {
    get(id: string, make: () => T): T {
      const found = kept.get(id) ?? make()
      kept.delete(id)
      kept.set(id, found)
      for (const oldest of kept.keys()) if (kept.size > most) kept.delete(oldest)
      return found
    },
    forget: (id: string) => void kept.delete(id),
  }
}

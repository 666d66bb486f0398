import type { Piece } from '#core/score/piece.ts'

/** A piece as a small picture: boxes in fractions of its length and its range of pitches. */
export type Picture = {
  readonly boxes: readonly {
    readonly by: 'you' | 'machine'
    readonly x: number
    readonly y: number
    readonly width: number
  }[]
  /** Height of one box, as a fraction. */
  readonly row: number
}

/** Drums keep time and say little in a picture this small: they are left out unless they are all there is. */
export function pictureOf(piece: Pick<Piece, 'parts' | 'lengthBeats'>): Picture {
  const pitched = piece.parts.filter(({ role }) => role !== 'drums')
  const notes = (pitched.length > 0 ? pitched : piece.parts).flatMap((part) => part.notes)
  if (notes.length === 0) return { boxes: [], row: 1 }
  const pitches = notes.map(({ pitch }) => pitch)
  const low = Math.min(...pitches)
  const rows = Math.max(12, Math.max(...pitches) - low + 1)
  const length = Math.max(piece.lengthBeats, 1)
  const boxes = notes.map(({ author, start, length: long, pitch }) => ({
    by: author.kind === 'human' ? ('you' as const) : ('machine' as const),
    x: start / length,
    y: 1 - (pitch - low + 1) / rows,
    width: long / length,
  }))
  return { boxes, row: 1 / rows }
}

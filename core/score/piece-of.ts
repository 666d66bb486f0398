import { humanShareOf } from './human-share.ts'
import type { Composition, Piece } from './piece.ts'

/** Where a composition comes from, and what it is called from now on. */
export type Birth = {
  readonly id: string
  /** ISO 8601 in UTC. */
  readonly createdAt: string
  /** The id of the command that asked for it. */
  readonly because: string
  readonly prompt?: string | undefined
  readonly from?: string | undefined
  readonly plan?: Piece['provenance']['plan'] | undefined
}

/** A composition becomes a piece: it gets a name, a date and its provenance. */
export function pieceOf(composition: Composition, birth: Birth): Piece {
  const { id, createdAt, because, prompt, from, plan } = birth
  return {
    ...composition,
    id,
    title: composition.spec.title,
    createdAt,
    tags: [],
    provenance: {
      because,
      ...(prompt !== undefined && { prompt }),
      ...(from !== undefined && { from }),
      humanShare: humanShareOf(composition.parts),
      ...(plan !== undefined && { plan }),
    },
  }
}

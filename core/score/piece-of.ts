import type { Composition, Piece } from './piece.ts'
import { sharesOf } from './shares.ts'
import type { Variation } from './variation.ts'

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
  /** For a varied piece: what it grew from, and what was done to it since. */
  readonly origin?: Piece['provenance']['origin']
  readonly variations?: readonly Variation[] | undefined
}

/** A composition becomes a piece: it gets a name, a date and its provenance. */
export function pieceOf(composition: Composition, birth: Birth): Piece {
  const { id, createdAt, because, prompt, from, plan, origin, variations } = birth
  const { human, machine, rule } = sharesOf(composition.parts)
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
      ...(plan !== undefined && { plan }),
      humanShare: human,
      machineShare: machine,
      ruleShare: rule,
      ...(origin !== undefined && { origin }),
      ...(variations !== undefined && { variations: [...variations] }),
    },
  }
}

/** What the composer made, without name, date and provenance. */
export function compositionOf(piece: Piece): Composition {
  const { spec, seed, engine, critic, lengthBeats, form, chords, parts } = piece
  return { spec, seed, engine, ...(critic && { critic }), lengthBeats, form, chords, parts }
}

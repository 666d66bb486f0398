import type { Composition, Piece } from '#core/score/piece.ts'
import { compositionOf } from '#core/score/piece-of.ts'
import type { Origin } from '#core/score/variation.ts'
import { engineVersion } from '#hub/engine/engine-version.ts'
import { type History, remade } from '#hub/engine/vary.ts'
import type { Workshop } from './making.ts'
import type { Manifest } from './manifest.ts'

/**
 * What a piece grew from and what was done to it. What this engine would compose to the byte is told
 * by plan and seed; what a hand or another engine had part in, note by note.
 */
export async function historyOf(piece: Piece, composer: Workshop['composer']): Promise<History> {
  const composition = compositionOf(piece)
  const written: History = { origin: { written: composition }, variations: [] }
  if (!isOurs(piece)) return written
  const { origin, variations = [] } = piece.provenance
  if (origin) return { origin, variations }
  const fresh = originOf(piece)
  return isSame(await composer.compose(fresh), composition)
    ? { origin: fresh, variations: [] }
    : written
}

/**
 * The composition a manifest tells of, made again to the byte on any machine; undefined where another
 * engine made it.
 */
export function remadeFrom(manifest: Manifest): Composition | undefined {
  if (!isOurs(manifest)) return undefined
  const { origin = originOf(manifest), variations = [] } = manifest.provenance
  return remade({ origin, variations })
}

const isOurs = ({ engine }: Pick<Composition, 'engine'>): boolean =>
  engine.name === engineVersion.name && engine.version === engineVersion.version

function originOf({
  spec,
  seed,
  provenance: { because, prompt, plan },
}: Pick<Piece, 'spec' | 'seed' | 'provenance'>): Origin {
  return {
    ...{ spec, seed, because },
    ...(prompt !== undefined && { prompt }),
    ...(plan && { provider: plan.provider }),
  }
}

const isSame = (a: Composition, b: Composition): boolean =>
  JSON.stringify(a.parts) === JSON.stringify(b.parts)

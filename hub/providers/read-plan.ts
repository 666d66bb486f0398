import type { Composition } from '#core/score/piece.ts'
import type { Audition } from '#hub/library/audition.ts'
import type { ProviderName } from './provider.ts'
import { type Ground, type MendedPlan, mendPlan } from './repair.ts'
import { type Repairs, readerOf } from './repair-words.ts'
import type { Reading } from './seat.ts'

/** A plan as our engine plays it. */
export type PlayedPlan = { readonly composition: Composition; readonly repairs: Repairs }

/** Where more of its chords and notes than this had to be mended, a plan is not its author's. */
const mostMended = 0.5

/** Mends a reply and plays it to our ear: a plan that is worth having, or what is wrong with it. */
export async function readPlan(
  text: string,
  ground: Ground,
  { provider, audition }: { readonly provider: ProviderName; readonly audition: Audition },
): Promise<Reading<PlayedPlan>> {
  const reader = readerOf()
  const mended = mendPlan(text, ground, reader)
  if (!mended || isAnothers(mended)) return { faults: reader.faults() }
  const heard = await audition(mended.spec, provider)
  if ('faults' in heard) return { faults: [...reader.faults(), ...heard.faults] }
  return { plan: { composition: heard.composition, repairs: mended.repairs } }
}

const isAnothers = ({ size, repairs: { chords = 0, motifs = 0 } }: MendedPlan): boolean =>
  chords + motifs > size * mostMended

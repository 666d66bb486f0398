import { newId } from '#core/id.ts'
import { wishIn } from '#core/language/wish-in.ts'
import { pieceOf } from '#core/score/piece-of.ts'
import type { Role } from '#core/score/piece-spec.ts'
import { renderComposition } from '#hub/audio/render.ts'
import { encodeWav } from '#hub/audio/wav.ts'
import { composePiece } from '#hub/engine/compose.ts'
import { planPiece } from '#hub/engine/plan.ts'
import { compositionToSmf } from '#hub/export/smf.ts'
import { refuseLongPlan } from '#hub/library/longest-piece.ts'
import { type Manifest, manifestOf } from '#hub/library/manifest.ts'
import { type PieceSummary, summaryOf } from '#hub/library/piece-summary.ts'
import { systemClock } from '#runtime/clock.ts'
import type { HubClient } from './hub-client.ts'

export type Making = {
  readonly prompt: string
  readonly seed?: number | undefined
  /** How many seconds a provider's plan may be waited for; 0 asks none. */
  readonly planWithin?: number | undefined
  /** How many, or those that are written anew. */
  readonly bars?: number | readonly [from: number, to: number] | undefined
  readonly from?: string | undefined
  readonly parts?: readonly Role[] | undefined
}

/** A piece and its files; `kept` where a hub has it in its library. */
export type Made = {
  readonly kept: boolean
  readonly summary: PieceSummary
  readonly manifest: Manifest
  mid(): Promise<Uint8Array>
  wav(): Promise<Uint8Array>
}

/** Has the running hub make the piece and keep it. */
export async function makeWithHub(hub: HubClient, making: Making): Promise<Made> {
  const { prompt, planWithin, ...rest } = making
  const said = Object.entries(rest).filter(([, value]) => value !== undefined)
  const asked = {
    ...(prompt !== '' && { prompt }),
    ...(planWithin !== undefined && { planWithinMs: planWithin * 1000 }),
    ...Object.fromEntries(said),
  }
  const summary = await hub.call<PieceSummary>('POST', '/api/v1/generate', asked)
  const path = `/api/v1/pieces/${summary.id}`
  return {
    kept: true,
    summary,
    manifest: await hub.call<Manifest>('GET', `${path}/manifest`),
    mid: () => hub.bytes(`${path}/piece.mid`),
    wav: () => hub.bytes(`${path}/piece.wav`),
  }
}

/**
 * Makes the piece here, with nobody else: the same words and seed give the same notes as a hub would.
 * Throws HubError 'limit-exceeded' where a hub would.
 */
export function makeAlone({
  prompt,
  seed,
  bars,
}: Pick<Making, 'prompt' | 'seed'> & { readonly bars: number | undefined }): Made {
  const wish = { ...wishIn(prompt), ...(bars !== undefined && { bars }) }
  const said = prompt !== '' && { prompt }
  const chosen = seed ?? Math.floor(Math.random() * 2 ** 32)
  const now = { now: Date.now, random: Math.random }
  const because = newId('cm', now)
  const spec = planPiece(wish, chosen)
  refuseLongPlan(spec)
  const composition = composePiece(spec, chosen, { because, ...said })
  const birth = { id: newId('pc', now), createdAt: systemClock.date(), because, ...said }
  const piece = pieceOf(composition, birth)
  return {
    kept: false,
    summary: summaryOf(piece),
    manifest: manifestOf(piece),
    mid: async () => compositionToSmf(composition),
    wav: async () => encodeWav(renderComposition(composition)),
  }
}

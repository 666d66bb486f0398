import type { Clock } from '#core/clock.ts'
import { newId } from '#core/id.ts'
import type { Composition, Piece } from '#core/score/piece.ts'
import { pieceOf } from '#core/score/piece-of.ts'
import type { PieceSpec, PieceWish } from '#core/score/piece-spec.ts'
import { type Audition, auditionFor } from './audition.ts'
import type { Workshop } from './making.ts'
import type { PieceSummary } from './piece-summary.ts'
import type { Asking } from './pieces.ts'

/** A plan of somebody outside, mended and played by our engine. */
export type OutsidePlan = {
  readonly composition: Composition
  readonly provider: string
  readonly model: string
  /** The name of the instructions it was asked with. */
  readonly prompt: string
  readonly repairs: number
}

/** Asks others for a plan of a piece that is there already; hub/providers fits in. */
export type Planning = {
  /** Whether there is anybody to ask. */
  willing(): boolean
  /** Undefined where nobody answered well in time. Throws only what the audition throws. */
  plan(ask: {
    readonly draft: PieceSpec
    readonly wish: PieceWish
    readonly prompt: string | undefined
    readonly audition: Audition
  }): Promise<OutsidePlan | undefined>
  /** Work that is done when it is done; at the end of the hub it is waited for. Never throws. */
  inBackground<T>(work: Promise<T>): Promise<T | undefined>
}

/** A piece that was just kept, and how long its asker may wait for a better plan of it. */
export type Made = {
  readonly piece: Piece
  readonly summary: PieceSummary
  readonly wish: PieceWish
  readonly asking: Asking | undefined
  readonly withinMs: number | undefined
}

/**
 * Asks for a better plan of a piece in the background, and answers the piece that is there; where the
 * asker can wait, the better one if it comes in time.
 */
export async function withPlan(made: Made, workshop: Workshop): Promise<PieceSummary> {
  const { planning } = workshop
  const { summary, withinMs } = made
  if (!planning?.willing() || withinMs === 0) return summary
  const wait = patience(withinMs)
  const better = planning.inBackground(upgradePiece({ ...made, planning, wait }, workshop))
  const answered = await Promise.race([better, wait.over])
  wait.end()
  // One that is being kept was promised to the asker already.
  return (wait.promised() ? await better : answered) ?? summary
}

type Upgrading = Made & {
  readonly planning: Planning
  readonly wait: ReturnType<typeof patience>
}

/** How long an asker waits; `promise` is said once, and only while somebody waits. */
function patience(withinMs: number | undefined) {
  const { promise: over, resolve } = Promise.withResolvers<undefined>()
  let waiting = withinMs !== undefined
  let promised = false
  const end = (): void => {
    waiting = false
    clearTimeout(timer)
    resolve(undefined)
  }
  const timer = setTimeout(end, withinMs ?? 0)
  if (!waiting) end()
  return {
    over,
    end,
    promised: (): boolean => promised,
    promise(): boolean {
      promised = waiting
      return promised
    },
  }
}

async function upgradePiece(
  { piece, wish, asking, planning, wait }: Upgrading,
  workshop: Workshop,
): Promise<PieceSummary | undefined> {
  const { prompt, because } = piece.provenance
  const audition = auditionFor(piece, workshop)
  const plan = await planning.plan({ draft: piece.spec, wish, prompt, audition })
  if (!plan) return undefined
  const { composition, provider, model, repairs } = plan
  const better = pieceOf(composition, {
    ...born(workshop.clock, workshop.random),
    ...{ because, prompt, from: piece.id },
    plan: { provider, model, prompt: plan.prompt, repairs, upgrades: piece.id },
  })
  const summary = wait.promise()
    ? await workshop.library.pieces.add(better, asking, piece.id)
    : await workshop.library.pieces.add(better)
  await workshop.bus.publish(
    'piece',
    { piece: better.id, title: better.title, change: 'added', upgrades: piece.id },
    { piece: better.id },
  )
  return summary
}

function born(clock: Clock, random: () => number) {
  const createdAt = clock.date()
  return { createdAt, id: newId('pc', { now: () => Date.parse(createdAt), random }) }
}

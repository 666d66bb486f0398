import type { Clock } from '#core/clock.ts'
import { newId } from '#core/id.ts'
import { inKey } from '#core/music/scale.ts'
import type { Composition, Piece } from '#core/score/piece.ts'
import { pieceOf } from '#core/score/piece-of.ts'
import type { PieceSpec, PieceWish } from '#core/score/piece-spec.ts'
import type { Workshop } from './making.ts'
import type { PieceSummary } from './piece-summary.ts'
import type { Asking } from './pieces.ts'

/** A plan of somebody outside, mended so that it can be played. */
export type OutsidePlan = {
  readonly spec: PieceSpec
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
  /** Undefined where nobody answered well in time. Never throws. */
  plan(ask: {
    readonly draft: PieceSpec
    readonly wish: PieceWish
    readonly prompt: string | undefined
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
  const plan = await planning.plan({ draft: piece.spec, wish, prompt })
  const composition = plan && (await realised(plan, piece, workshop))
  if (!plan || !composition) return undefined
  const { provider, model, repairs } = plan
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

/** As much of a piece as this stays in its key; less is no better plan. */
const leastInKey = 0.8

/**
 * The plan as our engine plays it, with the seed of the piece that was there. Where its tune breaks a
 * rule the engine sings one of its own; where even that is off, there is no better piece.
 */
async function realised(
  { spec, provider }: OutsidePlan,
  { seed, provenance }: Piece,
  { composer }: Pick<Workshop, 'composer'>,
): Promise<Composition | undefined> {
  const { because, prompt } = provenance
  const occasion = { seed, because, provider, ...(prompt !== undefined && { prompt }) }
  const isSound = await ear()
  const asPlanned = await composer.compose({ spec, ...occasion })
  if (isSound(asPlanned)) return asPlanned
  const plain = { ...spec, sections: spec.sections.map((one) => ({ ...one, motif: [] })) }
  const untuned = await composer.compose({ spec: plain, ...occasion })
  return isSound(untuned) ? untuned : undefined
}

/** What hears whether a piece can be kept; loaded with the first plan. */
async function ear(): Promise<(composition: Composition) => boolean> {
  const { faultsOf } = await import('#hub/engine/critic.ts')
  return (composition) => {
    const notes = composition.parts.flatMap((part) => (part.role === 'drums' ? [] : part.notes))
    const home = notes.filter(({ pitch }) => inKey(pitch, composition.spec.key)).length
    return (
      composition.parts.some((part) => part.notes.length > 0) &&
      faultsOf(composition).length === 0 &&
      home >= notes.length * leastInKey
    )
  }
}

import type { Bus } from '#core/bus/bus.ts'
import type { Clock } from '#core/clock.ts'
import { HubError } from '#core/errors.ts'
import { newId } from '#core/id.ts'
import { needsPiece, type Reference } from '#core/language/reference.ts'
import { understand } from '#core/language/understand.ts'
import { wishIn } from '#core/language/wish-in.ts'
import { barBeats } from '#core/music/meter.ts'
import type { Composition, Piece } from '#core/score/piece.ts'
import { compositionOf, pieceOf } from '#core/score/piece-of.ts'
import type { PieceSpec, PieceWish, Role } from '#core/score/piece-spec.ts'
import { playedNotes } from '#core/score/played-notes.ts'
import type { Take } from '#core/score/take.ts'
import type { Bars } from '#core/score/variation.ts'
import type { RenderAsk } from '#hub/audio/renderer.ts'
import type { ComposeAsk } from '#hub/engine/compose-now.ts'
import { keyOf } from '#hub/engine/live/perception.ts'
import { styleFor } from '#hub/engine/styles/index.ts'
import type { History } from '#hub/engine/vary.ts'
import { changesOf } from './changes.ts'
import { playedIn } from './hands.ts'
import { historyOf } from './history.ts'
import type { Library } from './library.ts'
import { refuseLongPlan, refuseTooLong } from './longest-piece.ts'
import type { PieceSummary } from './piece-summary.ts'
import { type Asking, noSuchPiece } from './pieces.ts'
import type { Sound } from './renditions.ts'
import { noSuchTake } from './takes.ts'
import { type Planning, withPlan } from './upgrade.ts'
import { titled } from './variation-title.ts'

/** What a piece is asked for with; `id` is the command that asks. */
export type PieceAsked = {
  readonly id: string
  readonly prompt?: string
  readonly wish?: PieceWish
  readonly spec?: PieceSpec
  /** 0 to 2^32 - 1; without it by chance. */
  readonly seed?: number
  /** The piece or take it grows from. */
  readonly from?: string
  /** Of the piece it grows from: what is written anew. Without `from` the piece of the moment is meant. */
  readonly parts?: readonly Role[]
  readonly bars?: Bars
  /** How long to wait for a provider's plan; 0 asks nobody, left out it comes later. */
  readonly planWithinMs?: number
}

/** Where pieces and their sound are made: hub/engine/composer.ts and hub/audio/renderer.ts fit in. */
export type Workshop = {
  readonly library: Library
  readonly bus: Pick<Bus, 'publish'>
  readonly composer: { compose(asked: ComposeAsk): Promise<Composition> }
  readonly renderer: {
    renderWav(composition: Composition, ask: Pick<RenderAsk, 'bed'>): Promise<Sound>
  }
  /** The piece that plays, or was played or made last. */
  readonly current: () => Promise<string | undefined>
  readonly clock: Clock
  /** From 0 (inclusive) to 1 (exclusive), such as Math.random. */
  readonly random: () => number
  /** Who else may plan a piece; nobody where left out. */
  readonly planning?: Planning
}

/**
 * Composes a piece and keeps it; resolves when it is on the disk and the bus was told. A wish adds to
 * what the prompt says, a spec stands alone; what is said of another piece, in words or by `parts`
 * and `bars`, is done to that piece. Throws HubError 'not-found' for an unknown `from`.
 */
export async function makePiece(
  asked: PieceAsked,
  workshop: Workshop,
  asking?: Asking,
): Promise<PieceSummary> {
  const { library, composer, clock, random } = workshop
  const chosen = asked.seed ?? Math.floor(random() * 2 ** 32)
  const { plan, from, history } = await planFor(asked, chosen, workshop)
  if (plan.spec) refuseLongPlan(plan.spec)
  const { prompt } = asked
  const composition = await composer.compose({
    ...plan,
    ...(prompt !== undefined && { prompt }),
    because: asked.id,
  })
  refuseTooLong(composition.lengthBeats, composition.spec.bpm)

  const date = clock.date()
  const id = newId('pc', { now: () => Date.parse(date), random })
  const birth = { id, createdAt: date, because: asked.id, prompt, from }
  // No seed makes what a hand played: it is written down, for the piece to be made again.
  const past = plan.around ? { origin: { written: composition } } : history
  const piece = pieceOf(composition, { ...birth, ...past })
  const summary = await library.pieces.add(piece, asking)
  await tellPiece(workshop.bus, summary, 'added')
  // A plan of somebody else's would be without what was played.
  if (!plan.wish || plan.around) return summary
  return withPlan(
    { piece, summary, wish: plan.wish, asking, withinMs: asked.planWithinMs },
    workshop,
  )
}

/** Says on the bus what became of a piece, after the database has it. */
export const tellPiece = (
  bus: Pick<Bus, 'publish'>,
  { id, title }: Pick<PieceSummary, 'id' | 'title'>,
  change: 'added' | 'changed' | 'removed',
): Promise<void> => bus.publish('piece', { piece: id, title, change }, { piece: id })

type Plan = {
  readonly plan: Omit<ComposeAsk, 'because' | 'prompt'>
  readonly from?: string | undefined
  readonly history?: History
}

async function planFor(asked: PieceAsked, seed: number, workshop: Workshop): Promise<Plan> {
  const { library } = workshop
  const { slots } = understand(asked.prompt ?? '')
  const from = asked.from ?? (await meantBy(asked, slots.reference, workshop))
  if (from?.startsWith('pc_')) {
    const piece = await library.pieces.get(from)
    if (!piece) throw noSuchPiece(from)
    if (!asked.spec) return { from, ...(await changed(piece, { asked, seed }, workshop)) }
  }
  const isPiece = from === undefined || from.startsWith('pc_')
  const take = isPiece ? undefined : await takeOf(from, library)
  if (take && (asked.parts ?? asked.bars)) throw noPartsOfATake()
  if (asked.spec) return { plan: { spec: asked.spec, seed }, from }
  const wish = { ...wishIn(asked.prompt ?? ''), ...asked.wish }
  return { plan: { ...(take ? aroundTake(take, wish) : { wish }), seed }, from }
}

/** The piece of the moment, where words or flags speak of one; 'another one' is at a loss for none. */
async function meantBy(
  { parts, bars, spec }: PieceAsked,
  reference: Reference | undefined,
  { current }: Workshop,
): Promise<string | undefined> {
  if (spec || !(reference ?? parts ?? bars)) return undefined
  const piece = await current()
  const isFree = reference && !needsPiece(reference) && !(parts ?? bars)
  if (piece !== undefined || isFree) return piece
  throw new HubError('not-found', 'there is no piece yet that could be changed', {
    hint: 'Make one first: rigsong generate "a lo-fi beat".',
  })
}

async function changed(
  piece: Piece,
  { asked, seed }: { readonly asked: PieceAsked; readonly seed: number },
  workshop: Workshop,
): Promise<Omit<Plan, 'from'>> {
  const { id: because, prompt, parts, bars, wish = {} } = asked
  // Said of this piece, "slower" is of its tempo and not of the one that is played in.
  const { reference, tempoFactor, tempoStep } = understand(prompt ?? '').slots
  const wanted = {
    wish: { ...wishIn(prompt ?? ''), ...wish },
    reference: {
      ...reference,
      ...(tempoFactor !== undefined && { tempoFactor }),
      ...(tempoStep !== undefined && { tempoStep }),
      ...(parts && { parts }),
      ...(bars && { bars }),
    },
    ...{ seed, isChosen: asked.seed !== undefined, because },
    ...(prompt !== undefined && { prompt }),
  }
  const changes = titled(changesOf(piece, wanted), piece, wanted)
  if ('spec' in changes) return { plan: changes }
  if ('wish' in changes) {
    const around = playedIn(piece)
    return { plan: { ...changes, ...(around.length > 0 && { around }) } }
  }
  const vary = { of: compositionOf(piece), by: changes.variations }
  const past = await historyOf(piece, workshop.composer)
  const history = { ...past, variations: [...past.variations, ...changes.variations] }
  return { plan: { vary, seed: piece.seed }, history }
}

async function takeOf(from: string, library: Library): Promise<Take> {
  const take = await library.takes.get(from)
  if (!take) throw noSuchTake(from)
  return take
}

const noPartsOfATake = (): HubError =>
  new HubError('bad-request', 'a take has no parts or bars that could be written anew', {
    hint: 'Have a piece made of it first, and name that.',
  })

/** The tempo, the key and the notes that were played, for a piece to be written around them. */
function aroundTake(take: Take, wish: PieceWish): Pick<ComposeAsk, 'wish' | 'around'> {
  const bpm = take.tempo.at(-1)?.bpm
  const meter = wish.meter ?? styleFor(wish.style).meter
  const around = playedNotes(take, barBeats(meter))
  const tempo = { ...(bpm !== undefined && { bpm: Math.round(bpm * 100) / 100 }), meter }
  if (around.length === 0) return { wish: { ...tempo, ...wish } }
  return { wish: { ...tempo, key: keyOf(around), ...wish }, around }
}

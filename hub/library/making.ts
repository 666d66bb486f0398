import type { Bus } from '#core/bus/bus.ts'
import type { Clock } from '#core/clock.ts'
import { HubError } from '#core/errors.ts'
import { newId } from '#core/id.ts'
import { wishIn } from '#core/language/wish-in.ts'
import { beatsToMs } from '#core/music/tempo.ts'
import type { Composition } from '#core/score/piece.ts'
import { pieceOf } from '#core/score/piece-of.ts'
import type { PieceSpec, PieceWish } from '#core/score/piece-spec.ts'
import type { Take } from '#core/score/take.ts'
import { keyOf } from '#hub/engine/live/perception.ts'
import type { Library } from './library.ts'
import type { PieceSummary } from './piece-summary.ts'
import { type Asking, noSuchPiece } from './pieces.ts'
import type { Recipe, Rendition, Sound } from './renditions.ts'
import { noSuchTake } from './takes.ts'
import { type Planning, withPlan } from './upgrade.ts'

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
  /** How long to wait for a provider's plan; 0 asks nobody, left out it comes later. */
  readonly planWithinMs?: number
}

/** Where pieces and their sound are made: hub/engine/composer.ts and hub/audio/renderer.ts fit in. */
export type Workshop = {
  readonly library: Library
  readonly bus: Pick<Bus, 'publish'>
  readonly composer: {
    compose(asked: {
      readonly wish?: PieceWish
      readonly spec?: PieceSpec
      readonly prompt?: string
      readonly seed: number
      readonly because: string
      /** Who planned; 'local' where left out. */
      readonly provider?: string
    }): Promise<Composition>
  }
  readonly renderer: { renderWav(composition: Composition): Promise<Sound> }
  readonly clock: Clock
  /** From 0 (inclusive) to 1 (exclusive), such as Math.random. */
  readonly random: () => number
  /** Who else may plan a piece; nobody where left out. */
  readonly planning?: Planning
}

/** As long as a wish may ask for, in s. */
const longestSeconds = 900

/**
 * Composes a piece and keeps it; resolves when it is on the disk and the bus was told. A wish adds to
 * what the prompt says, a spec stands alone. Throws HubError 'not-found' for an unknown `from`.
 */
export async function makePiece(
  asked: PieceAsked,
  workshop: Workshop,
  asking?: Asking,
): Promise<PieceSummary> {
  const { library, composer, clock, random } = workshop
  const plan = await planFor(asked, library)
  if (plan.spec) refuseTooLong(beatsIn(plan.spec), plan.spec.bpm)
  const seed = asked.seed ?? Math.floor(random() * 2 ** 32)
  const { prompt } = asked
  const composition = await composer.compose({
    ...plan,
    ...(prompt !== undefined && { prompt }),
    seed,
    because: asked.id,
  })
  refuseTooLong(composition.lengthBeats, composition.spec.bpm)

  const date = clock.date()
  const id = newId('pc', { now: () => Date.parse(date), random })
  const piece = pieceOf(composition, {
    id,
    createdAt: date,
    because: asked.id,
    prompt,
    from: asked.from,
  })
  const summary = await library.pieces.add(piece, asking)
  await tellPiece(workshop.bus, summary, 'added')
  if (!plan.wish) return summary
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

type Plan = { readonly spec?: PieceSpec; readonly wish?: PieceWish }

async function planFor(asked: PieceAsked, library: Library): Promise<Plan> {
  const origin = asked.from === undefined ? undefined : await originOf(asked.from, library)
  if (asked.spec) return { spec: asked.spec }
  const said = asked.prompt === undefined ? {} : wishIn(asked.prompt)
  const wish = { ...origin?.wish, ...said, ...asked.wish }
  // Another one of the same: only the seed differs.
  if (origin?.spec && Object.keys(wish).length === 0) return { spec: origin.spec }
  return { wish }
}

async function originOf(from: string, library: Library): Promise<Plan> {
  if (from.startsWith('pc_')) {
    const piece = await library.pieces.get(from)
    if (!piece) throw noSuchPiece(from)
    return { spec: piece.spec }
  }
  if (from.startsWith('tk_')) {
    const take = await library.takes.get(from)
    if (!take) throw noSuchTake(from)
    return { wish: wishOf(take) }
  }
  // A phrase is not kept by itself; its id still tells where the piece came from.
  return {}
}

/** The tempo and key that were played. */
function wishOf({ tempo, events }: Take): PieceWish {
  const notes = events
    .filter(({ bytes }) => (bytes[0]! & 0xf0) === 0x90 && (bytes[2] ?? 0) > 0)
    .map(({ bytes }) => ({ pitch: bytes[1]! }))
  const bpm = tempo.at(-1)?.bpm
  return {
    ...(bpm !== undefined && { bpm }),
    ...(notes.length > 0 && { key: keyOf(notes) }),
  }
}

function beatsIn({ form, sections, meter }: PieceSpec): number {
  const bars = new Map(sections.map((section) => [section.id, section.bars]))
  const played = form.reduce((sum, id) => sum + (bars.get(id) ?? 0), 0)
  return (played * meter.beats * 4) / meter.unit
}

function refuseTooLong(beats: number, bpm: number): void {
  const seconds = Math.round(beatsToMs(beats, bpm) / 1000)
  if (seconds <= longestSeconds) return
  throw new HubError('limit-exceeded', `this piece would last ${seconds} s`, {
    hint: `Ask for fewer bars or a faster tempo: a piece lasts up to ${longestSeconds / 60} minutes.`,
  })
}

const underWay = new WeakMap<Library, Map<string, Promise<Rendition>>>()

/** The sound of a piece: the one that is kept, or a new one. Two who ask at once wait for the same. */
export function makeRendition(
  asked: { readonly piece: string; readonly recipe: Exclude<Recipe, 'bed'> },
  workshop: Pick<Workshop, 'library' | 'renderer'>,
): Promise<Rendition> {
  const { library } = workshop
  const making = underWay.get(library) ?? new Map<string, Promise<Rendition>>()
  underWay.set(library, making)
  const name = `${asked.piece} ${asked.recipe}`
  const same = making.get(name)
  if (same) return same
  const rendition = findOrRender(asked, workshop).finally(() => making.delete(name))
  making.set(name, rendition)
  return rendition
}

async function findOrRender(
  { piece: id, recipe }: { readonly piece: string; readonly recipe: Recipe },
  { library, renderer }: Pick<Workshop, 'library' | 'renderer'>,
): Promise<Rendition> {
  const kept = await library.renditions.get(id, recipe)
  if (kept) return kept
  const piece = await library.pieces.get(id)
  if (!piece) throw noSuchPiece(id)
  return library.renditions.add(id, recipe, await renderer.renderWav(piece))
}

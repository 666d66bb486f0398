import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { HubError } from '#core/errors.ts'
import { styleIds, styles } from '#core/language/styles.ts'
import { beatsToMs } from '#core/music/tempo.ts'
import type { MachineAuthor } from '#core/score/author.ts'
import type { Piece } from '#core/score/piece.ts'
import type { PlayedBed } from '#hub/library/beds.ts'
import type { Sound } from '#hub/library/renditions.ts'
import type { Recorded } from './bed-tape.ts'
import type { Budget } from './budget.ts'
import { bedMicroUsdASecond } from './prices.ts'
import {
  type BedPlayer,
  type BedReply,
  type BedRequest,
  type Failure,
  failureInWords,
} from './provider.ts'
import type { Access } from './roster.ts'

export type BedTask = Recorded & {
  readonly title: string
  readonly seed: number
  readonly model: string
}

/** A session of the realtime service lasts longer; a bed of two minutes can be looped. */
const longestSeconds = 120
/** Quieter than this is no bed. */
const quietestLufs = -55
/** A bed shorter than this is none. */
const shortestSeconds = 4
/** Silence that long ends it. */
const quietMs = 10_000
/** How long it may take for each second of a bed, and to begin with. */
const paceMs = { second: 1500, start: 20_000 }

/** What a bed is asked for with: the words of the piece, and its figures. */
function bedRequestOf(piece: Piece): BedRequest {
  const { spec, lengthBeats, seed } = piece
  const sections = spec.sections
  const lasting = Math.ceil(beatsToMs(lengthBeats, spec.bpm) / 1000)
  const mean = (of: 'energy' | 'density'): number =>
    Math.round((sections.reduce((sum, one) => sum + one[of], 0) / sections.length) * 100) / 100
  const style = styleIds.find((id) => id === spec.style)
  const label = style === undefined ? 'Ambient' : styles[style].label
  return {
    prompts: [
      { text: `${label}, soft background texture`, weight: 1 },
      ...(spec.moods.length > 0 ? [{ text: spec.moods.join(', '), weight: 0.6 }] : []),
    ],
    bpm: spec.bpm,
    key: spec.key,
    density: mean('density'),
    brightness: mean('energy'),
    seconds: Math.min(longestSeconds, Math.max(shortestSeconds, lasting)),
    seed,
  }
}

/** Who plays beds, with all that it takes to ask for one. */
export type BedSeat = Access & { readonly player: BedPlayer }

type BedParts = {
  readonly budget: Pick<Budget, 'reserve'>
  readonly fared: (failure: Failure | 'over-cap' | undefined) => void
  readonly signal: AbortSignal
}

/** A bed for a piece. Throws HubError 'provider-unavailable' where there is none, saying why. */
export async function playBed(
  { piece, because }: { readonly piece: Piece; readonly because: string },
  seat: BedSeat,
  parts: BedParts,
): Promise<PlayedBed> {
  const { player, breaker } = seat
  if (breaker.state().is === 'shut')
    throw unavailable(player.name, 'is not asked until its key, model or cap is set anew')
  if (!breaker.mayAsk()) throw unavailable(player.name, 'rests after failures')
  try {
    const request = bedRequestOf(piece)
    const reply = await metered(request, seat, parts)
    const bed = await finished(reply, piece, seat.model)
    const failure = reply.failure ?? (bed ? undefined : ({ why: 'nonsense' } as const))
    if (failure) breaker.failed(failure)
    else breaker.answered(0)
    parts.fared(failure)
    // Half a bed is a bed, silence is none.
    if (bed) return { sound: bed, author: authorOf(request, seat, because) }
    throw unavailable(player.name, failure ? failureInWords(failure) : 'played nothing')
  } catch (cause) {
    breaker.dropped()
    throw cause
  }
}

/** What came, with what it cost on the meter. Throws HubError 'provider-unavailable' where it may not be asked. */
async function metered(
  request: BedRequest,
  seat: BedSeat,
  { budget, fared, signal }: BedParts,
): Promise<BedReply> {
  const { name } = seat.player
  const microUsd = request.seconds * bedMicroUsdASecond
  const reserved = await budget
    .reserve(name, { microUsd, capMicroUsd: seat.capMicroUsd })
    // A meter that cannot be written must not be run past.
    .catch((): Failure => ({ why: 'unmetered' }))
  if (!reserved) {
    fared('over-cap')
    throw unavailable(name, 'is over its cap for this month')
  }
  if ('why' in reserved) {
    fared(reserved)
    throw unavailable(name, failureInWords(reserved))
  }
  const reply = await recorded(request, seat, signal)
  // What cannot be settled stays counted at its most.
  await reserved.settle(Math.ceil(secondsOf(reply) * bedMicroUsdASecond)).catch(() => {})
  return reply
}

/** The bed as a file; undefined where there is not enough to be heard. */
async function finished(
  reply: BedReply,
  { title, seed }: Piece,
  model: string,
): Promise<Sound | undefined> {
  const { pcm, sampleRate } = reply
  if (secondsOf(reply) < shortestSeconds) return undefined
  const bed = await finishBed({ pcm, sampleRate, title, seed, model })
  return bed.lufs > quietestLufs ? bed : undefined
}

const authorOf = (
  { prompts, seed }: BedRequest,
  { player, model }: BedSeat,
  because: string,
): MachineAuthor => ({
  ...{ kind: 'machine', engine: model, provider: player.name, seed, because },
  prompt: prompts.map(({ text }) => text).join('; '),
})

function recorded(
  request: BedRequest,
  { player, model, url, key }: BedSeat,
  signal: AbortSignal,
): Promise<BedReply> {
  const withinMs = paceMs.start + request.seconds * paceMs.second
  const patience = AbortSignal.any([signal, AbortSignal.timeout(withinMs)])
  return player.play(request, { url, key, model, signal: patience, quietMs })
}

const secondsOf = ({ pcm, sampleRate }: BedReply): number => pcm.length / 2 / sampleRate

const unavailable = (name: string, why: string): HubError =>
  new HubError('provider-unavailable', `${name} ${why}`, {
    hint: 'See how it fares with rigsong provider list; the piece plays without a bed.',
  })

/** The bed as a file with its loudness, made in a thread of its own. */
async function finishBed(task: BedTask): Promise<Sound> {
  const worker = new Worker(new URL('./bed-worker.ts', import.meta.url), {
    workerData: task,
    execArgv: ['--no-warnings'],
  })
  const [finished] = (await once(worker, 'message')) as [Sound]
  return finished
}

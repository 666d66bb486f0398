import type { Clock } from '#core/clock.ts'
import type { PlanFault } from '#hub/library/audition.ts'
import type { Budget } from './budget.ts'
import { costMicroUsd, isFree, mostUsage, usageSoFar } from './prices.ts'
import { askedAgain } from './prompt.ts'
import type { Failure, Planner, PlanReply, PlanRequest, ProviderName } from './provider.ts'
import type { Access } from './roster.ts'

/** A planner with all that it takes to ask it. */
export type Seat = Access & { readonly planner: Planner }

export type SeatParts = {
  readonly budget: Pick<Budget, 'reserve'>
  readonly clock: Pick<Clock, 'now'>
  /** How a seat fares; undefined after it answered well. */
  readonly fared: (seat: Seat, failure: Failure | 'over-cap' | undefined) => void
  /** A plan goes back to who wrote it, with what is wrong with it. */
  readonly sentBack: (seat: Seat, faults: readonly PlanFault[]) => void
}

/** A plan that is worth having, or what is wrong with one that is not. */
export type Reading<P> = { readonly plan: P } | { readonly faults: readonly PlanFault[] }

export type SeatAsk<P> = {
  readonly request: PlanRequest
  /** Makes a plan of what a provider wrote. */
  readonly read: (text: string, provider: ProviderName) => Promise<Reading<P>>
  /** When the answer is of no use any more, on the clock of the parts. */
  readonly endsAtMs: number
  readonly signal: AbortSignal
}

export type Planned<P> = {
  readonly seat: Seat
  readonly plan: P
  /** A first answer was sent back, and this is the second. */
  readonly wasSentBack: boolean
}

/** Silence that ends an answer: models think for a while before the first word. */
const quietMs = 20_000
/** What an answer takes, where nobody knows yet, in ms. */
export const usualMs = 4000
/** A usage beyond this, times the most that the request can cost, is a slip of the other side. */
const believedTimes = 10

/**
 * Asks one provider. A whole answer that is not worth having is sent back once with what is wrong with
 * it, where time and money allow; its breaker is told how it went. Throws only what `read` throws.
 */
export async function askSeat<P>(
  seat: Seat,
  ask: SeatAsk<P>,
  parts: SeatParts,
): Promise<Planned<P> | undefined> {
  const { breaker } = seat
  const { clock, fared } = parts
  const beganMs = clock.now()
  try {
    const first = await call(seat, ask, parts)
    if ('refused' in first) {
      breaker.dropped()
      fared(seat, first.refused)
      return undefined
    }
    // A second answer takes about as long as the first.
    const isInTime = 2 * clock.now() - beganMs < ask.endsAtMs && !ask.signal.aborted
    const second = isInTime ? await callAgain(seat, first, { ask, parts }) : undefined
    const last = second ?? first
    tell(seat, { ...last, tookMs: clock.now() - beganMs, isOver: ask.signal.aborted }, fared)
    const { reading } = last
    return 'plan' in reading
      ? { seat, plan: reading.plan, wasSentBack: last === second }
      : undefined
  } catch (cause) {
    breaker.dropped()
    throw cause
  }
}

type Answer<P> = { readonly reply: PlanReply; readonly reading: Reading<P> }
type Refused = { readonly refused: Failure | 'over-cap' }

/** One request, metered, and what became of it. */
async function call<P>(
  seat: Seat,
  { request, read, signal }: SeatAsk<P>,
  { budget }: SeatParts,
): Promise<Answer<P> | Refused> {
  const { planner, model, url, key, capMicroUsd } = seat
  const { name: provider } = planner
  const most = costMicroUsd({ provider, model }, mostUsage(request))
  const reserved = await budget
    .reserve(provider, { microUsd: most, capMicroUsd })
    // A meter that cannot be written must not be run past.
    .catch((): Refused => ({ refused: { why: 'unmetered' } }))
  if (!reserved) return { refused: 'over-cap' }
  if ('refused' in reserved) return reserved
  const reply = await planner
    .plan(request, { url, key, model, signal, quietMs })
    .catch((): PlanReply => ({ text: '', failure: { why: 'unreachable' } }))
  const usage = reply.usage ?? (isFree(reply) ? undefined : usageSoFar(request, reply.text))
  const cost = usage ? costMicroUsd({ provider, model }, usage) : 0
  await reserved.settle(Math.min(cost, most * believedTimes)).catch(() => {})
  return { reply, reading: reply.text === '' ? { faults: [] } : await read(reply.text, provider) }
}

/** The second request, for a whole answer that is not worth having; undefined where none was made. */
async function callAgain<P>(
  seat: Seat,
  { reply, reading }: Answer<P>,
  { ask, parts }: { readonly ask: SeatAsk<P>; readonly parts: SeatParts },
): Promise<Answer<P> | undefined> {
  if (reply.failure || 'plan' in reading || reading.faults.length === 0) return undefined
  const { faults } = reading
  const request = askedAgain(ask.request, { answer: reply.text, faults })
  const second = await call(seat, { ...ask, request }, parts)
  if ('refused' in second) return undefined
  parts.sentBack(seat, faults)
  return second
}

function tell<P>(
  seat: Seat,
  { reply, reading, tookMs, isOver }: Answer<P> & { tookMs: number; isOver: boolean },
  fared: SeatParts['fared'],
): void {
  const { breaker } = seat
  const failure = reply.failure ?? ('plan' in reading ? undefined : ({ why: 'nonsense' } as const))
  // Who had hardly begun when the time was over, or another had answered, was only beaten.
  const isBeaten = isOver && failure?.why === 'too-slow' && tookMs < (breaker.p90Ms() ?? usualMs)
  if (isBeaten) {
    breaker.dropped()
    return
  }
  if (failure) breaker.failed(failure)
  else breaker.answered(tookMs)
  fared(seat, failure)
}

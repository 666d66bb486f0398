import type { Clock } from '#core/clock.ts'
import type { Breaker } from './breaker.ts'
import type { Budget } from './budget.ts'
import { costMicroUsd, mostUsage, usageSoFar } from './prices.ts'
import type { Failure, Planner, PlanReply, PlanRequest } from './provider.ts'

/** A planner with all that it takes to ask it. */
export type Seat = {
  readonly planner: Planner
  readonly model: string
  readonly url: string
  readonly key: string
  readonly capMicroUsd: number
  readonly breaker: Breaker
}

export type ChainParts = {
  readonly budget: Pick<Budget, 'reserve'>
  readonly clock: Pick<Clock, 'now'>
  /** How a seat fares; undefined after it answered well. */
  readonly fared: (seat: Seat, failure: Failure | 'over-cap' | undefined) => void
}

export type ChainAsk<P> = {
  readonly request: PlanRequest
  /** Makes a plan of the text, undefined where there is none in it. */
  readonly read: (text: string) => P | undefined
  /** The answer is wanted within this, in ms. */
  readonly withinMs: number
  readonly signal: AbortSignal
}

export type Planned<P> = { readonly seat: Seat; readonly plan: P }

/** Silence that ends an answer: models think for a while before the first word. */
const quietMs = 20_000
/** When the next one is asked as well, where nobody knows yet how long the first takes. */
const hedgeAfterMs = 4000
const soonestHedgeMs = 500
/** A usage beyond this, times the most that the request can cost, is a slip of the other side. */
const believedTimes = 10

/**
 * Asks one after the other until somebody has planned: the next at once where one fails, and beside a
 * slow one once it takes longer than nine of ten of its answers did. Undefined when all have failed or
 * the time is over. Never throws.
 */
export async function askChain<P>(
  seats: readonly Seat[],
  ask: ChainAsk<P>,
  parts: ChainParts,
): Promise<Planned<P> | undefined> {
  const over = new AbortController()
  const signal = AbortSignal.any([over.signal, ask.signal])
  const { promise, resolve } = Promise.withResolvers<Planned<P> | undefined>()
  let asked = 0
  let running = 0
  let hedge: NodeJS.Timeout | undefined

  const next = (): void => {
    clearTimeout(hedge)
    const seat = seats.slice(asked).find((one) => one.breaker.mayAsk())
    asked = seat ? seats.indexOf(seat) + 1 : seats.length
    if (!seat) {
      if (running === 0) resolve(undefined)
      return
    }
    running += 1
    const slowMs = Math.max(soonestHedgeMs, seat.breaker.p90Ms() ?? hedgeAfterMs)
    hedge = setTimeout(next, slowMs)
    void attempt(seat, { ...ask, signal }, parts).then((plan) => {
      running -= 1
      if (plan !== undefined) resolve({ seat, plan })
      else next()
    })
  }

  const late = setTimeout(() => resolve(undefined), ask.withinMs)
  const stop = (): void => resolve(undefined)
  ask.signal.addEventListener('abort', stop, { once: true })
  if (ask.signal.aborted) stop()
  else next()
  try {
    return await promise
  } finally {
    asked = seats.length
    clearTimeout(late)
    clearTimeout(hedge)
    ask.signal.removeEventListener('abort', stop)
    over.abort()
  }
}

/** One request to one seat: metered, its breaker told, its answer read. */
async function attempt<P>(
  seat: Seat,
  { request, read, signal }: ChainAsk<P>,
  { budget, clock, fared }: ChainParts,
): Promise<P | undefined> {
  const { planner, model, url, key, breaker } = seat
  const rate = { provider: planner.name, model }
  const most = { microUsd: costMicroUsd(rate, mostUsage(request)), capMicroUsd: seat.capMicroUsd }
  const reserved = await budget
    .reserve(planner.name, most)
    // A meter that cannot be written must not be run past.
    .catch((): Failure => ({ why: 'unmetered' }))
  if (!reserved || 'why' in reserved) {
    breaker.dropped()
    fared(seat, reserved ?? 'over-cap')
    return undefined
  }
  const beganMs = clock.now()
  const reply = await planner
    .plan(request, { url, key, model, signal, quietMs })
    .catch((): PlanReply => ({ text: '', failure: { why: 'unreachable' } }))
  const usage = reply.usage ?? (paidFor(reply) ? usageSoFar(request, reply.text) : undefined)
  const cost = usage ? costMicroUsd(rate, usage) : 0
  await reserved.settle(Math.min(cost, most.microUsd * believedTimes)).catch(() => {})

  const plan = reply.text === '' ? undefined : read(reply.text)
  if (signal.aborted && reply.failure?.why === 'too-slow') {
    lateOrBeaten(seat, fared, clock.now() - beganMs)
    return plan
  }
  const failure = reply.failure ?? (plan === undefined ? ({ why: 'nonsense' } as const) : undefined)
  if (failure) breaker.failed(failure)
  else breaker.answered(clock.now() - beganMs)
  fared(seat, failure)
  return plan
}

/** Who was still at it when the time was over was too slow; who had hardly begun was only beaten. */
function lateOrBeaten(seat: Seat, fared: ChainParts['fared'], tookMs: number): void {
  if (tookMs < (seat.breaker.p90Ms() ?? hedgeAfterMs)) {
    seat.breaker.dropped()
    return
  }
  seat.breaker.failed({ why: 'too-slow' })
  fared(seat, { why: 'too-slow' })
}

/** A refusal costs nothing; what was begun is paid for. */
const paidFor = ({ text, failure }: PlanReply): boolean =>
  text !== '' || failure === undefined || failure.why === 'too-slow' || failure.why === 'cut-off'

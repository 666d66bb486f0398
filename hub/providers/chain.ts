import { askSeat, type Planned, type Seat, type SeatAsk, type SeatParts, usualMs } from './seat.ts'

export type ChainAsk<P> = Pick<SeatAsk<P>, 'request' | 'read' | 'signal'> & {
  /** The answer is wanted within this, in ms. */
  readonly withinMs: number
}

const soonestHedgeMs = 500

/**
 * Asks one after the other until somebody has planned: the next at once where one fails, and beside a
 * slow one once it takes longer than nine of ten of its answers did. Undefined when all have failed or
 * the time is over. Throws only what `read` throws.
 */
export async function askChain<P>(
  seats: readonly Seat[],
  { request, read, withinMs, signal: stopping }: ChainAsk<P>,
  parts: SeatParts,
): Promise<Planned<P> | undefined> {
  const over = new AbortController()
  const signal = AbortSignal.any([over.signal, stopping])
  const timed = { request, read, signal, endsAtMs: parts.clock.now() + withinMs }
  const { promise, resolve, reject } = Promise.withResolvers<Planned<P> | undefined>()
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
    const slowMs = Math.max(soonestHedgeMs, seat.breaker.p90Ms() ?? usualMs)
    hedge = setTimeout(next, slowMs)
    void askSeat(seat, timed, parts).then((planned) => {
      running -= 1
      if (planned) resolve(planned)
      else next()
    }, reject)
  }

  const late = setTimeout(() => resolve(undefined), withinMs)
  const stop = (): void => resolve(undefined)
  stopping.addEventListener('abort', stop, { once: true })
  if (stopping.aborted) stop()
  else next()
  try {
    return await promise
  } finally {
    asked = seats.length
    clearTimeout(late)
    clearTimeout(hedge)
    stopping.removeEventListener('abort', stop)
    over.abort()
  }
}

import type { Clock } from '#core/clock.ts'

/** Something on its way to a board or a bus; `value` 0 to 1. */
export type Outgoing = {
  readonly control: string
  readonly kind: 'trigger' | 'state' | 'continuous'
  readonly value: number
}

/** What waits for a consumer that is slower than what happens. */
export type OutgoingQueue<T extends Outgoing> = {
  /** False where there was no room for it; that is counted, and never done to a release. */
  put(one: T): boolean
  /** The next one to send; undefined where none waits, or the link had enough for now. */
  take(): T | undefined
  /** How long until `take` can have something, in ms: 0 is now, undefined when none waits. */
  waitMs(): number | undefined
  size(): number
  /** How many were refused since the start. */
  faults(): number
}

export type OutgoingQueueParts = {
  readonly clock: Pick<Clock, 'now'>
  /** How many may wait. */
  readonly bound?: number
  /** What the link is given a second, such as 70 % of what it carries; no limit where left out. */
  readonly perSecond?: number
}

/** After so many triggers in a row a continuous one has its turn, so that none waits for ever. */
const triggersInARow = 8

/**
 * Triggers and states leave first and in order; of each continuous control only the latest waits, in
 * the order in which they began to. Where there is no room, the continuous one that waits longest goes;
 * then what comes is refused, but never a release (0 of a trigger or state): at most one for each
 * control waits beyond the bound.
 */
export function outgoingQueue<T extends Outgoing>({
  clock,
  bound = 1024,
  perSecond,
}: OutgoingQueueParts): OutgoingQueue<T> {
  const struck = fifo<T>()
  const turned = new Map<string, T>()
  /** The last that waits of each control, to know a release that waits already. */
  const lastStruck = new Map<string, T>()
  const bucket = perSecond === undefined ? undefined : tokenBucket(perSecond, clock)
  let faults = 0
  let inARow = 0

  const size = (): number => struck.size() + turned.size

  function makeRoom(): boolean {
    if (size() < bound) return true
    const oldest = turned.keys().next()
    if (!oldest.done) turned.delete(oldest.value)
    return !oldest.done
  }

  function refuse(): false {
    faults += 1
    return false
  }

  function putStruck(one: T): boolean {
    const isRelease = one.value === 0
    if (isRelease && lastStruck.get(one.control)?.value === 0) return true
    if (!makeRoom() && !isRelease) return refuse()
    struck.push(one)
    lastStruck.set(one.control, one)
    return true
  }

  function putTurned(one: T): boolean {
    if (!turned.has(one.control) && !makeRoom()) return refuse()
    turned.set(one.control, one)
    return true
  }

  function next(): T | undefined {
    const oldest = turned.values().next()
    const isTurn = struck.size() === 0 || inARow >= triggersInARow
    if (isTurn && !oldest.done) {
      inARow = 0
      turned.delete(oldest.value.control)
      return oldest.value
    }
    inARow += 1
    const one = struck.shift()
    if (one && lastStruck.get(one.control) === one) lastStruck.delete(one.control)
    return one
  }

  return {
    put: (one) => (one.kind === 'continuous' ? putTurned(one) : putStruck(one)),
    take: () => (size() > 0 && (bucket?.take() ?? true) ? next() : undefined),
    waitMs: () => (size() > 0 ? (bucket?.waitMs() ?? 0) : undefined),
    size,
    faults: () => faults,
  }
}

/** First in, first out, without moving the rest at each one taken. */
function fifo<T>() {
  let waiting: T[] = []
  let head = 0
  return {
    size: () => waiting.length - head,
    push: (one: T) => void waiting.push(one),
    shift(): T | undefined {
      const one = waiting[head]
      if (one === undefined) return undefined
      head += 1
      if (head * 2 > waiting.length) {
        waiting = waiting.slice(head)
        head = 0
      }
      return one
    },
  }
}

/** Lets `perSecond` through, and what was saved up in 50 ms at once, one at the least. */
function tokenBucket(perSecond: number, clock: Pick<Clock, 'now'>) {
  const most = Math.max(1, perSecond / 20)
  let tokens = most
  let filledMs = clock.now()

  function fill(): void {
    const nowMs = clock.now()
    tokens = Math.min(most, tokens + ((nowMs - filledMs) * perSecond) / 1000)
    filledMs = nowMs
  }
  return {
    take(): boolean {
      fill()
      // What a timer and the sums round away must not cost a turn.
      if (tokens < 1 - 1e-6) return false
      tokens -= 1
      return true
    },
    waitMs(): number {
      fill()
      return Math.max(0, ((1 - tokens) * 1000) / perSecond)
    },
  }
}

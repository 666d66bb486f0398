import type { LinkId, Measuring } from './codec.ts'

/** Asks a peer again and again what time its session has, until the difference is known. */
export type Measurement = {
  /** What came from the peer. */
  hear(word: Measuring): void
  stop(): void
}

/** What comes of it: what to add to our time, in µs, to have the session's; undefined where nobody answered. */
export type Measured = (offset: number | undefined) => void

const enough = 100
const patienceMs = 50
const tries = 5

/**
 * Pings; each answer is followed by the next ping, so that it takes as long as 51 ways there and back.
 * The middle of all differences is taken: a message that was held up is as far off as it was late.
 * @param now our time in µs
 */
export function measure({
  session,
  send,
  now,
  done,
}: {
  session: LinkId
  send: (word: Measuring) => void
  now: () => number
  done: Measured
}): Measurement {
  const offsets: number[] = []
  let left = tries
  let timer: NodeJS.Timeout | undefined

  function ping(ghostBefore?: number): void {
    clearTimeout(timer)
    timer = setTimeout(missed, patienceMs)
    send({ says: 'ping', host: now(), ...(ghostBefore !== undefined && { ghostBefore }) })
  }

  function missed(): void {
    left -= 1
    if (left > 0) ping()
    else done(undefined)
  }

  ping()
  return {
    hear(word) {
      if (word.says !== 'pong' || word.session !== session || left <= 0) return
      const host = now()
      const { ghost, ghostBefore } = word
      offsets.push(ghost - (host + word.host) / 2)
      if (ghostBefore !== undefined) offsets.push((ghost + ghostBefore) / 2 - word.host)
      if (offsets.length < enough) {
        left = tries
        ping(ghost)
        return
      }
      left = 0
      clearTimeout(timer)
      done(middleOf(offsets))
    },
    stop() {
      left = 0
      clearTimeout(timer)
    },
  }
}

function middleOf(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  const half = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}

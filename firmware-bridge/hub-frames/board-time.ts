/** The time of a board on the hub's clock. */
export type BoardTime = {
  /**
   * When a board's word was meant, on the hub's clock: never later than it arrived, never earlier than
   * the word before.
   * @param boardMs the board's clock, 0 to 65,535 and round again
   */
  at(boardMs: number, arrivedAtMs: number): number
  /** The board has started anew, and its clock with it. */
  reset(): void
}

const round = 65_536
/** A second of words is judged by the one that was quickest on its way. */
const spanMs = 1000
const spans = 16
/** Resonators of boards are off by up to 0.5 %, crystals by far less. */
const mostSkew = 0.01
/** Farther off than any delay: it is another clock. */
const astrayMs = 500

/** The quickest word of a span: how much the hub's clock was ahead of the board's. */
type Quickest = { readonly boardAtMs: number; readonly aheadMs: number }

/**
 * Tells the board's clock from the delays of the host: the quickest words of the last seconds say how
 * far the clocks are apart and how fast they drift, and every word is dated by them.
 */
export function boardTime(): BoardTime {
  let quickest: Quickest[] = []
  let skew = 0
  let spanEndsMs = 0
  let last: { readonly boardMs: number; readonly boardAtMs: number; readonly arrivedAtMs: number } =
    {
      boardMs: 0,
      boardAtMs: 0,
      arrivedAtMs: 0,
    }
  let latestMs = Number.NEGATIVE_INFINITY

  const aheadAt = (boardAtMs: number): number =>
    Math.min(...quickest.map((one) => one.aheadMs + skew * (boardAtMs - one.boardAtMs)))

  /** The board's clock without its rounds: a word may be a little older than the one before it. */
  function unwound(boardMs: number, arrivedAtMs: number): number {
    const step = ((boardMs - last.boardMs + 1.5 * round) % round) - round / 2
    const rounds = Math.round((arrivedAtMs - last.arrivedAtMs - step) / round)
    return last.boardAtMs + step + Math.max(0, rounds) * round
  }

  function learn(boardAtMs: number, aheadMs: number): void {
    const newest = quickest.at(-1)
    if (!newest || boardAtMs >= spanEndsMs) {
      // Of spans that are over: the first word of a new one may be a slow one.
      skew = skewOf(quickest)
      quickest = [...quickest.slice(1 - spans), { boardAtMs, aheadMs }]
      spanEndsMs = boardAtMs + spanMs
    } else if (aheadMs < newest.aheadMs + skew * (boardAtMs - newest.boardAtMs)) {
      quickest[quickest.length - 1] = { boardAtMs, aheadMs }
    }
  }

  function reset(): void {
    quickest = []
    skew = 0
  }

  return {
    at(boardMs, arrivedAtMs) {
      const boardAtMs = unwound(boardMs, arrivedAtMs)
      last = { boardMs, boardAtMs, arrivedAtMs }
      const aheadMs = arrivedAtMs - boardAtMs
      if (Math.abs(aheadMs - aheadAt(boardAtMs)) > astrayMs) reset()
      learn(boardAtMs, aheadMs)
      latestMs = Math.max(latestMs, Math.min(arrivedAtMs, boardAtMs + aheadAt(boardAtMs)))
      return latestMs
    },
    reset,
  }
}

/** How fast the clocks drift apart: the middle one of the slopes between quickest words. */
function skewOf(quickest: readonly Quickest[]): number {
  const slopes = quickest.flatMap((from, i) =>
    quickest
      // Neighbours are too near to tell drift from delay.
      .slice(i + 4)
      .map((to) => (to.aheadMs - from.aheadMs) / (to.boardAtMs - from.boardAtMs)),
  )
  if (slopes.length === 0) return 0
  const middle = slopes.sort((a, b) => a - b)[slopes.length >> 1]!
  return Math.max(-mostSkew, Math.min(mostSkew, middle))
}

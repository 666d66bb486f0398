/** Notices that somebody who should speak does not. */
export type SilenceWatch = {
  /** From now on silence counts. */
  start(): void
  stop(): void
  heard(): void
}

const graceMs = 100
/** A timer that comes later than this shows a loop that was busy. */
const lateMs = 50

/**
 * Calls `changed(true)` after a silence of `limitMs()`, and `changed(false)` at the next sign of life.
 * While the limit is undefined, silence is normal; it is asked again at each sign of life.
 */
export function silenceWatch(
  limitMs: () => number | undefined,
  changed: (silent: boolean) => void,
): SilenceWatch {
  let running = false
  let silent = false
  let graced = false
  let heardMs = 0
  let timer: NodeJS.Timeout | undefined

  function arm(ms: number): void {
    timer = setTimeout(look, ms)
  }

  function look(): void {
    timer = undefined
    const limit = limitMs()
    if (limit === undefined) return
    const leftMs = heardMs + limit - performance.now()
    // A loop that was busy has not heard yet what is waiting: one more look is the grace.
    const isGrace = leftMs < -lateMs && !graced
    if (isGrace) graced = true
    if (leftMs > 0 || isGrace) arm(isGrace ? graceMs : leftMs)
    else {
      silent = true
      changed(true)
    }
  }

  function heard(): void {
    heardMs = performance.now()
    graced = false
    if (!running) return
    if (silent) {
      silent = false
      changed(false)
    }
    if (timer) return
    const limit = limitMs()
    if (limit !== undefined) arm(limit)
  }

  return {
    start() {
      running = true
      heard()
    },
    stop() {
      running = false
      clearTimeout(timer)
      timer = undefined
    },
    heard,
  }
}

/** Notices that somebody who should speak does not. */
export type SilenceWatch = {
  /** From now on silence counts. */
  start(): void
  stop(): void
  heard(): void
}

/** A loop that was busy has not heard yet what is waiting: it gets this long to hear it. */
const graceMs = 100

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
  let armedMs: number | undefined
  let timer: NodeJS.Timeout | undefined
  let grace: NodeJS.Timeout | undefined

  function arm(limit: number | undefined): void {
    clearTimeout(timer)
    armedMs = limit
    if (limit === undefined) return
    const lastMs = Math.min(graceMs, limit / 2)
    timer = setTimeout(() => {
      grace = setTimeout(() => {
        silent = true
        changed(true)
      }, lastMs)
    }, limit - lastMs)
  }

  function heard(): void {
    if (!running) return
    clearTimeout(grace)
    if (silent) {
      silent = false
      changed(false)
    }
    const limit = limitMs()
    if (limit === armedMs) timer?.refresh()
    else arm(limit)
  }

  return {
    start() {
      running = true
      heard()
    },
    stop() {
      running = false
      clearTimeout(timer)
      clearTimeout(grace)
    },
    heard,
  }
}

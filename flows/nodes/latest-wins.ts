/**
 * Does the work with the newest only: what comes while it is under way waits, and the newer takes its
 * place. A knob that moves faster than the hub answers is followed without a queue.
 */
export function latestWins<T>(work: (newest: T) => Promise<void>): (next: T) => Promise<void> {
  let waiting: { readonly next: T } | undefined
  let working = false
  return async (next) => {
    waiting = { next }
    if (working) return
    working = true
    try {
      while (waiting) {
        const { next: newest }: { readonly next: T } = waiting
        waiting = undefined
        await work(newest)
      }
    } finally {
      working = false
    }
  }
}

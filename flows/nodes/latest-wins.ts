/**
 * Does the work with the newest only: what comes while it is under way waits, and the newer takes its
 * place. A knob that moves faster than the hub answers is followed without a queue. Rejects where the
 * last of them failed.
 */
export function latestWins<T>(work: (newest: T) => Promise<void>): (next: T) => Promise<void> {
  let waiting: { readonly next: T } | undefined
  let working = false

  async function workOff(): Promise<void> {
    let failed: { readonly cause: unknown } | undefined
    while (waiting) {
      const { next }: { readonly next: T } = waiting
      waiting = undefined
      failed = await work(next).then(
        () => undefined,
        (cause: unknown) => ({ cause }),
      )
    }
    if (failed) throw failed.cause
  }

  return async (next) => {
    waiting = { next }
    if (working) return
    working = true
    await workOff().finally(() => {
      working = false
    })
  }
}

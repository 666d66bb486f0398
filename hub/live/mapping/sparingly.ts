import type { Clock } from '#core/clock.ts'

/** Says the latest, no more often than every so many ms; the last one always comes. */
export type Sparing<T> = Disposable & { say(value: T): void }

export function sparingly<T>(clock: Clock, everyMs: number, say: (value: T) => void): Sparing<T> {
  let saidMs = Number.NEGATIVE_INFINITY
  let waiting: { readonly value: T } | undefined
  let timer: NodeJS.Timeout | undefined

  function flush(): void {
    clearTimeout(timer)
    timer = undefined
    if (!waiting) return
    const { value } = waiting
    waiting = undefined
    saidMs = clock.now()
    say(value)
  }

  return {
    say(value) {
      waiting = { value }
      if (timer) return
      const leftMs = saidMs + everyMs - clock.now()
      if (leftMs <= 0) flush()
      else timer = setTimeout(flush, leftMs)
    },
    [Symbol.dispose]: flush,
  }
}

import { type ReadonlySignal, signal } from '@preact/signals'

/** What a screen reader says politely: at most two sentences a second, the newest wins. */
export type Announcer = { readonly text: ReadonlySignal<string>; say(text: string): void }

const leastGapMs = 500

export function openAnnouncer(now: () => number): Announcer {
  const text = signal('')
  let saidAtMs = Number.NEGATIVE_INFINITY
  let next: string | undefined
  const flush = (): void => {
    if (next === undefined) return
    text.value = next
    next = undefined
    saidAtMs = now()
  }
  return {
    text,
    say(sentence) {
      const waiting = next !== undefined
      next = sentence
      const inMs = saidAtMs + leastGapMs - now()
      if (inMs <= 0) flush()
      else if (!waiting) setTimeout(flush, inMs)
    },
  }
}

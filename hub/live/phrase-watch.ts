import type { Clock } from '#core/clock.ts'
import type { Hands } from './hands.ts'

/** Looks again and again whether hands have ended their phrase; nothing is reckoned while notes come. */
export type PhraseWatch = {
  /** Something came from these hands. */
  watch(hand: Hands, atMs: number): void
  /** What they began is of no account. */
  leave(hand: Hands): void
}

/** A phrase cannot be over sooner than 0.9 of the shortest beat after its last event. */
export const shortestSilenceMs = 240
/** Somebody who never rests is answered all the same. */
const maxOnsets = 256

/** @param endsMs when the phrase ends, as far as is known now; undefined where something is to come first */
export function openPhraseWatch({
  clock,
  endsMs,
  over,
}: {
  clock: Clock
  endsMs: (hand: Hands, nowMs: number) => number | undefined
  over: (hand: Hands) => void
}): PhraseWatch {
  function look(hand: Hands): void {
    hand.timer = undefined
    if (hand.onsetsMs.length === 0) return
    const nowMs = clock.now()
    const endMs = endsMs(hand, nowMs)
    if (endMs === undefined) return
    if (endMs <= nowMs || hand.onsetsMs.length >= maxOnsets) {
      over(hand)
      return
    }
    // A key that is held puts the end far off, until it is let go.
    const waitMs = Math.min(shortestSilenceMs, endMs - nowMs)
    hand.timer = setTimeout(() => look(hand), Math.max(1, waitMs))
  }

  return {
    watch(hand, atMs) {
      hand.lastEventMs = atMs
      hand.timer ??= setTimeout(() => look(hand), shortestSilenceMs)
    },
    leave(hand) {
      clearTimeout(hand.timer)
      hand.timer = undefined
    },
  }
}

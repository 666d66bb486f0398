/** A pause longer than this begins a new count: the gap of the slowest tempo, and half of it more. */
const pauseMs = 2250
const tapsKept = 8
const slowest = 40
const fastest = 240
/** A gap further than this from the middle one was a clumsy tap. */
const outlier = 0.25

/** Hears taps and says the tempo after each, 40 to 240 bpm; undefined after the first one. */
export function tapTempo(): { tap(atMs: number): number | undefined } {
  let taps: readonly number[] = []
  return {
    tap(atMs) {
      const isNew = taps.length === 0 || atMs - taps.at(-1)! > pauseMs
      taps = isNew ? [atMs] : [...taps, atMs].slice(-tapsKept)
      return taps.length < 2 ? undefined : tempoOf(taps)
    },
  }
}

function tempoOf(taps: readonly number[]): number {
  const gaps = taps.slice(1).map((ms, i) => ms - taps[i]!)
  const middle = gaps.toSorted((a, b) => a - b)[gaps.length >> 1]!
  const steady = gaps.filter((gap) => Math.abs(gap - middle) <= outlier * middle)
  const gapMs = steady.reduce((sum, gap) => sum + gap, 0) / steady.length
  const bpm = Math.round(600_000 / gapMs) / 10
  return Math.min(fastest, Math.max(slowest, bpm))
}

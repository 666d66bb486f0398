/** What "keep that" would keep. */
export type Keepable = { readonly fromMs: number; readonly toMs: number; readonly notes: number }

/** A short memory of when notes sounded, whoever made them. */
export type RecentPlaying = {
  noteOn(atMs: number): void
  noteOff(atMs: number): void
  /** The last stretch without a long silence, or all of the last `lastMs`; undefined where nothing sounded. */
  keepable(nowMs: number, lastMs?: number): Keepable | undefined
}

/** A silence that parts what was played from what was played before. */
const longSilenceMs = 20_000
const longestMs = 600_000
/** What a caller can ask for at most, `lastMs` of command/keep. */
const memoryMs = 3_600_000
const maxOnsets = 200_000

export function recentPlaying(): RecentPlaying {
  let onsetsMs: number[] = []
  let lastEventMs = 0

  function stretchFrom(nowMs: number): number {
    let from = onsetsMs.length
    while (from > 0) {
      const onset = onsetsMs[from - 1]!
      const next = onsetsMs[from] ?? onset
      if (next - onset > longSilenceMs || nowMs - onset > longestMs) break
      from -= 1
    }
    return from
  }

  return {
    noteOn(atMs) {
      lastEventMs = Math.max(lastEventMs, atMs)
      onsetsMs.push(atMs)
      if (onsetsMs.length > maxOnsets) {
        onsetsMs = onsetsMs.slice(maxOnsets / 2).filter((onset) => atMs - onset < memoryMs)
      }
    },
    noteOff(atMs) {
      lastEventMs = Math.max(lastEventMs, atMs)
    },
    keepable(nowMs, lastMs) {
      const from =
        lastMs === undefined
          ? stretchFrom(nowMs)
          : onsetsMs.findIndex((onset) => onset >= nowMs - lastMs)
      const first = from < 0 ? undefined : onsetsMs[from]
      if (first === undefined) return undefined
      return { fromMs: first, toMs: lastEventMs, notes: onsetsMs.length - from }
    },
  }
}

/** A pause longer than this starts a new count. */
const pauseMs = 2000
const tapsKept = 8

/** Taps so far and the tempo they say; a tempo needs two taps, and stays between 20 and 300. */
export type Taps = { readonly atMs: readonly number[]; readonly bpm: number | undefined }

export const noTaps: Taps = { atMs: [], bpm: undefined }

/** One more tap. The median gap counts, so that one clumsy tap does not move the tempo. */
export function tapped(before: Taps, nowMs: number): Taps {
  const last = before.atMs.at(-1)
  if (last === undefined || nowMs - last > pauseMs) return { atMs: [nowMs], bpm: undefined }
  const atMs = [...before.atMs, nowMs].slice(-tapsKept)
  const gaps = atMs.slice(1).map((ms, i) => ms - atMs[i]!)
  const gap = gaps.sort((a, b) => a - b)[gaps.length >> 1]!
  return { atMs, bpm: Math.min(300, Math.max(20, Math.round(60_000 / gap))) }
}

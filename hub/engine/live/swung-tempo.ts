/** A long eighth is to the short one after it as 1.3 to 2.4 is to 1; dotted ones are as 3 to 1. */
const leastSwing = 1.3
const mostSwing = 2.4
/** What the short one is of its beat. */
const leastShort = 0.28
const mostShort = 0.44
/** Fewer pairs are a rhythm, not a way to play. */
const fewestPairs = 3
/** This share of the row must be beats, or beats in two. */
const mostly = 0.8
/** Hands waver by so much of a beat. */
const wavers = 0.12
const slowestBpm = 90
const fastestBpm = 240

type Beats = { readonly ms: number; readonly beats: number; readonly pairs: number }
const nothing: Beats = { ms: 0, beats: 0, pairs: 0 }

/**
 * The tempo of a row of onsets that swings: long and short by turns, two of them one beat, between
 * beats that are not divided. Undefined where it does not: taken for straight, a swung row reads as
 * eighths and sixteenths of three quarters of its tempo.
 * @example swungTempo([0, 200, 300, 500, 600, 800, 900])?.bpm === 200
 */
export function swungTempo(
  onsetsMs: readonly number[],
): { readonly bpm: number; readonly share: number } | undefined {
  const gaps = onsetsMs.slice(1).map((atMs, i) => atMs - onsetsMs[i]!)
  const lengths = gaps.flatMap((gap, i) => (isPair(gap, gaps[i + 1]) ? [gap + gaps[i + 1]!] : []))
  const readings = lengths.map((beatMs) => beatsOf(gaps, beatMs))
  const best = readings.reduce((a, b) => (b.ms > a.ms ? b : a), nothing)
  const share = best.ms / gaps.reduce((sum, gap) => sum + gap, 0)
  const bpm = Math.round((600_000 * best.beats) / best.ms) / 10
  const isSwung = best.pairs >= fewestPairs && share >= mostly
  return isSwung && bpm >= slowestBpm && bpm <= fastestBpm ? { bpm, share } : undefined
}

const isPair = (long: number, short: number | undefined): boolean =>
  short !== undefined && long >= short * leastSwing && long <= short * mostSwing

/** What of the row is whole beats of this length, the last of them in two or not. */
function beatsOf(gaps: readonly number[], beatMs: number): Beats {
  let all = nothing
  for (let i = 0; i < gaps.length; i++) {
    const gap = gaps[i]!
    const short = gaps[i + 1] ?? 0
    const inTwo = short >= beatMs * leastShort && short <= beatMs * mostShort
    const whole = wholeBeats(gap, beatMs)
    const divided = inTwo ? wholeBeats(gap + short, beatMs) : 0
    if (divided > 0) {
      all = { ms: all.ms + gap + short, beats: all.beats + divided, pairs: all.pairs + 1 }
      i += 1
    } else if (whole > 0) all = { ...all, ms: all.ms + gap, beats: all.beats + whole }
  }
  return all
}

/** How many beats a gap is; 0 where it is no whole number of them. */
function wholeBeats(ms: number, beatMs: number): number {
  const beats = Math.round(ms / beatMs)
  return Math.abs(ms / beatMs - beats) < wavers ? beats : 0
}

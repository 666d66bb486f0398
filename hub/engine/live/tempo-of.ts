import { swungTempo } from './swung-tempo.ts'

const slowestBpm = 40
const fastestBpm = 220
/** Onsets closer than this are one chord. */
const chordMs = 30
/** How an interval between onsets may stand to the beat, and how much each says about it. */
const beatRatios = [
  [0.25, 0.5],
  [0.5, 0.8],
  [0.75, 0.5],
  [1, 1],
  [1.5, 0.6],
  [2, 0.9],
  [3, 0.7],
  [4, 0.8],
] as const

/**
 * The tempo of a row of onsets, from the histogram of the gaps between them (each onset with up to
 * four before it); one that swings is read by its swing. 40 to 220 bpm, 70 to 150 preferred where the
 * row could be read both ways.
 * Undefined below three onsets. `confidence` is 0 to 1.
 * @example tempoOf([0, 500, 1000, 1500])?.bpm === 120
 */
export function tempoOf(
  onsetsMs: readonly number[],
): { readonly bpm: number; readonly confidence: number } | undefined {
  const onsets = chordsAsOne(onsetsMs)
  if (onsets.length < 3) return undefined
  const heard = Math.min(1, (onsets.length - 1) / 6)
  const swung = swungTempo(onsets)
  if (swung) return { bpm: swung.bpm, confidence: swung.share * heard }
  const gaps = gapsBetween(onsets)
  if (gaps.length === 0) return undefined
  let best = { bpm: slowestBpm, score: -1 }
  for (let bpm = slowestBpm; bpm <= fastestBpm; bpm++) {
    const score = fitOf(gaps, bpm) * preference(bpm)
    if (score > best.score) best = { bpm, score }
  }
  const bpm = refined(gaps, best.bpm)
  return { bpm, confidence: Math.min(1, fitOf(gaps, bpm)) * heard }
}

function chordsAsOne(onsetsMs: readonly number[]): readonly number[] {
  const sorted = onsetsMs.toSorted((a, b) => a - b)
  const onsets: number[] = []
  for (const onset of sorted)
    if (onsets.length === 0 || onset - onsets.at(-1)! > chordMs) onsets.push(onset)
  return onsets
}

type Gap = { readonly ms: number; readonly weight: number }

/** Near gaps say more about the beat than far ones, which add up the player's wavering. */
function gapsBetween(onsets: readonly number[]): readonly Gap[] {
  const gaps: Gap[] = []
  for (let i = 1; i < onsets.length; i++)
    for (let back = 1; back <= Math.min(4, i); back++) {
      const ms = onsets[i]! - onsets[i - back]!
      if (ms <= (4 * 60_000) / slowestBpm) gaps.push({ ms, weight: 1 / back })
    }
  return gaps
}

/** How well a gap is taken for so much of a beat, by its place in the table. */
function fitTo(i: number, ms: number, beatMs: number): number {
  const off = Math.abs(ms / beatMs / beatRatios[i]![0] - 1)
  return beatRatios[i]![1] * Math.max(0, 1 - off / 0.12)
}

/** The place in the table of what a gap is taken for. */
function nearestRatio(ms: number, beatMs: number): number {
  let best = 0
  for (let i = 1; i < beatRatios.length; i++)
    if (fitTo(i, ms, beatMs) > fitTo(best, ms, beatMs)) best = i
  return best
}

function fitOf(gaps: readonly Gap[], bpm: number): number {
  const beatMs = 60_000 / bpm
  let fit = 0
  let weight = 0
  for (const gap of gaps) {
    fit += gap.weight * fitTo(nearestRatio(gap.ms, beatMs), gap.ms, beatMs)
    weight += gap.weight
  }
  return fit / weight
}

function preference(bpm: number): number {
  if (bpm >= 70 && bpm <= 150) return 1
  return bpm < 70 ? 0.6 + (0.3 * (bpm - slowestBpm)) / 30 : 0.9 - (0.3 * (bpm - 150)) / 70
}

/** The whole bpm the search found, moved to where the gaps really lie, to a tenth. */
function refined(gaps: readonly Gap[], bpm: number): number {
  const beatMs = 60_000 / bpm
  let ms = 0
  let beats = 0
  for (const gap of gaps) {
    const nearest = nearestRatio(gap.ms, beatMs)
    const fit = fitTo(nearest, gap.ms, beatMs)
    ms += gap.ms * fit * gap.weight
    beats += beatRatios[nearest]![0] * fit * gap.weight
  }
  if (ms === 0) return bpm
  const exact = Math.round((600_000 * beats) / ms) / 10
  return Math.min(fastestBpm, Math.max(slowestBpm, exact))
}

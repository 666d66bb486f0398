import type { PieceScore } from './engine-worker.ts'
import type { Score } from './score.ts'

/** A rounding of a sum must not miss a section that begins now. */
const hairBeats = 1e-6

/**
 * The beat at which a better piece goes on in place of the one that plays: the first begin of a
 * section, of both where there is one, not before `fromBeat`. Undefined where the two do not run
 * alike, or nothing is left to begin.
 */
export function takeOverBeat(
  playing: PieceScore,
  better: PieceScore,
  fromBeat: number,
): number | undefined {
  const { meter } = playing
  const alike =
    playing.bpm === better.bpm &&
    meter.beats === better.meter.beats &&
    meter.unit === better.meter.unit
  if (!alike) return undefined
  const last = better.score.beats.at(-1) ?? 0
  const begins = playing.sections.filter((beat) => beat >= fromBeat - hairBeats && beat < last)
  return begins.find((beat) => better.sections.includes(beat)) ?? begins[0]
}

/** What of a score is to be played from a beat on: its sounds, and every note that begins there or later. */
export function scoreFrom(score: Score, beat: number): Score {
  const down = new Set<number>()
  const kept: number[] = []
  for (let i = 0; i < score.beats.length; i++) {
    const status = score.bytes[i * 3]!
    const kind = status & 0xf0
    const cell = (status & 15) * 128 + score.bytes[i * 3 + 1]!
    const later = score.beats[i]! >= beat - hairBeats
    if (kind === 0x90 && later) down.add(cell)
    const plays = kind === 0x80 ? down.delete(cell) && later : later || kind === 0xc0
    if (plays) kept.push(i)
  }
  return {
    beats: Float64Array.from(kept, (i) => Math.max(beat, score.beats[i]!)),
    bytes: Uint8Array.from(kept.flatMap((i) => [...score.bytes.subarray(i * 3, i * 3 + 3)])),
    lengths: Uint8Array.from(kept, (i) => score.lengths[i]!),
    by: Int16Array.from(kept, (i) => score.by[i]!),
    authors: score.authors,
  }
}

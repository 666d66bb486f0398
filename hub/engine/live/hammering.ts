import { ticksPerBeat } from '../bar-grid.ts'
import type { Beat } from './answer-rhythm.ts'

/** Nobody strikes a key again sooner than this but to make a sound of it. */
const soonestMs = 110
/** One stroke in so many is what makes a way to play. */
const oneIn = 8

type Strokes = readonly Pick<Beat, 'at'>[]

/** Whether a stroke comes so soon after the one before that the same key would be hammered. */
export const isTooSoon = (beats: Strokes, i: number, bpm: number): boolean =>
  i > 0 && (beats[i]!.at - beats[i - 1]!.at) * 60_000 < soonestMs * bpm * ticksPerBeat

/** Whether somebody strikes keys again and again as fast as a machine does. */
export function hammers(beats: Strokes, rungs: readonly number[], bpm: number): boolean {
  const hammered = rungs.filter((rung, i) => rung === rungs[i - 1] && isTooSoon(beats, i, bpm))
  return hammered.length * oneIn >= rungs.length
}

import { msToBeats } from '#core/music/tempo.ts'
import type { TransportState } from '#hub/clock/transport.ts'
import type { FeltBeat } from '#hub/engine/live/beat-tracker.ts'

/** Hands of which the beat is less sure are not followed. */
const sureToFollow = 0.65
/** Less than this is the hands' own wavering. */
const waveringTempo = 0.012
const waveringBeats = 0.05
/** Further off than this they play something else than our beat. */
const otherTempo = 0.25
const otherBeat = 0.3
/** No drummer moves faster than that in half a bar. */
const mostAtOnce = 0.02
/** Within how many beats we are together again. */
const meetWithinBeats = 4

/** The tempo to go on in, and that of the hands, to fall back to once the beats are together. */
export type Meeting = { readonly bpm: number; readonly theirs: number }

/**
 * The tempo in which a band meets the hands it plays with: theirs, and a little faster or slower until
 * the beats are together as well. Undefined where they are, or where the hands say nothing sure.
 */
export function meetingTempo(
  felt: FeltBeat,
  { bpm, originMs, originBeat }: TransportState,
  nowMs: number,
): Meeting | undefined {
  if (felt.confidence < sureToFollow) return undefined
  // Who plays twice as fast, or half, plays in our tempo all the same.
  const times = [1, 2, 0.5].find((each) => Math.abs(felt.bpm / each / bpm - 1) <= otherTempo)
  if (times === undefined) return undefined
  const theirBpm = felt.bpm / times
  const ours = originBeat + msToBeats(nowMs - originMs, bpm)
  const behind = apartBy(msToBeats(nowMs - felt.atMs, theirBpm) - ours, Math.min(1, 1 / times))
  const faster = theirBpm / bpm - 1
  if (Math.abs(faster) < waveringTempo && Math.abs(behind) < waveringBeats) return undefined
  const catchUp = Math.abs(behind) > otherBeat ? 0 : behind / meetWithinBeats
  const step = Math.min(mostAtOnce, Math.max(-mostAtOnce, faster + catchUp))
  const met = { bpm: toTenths(bpm * (1 + step)), theirs: toTenths(theirBpm) }
  return met.bpm === bpm ? undefined : met
}

const toTenths = (bpm: number): number => Math.round(bpm * 10) / 10

/** How far two beats are apart, either way, where one comes every `each`. */
const apartBy = (beats: number, each: number): number => beats - Math.round(beats / each) * each

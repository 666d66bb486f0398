import { toPitchClass } from '#core/music/pitch.ts'
import { scaleOf } from '#core/music/scale.ts'
import { keyOf } from './key-of.ts'

/** What was struck: when, and how long it sounded, or has been held so far. */
export type Sounded = { readonly pitch: number; readonly atMs: number; readonly lengthMs: number }

/** Onsets closer than this are one chord. */
const chordMs = 30
/** A silence that is no pause: so many usual gaps, or somewhat longer than the longest there was. */
const silentGaps = 2.5
const beyondLongest = 1.25
const mostGaps = 4
/** A first stroke says nothing of when the second comes: so late at the most, in a slow beat. */
const firstGapMs = 1250
/** Fewer notes tell no key, and a last note is long from so many usual gaps on. */
const leastToRest = 4
const restingGaps = 1.4

/**
 * Until when a phrase may only be pausing: 2.5 usual gaps after its last stroke, or longer than it has
 * paused before; after a long last note counted from its end, and not at all where that is a note of
 * the tonic chord: then nothing is left open.
 * @param sounded the notes in the order of their onsets, one at least
 */
export function pausesUntilMs(sounded: readonly Sounded[]): number {
  const last = sounded.at(-1)!
  const gaps = sounded
    .map(({ atMs }, i) => atMs - (sounded[i - 1]?.atMs ?? atMs))
    .filter((gap) => gap > chordMs)
    .sort((a, b) => a - b)
  if (gaps.length === 0) return last.atMs + firstGapMs
  const usual = gaps[gaps.length >> 1]!
  const longest = gaps.at(-1)! * beyondLongest
  const silentMs = Math.max(silentGaps * usual, Math.min(mostGaps * usual, longest))
  const isLong = sounded.length >= leastToRest && last.lengthMs >= restingGaps * usual
  if (!isLong) return last.atMs + silentMs
  return isOfTonic(last.pitch, sounded) ? last.atMs : last.atMs + last.lengthMs + silentMs
}

function isOfTonic(pitch: number, sounded: readonly Sounded[]): boolean {
  const key = keyOf(sounded.map((one) => ({ pitch: one.pitch, length: one.lengthMs / 1000 })))
  const [tonic, , third, , fifth] = scaleOf(key)
  return [tonic, third, fifth].includes(toPitchClass(pitch))
}

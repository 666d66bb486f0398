import type { Chord } from '#core/music/chord.ts'
import type { Key } from '#core/music/key.ts'
import { chordRow } from './chord-row.ts'
import { comingChord } from './coming-chord.ts'

/** Loops that people play, in bars. */
const loops = [1, 2, 4, 8] as const
/** This share of what was heard must come round the same. */
const alike = 0.85

type Place = {
  /** The last beat that was heard. */
  readonly now: number
  readonly barBeats: number
  readonly key?: Key | undefined
}

/**
 * The chord that is to be expected on a beat: where the last bars went round in a loop, the one the
 * loop has there; else the last one that was heard, until this player is likely to move on, and then
 * what is likely to come, over a bass that fits most of that. Undefined where nothing was heard.
 * @param course the chords heard, by beat
 */
export function expectedChord(
  course: ReadonlyMap<number, Chord>,
  { now, barBeats, key }: Place,
): (beat: number) => Chord | undefined {
  const period = loops.map((bars) => bars * barBeats).find((beats) => goesRound(course, now, beats))
  const last = lastOf(course, now)
  if (!last) return (beat) => course.get(beat)
  const coming =
    period === undefined ? comingChord(chordRow(course, now), { now, barBeats, key }) : undefined
  return (beat) => {
    if (beat <= now) return course.get(beat) ?? last
    if (period === undefined) return coming && beat >= coming.from ? coming.chord : last
    let at = beat
    while (at > now) at -= period
    return course.get(at) ?? last
  }
}

/** Whether the last beats, half a period of them at least, are what came a period earlier. */
function goesRound(course: ReadonlyMap<number, Chord>, now: number, period: number): boolean {
  const compared = period + Math.ceil(period / 2)
  let same = 0
  let heard = 0
  for (let beat = now - 1; beat > now - 1 - compared; beat--) {
    const here = course.get(beat)
    const there = course.get(beat - period)
    if (!here || !there) continue
    heard += 1
    if (here.root === there.root && here.tones[1] === there.tones[1]) same += 1
  }
  return heard >= period / 2 && same >= heard * alike
}

function lastOf(course: ReadonlyMap<number, Chord>, now: number): Chord | undefined {
  for (let beat = now; beat > now - 16; beat--) {
    const chord = course.get(beat)
    if (chord) return chord
  }
  return undefined
}

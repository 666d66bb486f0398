import type { Phrase } from '#core/score/phrase.ts'
import { ticksPerBeat, ticksPerStep } from '../bar-grid.ts'
import { type Ladder, rungNear } from '../ladder.ts'
import { type Beat, beatsOf } from './answer-rhythm.ts'
import { type Gesture, ticksPerRing } from './gesture.ts'
import type { Groove } from './groove.ts'

/** What is known of a phrase beside its notes. */
export type Surroundings = {
  /** The beat of the bar on which its beat 0 falls. */
  readonly barBeat: number
  /** The root of the chord on each of its beats, 0 to 11; -1 where none was heard. */
  readonly roots: readonly number[]
}

export const nowhere: Surroundings = { barBeat: 0, roots: [] }

const barSteps = 16

/** The sixteenth each stroke was meant for, and by how many ticks it missed it. */
type Placed = { readonly stroke: Beat; readonly step: number; readonly late: number }

/** A phrase as memory keeps it; where no chord is known the tonic is taken for its root. */
export function gesturesOf(
  phrase: Phrase,
  tones: Ladder,
  { barBeat, roots }: Surroundings,
): readonly Gesture[] {
  const placed = placedOf(beatsOf(phrase))
  return placed.map(({ stroke, step }, i) => {
    const next = placed[i + 1]?.step ?? lastsUntil(step, stroke)
    const heard = roots[Math.floor(stroke.at / ticksPerBeat)] ?? -1
    const root = heard < 0 ? tones.tonic : heard
    return {
      rung: rungNear(stroke.pitch, tones),
      gap: Math.min(15, Math.max(1, next - step)),
      pitch: stroke.pitch,
      place: inBar(step + barBeat * 4),
      tone: (((stroke.pitch - root) % 12) + 12) % 12,
      ring: Math.min(255, Math.max(1, Math.round(stroke.ticks / ticksPerRing))),
      velocity: stroke.velocity,
    }
  })
}

/** Nothing followed: what would have come next stands on a beat. */
function lastsUntil(step: number, { ticks }: Beat): number {
  const end = step + Math.max(1, Math.round(ticks / ticksPerStep))
  return Math.ceil(end / 4) * 4
}

/** Where and how loud the hands put their sixteenths. */
export function learnGroove(phrase: Phrase, { barBeat }: Surroundings, groove: Groove): void {
  for (const { stroke, step, late } of placedOf(beatsOf(phrase)))
    groove.learn(inBar(step + barBeat * 4), late, stroke.velocity)
}

const inBar = (step: number): number => ((Math.round(step) % barSteps) + barSteps) % barSteps

/** A swung eighth lies nearer to the fourth sixteenth than to its own; alone in its beat it is one. */
function placedOf(strokes: readonly Beat[]): readonly Placed[] {
  return strokes.map((stroke) => {
    const beat = Math.floor(stroke.at / ticksPerBeat)
    const place = stroke.at - beat * ticksPerBeat
    const alone = strokes.every(
      ({ at }) =>
        at === stroke.at ||
        at < beat * ticksPerBeat + ticksPerStep / 2 ||
        at > (beat + 1) * ticksPerBeat - ticksPerStep / 2,
    )
    const swung = alone && place > 2.5 * ticksPerStep && place <= 2.9 * ticksPerStep
    const step = swung ? beat * 4 + 2 : Math.round(stroke.at / ticksPerStep)
    return { stroke, step, late: stroke.at - step * ticksPerStep }
  })
}

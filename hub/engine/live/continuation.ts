import type { Random } from '#core/random.ts'
import { ticksPerBeat, ticksPerStep } from '../bar-grid.ts'
import type { Beat } from './answer-rhythm.ts'
import { ticksPerRing } from './gesture.ts'
import type { Groove } from './groove.ts'
import { type Line, motifOf } from './line.ts'
import type { PlayerMemory } from './player-memory.ts'
import { walkThrough } from './walk.ts'

/** A line with its own rhythm. */
export type Continuation = Line & { readonly beats: readonly Beat[] }

const steps = 16
/** A rest longer than this is the end of somebody's phrase, and only that. */
const longestRest = 8

/**
 * A walk through what was learned, rhythm and all: the player's intervals, durations, touch and
 * lateness, so many beats long. `from` is the height the call ended on, `place` the sixteenth of the
 * bar that it begins on.
 */
export function continuation({
  from,
  beats: length,
  place: begins,
  memory,
  groove,
  random,
}: {
  readonly from: number
  readonly beats: number
  readonly place: number
  readonly memory: PlayerMemory
  readonly groove: Groove
  readonly random: Random
}): Continuation {
  const walk = walkThrough(memory, random, from)
  const strokes: Beat[] = []
  const rungs: number[] = []
  let first: ReturnType<typeof walk> | undefined
  for (let at = 0; at < length * 4; ) {
    const place = (begins + at) % steps
    const step = walk({ onPlace: place })
    first ??= step
    const { gap, ring, velocity } = step.gesture
    const wide = Math.min(gap, longestRest, length * 4 - at)
    const late = Math.max(at === 0 ? 0 : -30, groove.late(place))
    strokes.push({
      at: at * ticksPerStep + late,
      ticks: Math.max(30, Math.min(ring * ticksPerRing, wide * ticksPerStep - 10)),
      gap: wide * ticksPerStep,
      velocity,
      ...{ pitch: 0, below: [] },
    })
    rungs.push(step.rung)
    at += wide
  }
  return { beats: rounded(strokes, length), rungs, motif: motifOf(first, memory) }
}

/** No stroke sounds into the next one, nor past the end. */
function rounded(strokes: readonly Beat[], length: number): readonly Beat[] {
  return strokes.map((stroke, i) => {
    const room = (strokes[i + 1]?.at ?? length * ticksPerBeat) - stroke.at
    return { ...stroke, ticks: Math.max(20, Math.min(stroke.ticks, room)) }
  })
}

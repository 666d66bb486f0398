import type { Chord } from '#core/music/chord.ts'
import type { Key } from '#core/music/key.ts'
import type { FeltBeat } from './beat-tracker.ts'
import type { Features } from './features.ts'

/** The blackboard of the accompanist: what it hears now. */
export type LiveContext = {
  /** The beat of the hands; undefined until they have said one. */
  readonly felt: FeltBeat | undefined
  /** Undefined until something was played. */
  readonly key: Key | undefined
  readonly chord: Chord | undefined
  /** The chord of each beat from the first one heard, by beat of the running count. */
  readonly course: ReadonlyMap<number, Chord>
  readonly features: Features
  /** How often each sixteenth of the bar was struck in the last beats. */
  readonly places: readonly number[]
  /** Where the line is: the middle of what was on top of the last strokes; 60 where there are none. */
  readonly linePitch: number
  /** Pitches that are down now. */
  readonly held: readonly number[]
  readonly onsets: number
  readonly lastOnsetMs: number
}

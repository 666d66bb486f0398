import type { Accompaniment, BandNote } from '#core/score/accompaniment.ts'
import type { Controls } from './band.ts'
import type { FeltBeat } from './beat-tracker.ts'
import type { Features } from './features.ts'
import type { BeatCount } from './hearing.ts'

/** What to play ahead. */
export type ProposeAsk = {
  /** Counts bars from the beginning of the count. */
  readonly fromBar: number
  readonly bars: number
  readonly count: BeatCount
  readonly accompaniment: Accompaniment
  /** What macros say; what none says follows the player. */
  readonly controls: Partial<Controls>
  /** The command that asked for a band. */
  readonly because: string
  /** What the bars will be called, one each; one that comes out as before keeps the name it had. */
  readonly ids: readonly string[]
  /** A response sounds: the second voice leaves it the floor. */
  readonly soloing: boolean
}

/** What is heard now, as it is told. */
export type Hears = {
  readonly felt: FeltBeat | undefined
  readonly key: string | undefined
  readonly chord: string | undefined
  readonly features: Features
  readonly onsets: number
}

export type ProposedBar = {
  readonly id: string
  readonly bar: number
  readonly chords: readonly string[]
  readonly notes: readonly BandNote[]
  /** Tones that began before it and sound on into it, starts before 0. */
  readonly held: readonly BandNote[]
}
export type Proposal = { readonly bars: readonly ProposedBar[]; readonly hears: Hears }

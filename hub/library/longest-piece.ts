import { HubError } from '#core/errors.ts'
import { barBeats } from '#core/music/meter.ts'
import { beatsToMs } from '#core/music/tempo.ts'
import type { PieceSpec } from '#core/score/piece-spec.ts'
import { barsOf } from '#core/score/played-sections.ts'

/** As long as a wish may ask for, in s. */
const longestSeconds = 900

/** Throws HubError 'limit-exceeded' for a plan of a piece that would last too long. */
export const refuseLongPlan = (spec: PieceSpec): void =>
  refuseTooLong(barsOf(spec) * barBeats(spec.meter), spec.bpm)

/** Throws HubError 'limit-exceeded' for so many beats at a tempo. */
export function refuseTooLong(beats: number, bpm: number): void {
  const seconds = Math.round(beatsToMs(beats, bpm) / 1000)
  if (seconds <= longestSeconds) return
  throw new HubError('limit-exceeded', `this piece would last ${seconds} s`, {
    hint: `Ask for fewer bars or a faster tempo: a piece lasts up to ${longestSeconds / 60} minutes.`,
  })
}

import type { Key } from '#core/music/key.ts'
import { pitchClass, toPitchClass } from '#core/music/pitch.ts'
import { scaleOf } from '#core/music/scale.ts'

/** The degrees of a scale as rungs one can climb: rung 0 is the lowest tonic, 7 the one above. */
export type Ladder = { readonly tonic: number; readonly steps: readonly number[] }

export function ladderOf(key: Key): Ladder {
  const tonic = pitchClass(key.tonic)
  return { tonic, steps: scaleOf(key).map((degree) => toPitchClass(degree - tonic)) }
}

export function pitchOn(rung: number, { tonic, steps }: Ladder): number {
  const octave = Math.floor(rung / 7)
  return tonic + octave * 12 + steps[rung - octave * 7]!
}

/** The rung nearest to a pitch, the lower one of two. */
export function rungNear(pitch: number, ladder: Ladder): number {
  let rung = Math.floor(((pitch - ladder.tonic) * 7) / 12) - 1
  while (pitchOn(rung + 1, ladder) <= pitch) rung++
  return pitch - pitchOn(rung, ladder) <= pitchOn(rung + 1, ladder) - pitch ? rung : rung + 1
}

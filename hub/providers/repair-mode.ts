import type { Key } from '#core/music/key.ts'
import { pitchClass, toPitchClass } from '#core/music/pitch.ts'
import { inKey, isMinorish, scaleOf } from '#core/music/scale.ts'

/** The major or minor of the same tonic, which models write where a mode was asked for. */
export const plainOf = ({ tonic, mode }: Key): Key => ({
  tonic,
  mode: isMinorish({ tonic, mode }) ? 'minor' : 'major',
})

/** A pitch of plain major or minor as the mode has it on the same degree: Bb in D dorian is B. */
export function pitchInMode(pitch: number, key: Key): number {
  if (inKey(pitch, key)) return pitch
  const above = toPitchClass(pitch - pitchClass(key.tonic))
  const degree = scaleOf(plainOf(key)).indexOf(toPitchClass(pitch))
  if (degree < 0) return pitch
  return pitch + toPitchClass(scaleOf(key)[degree]! - pitchClass(key.tonic)) - above
}

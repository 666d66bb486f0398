import type { Chord } from '#core/music/chord.ts'
import type { Key } from '#core/music/key.ts'
import { pitchClass, toPitchClass } from '#core/music/pitch.ts'
import { isMinorish } from '#core/music/scale.ts'

/** The triads that function tells apart, in half tones above the root. */
export const triads = { '': [0, 4, 7], m: [0, 3, 7], dim: [0, 3, 6] } as const
type Quality = keyof typeof triads
export const qualities = ['', 'm', 'dim'] as const satisfies readonly Quality[]

/** A triad that may come, and how likely. */
export type Guess = { readonly root: number; readonly quality: Quality; readonly weight: number }

type Follow = readonly [root: number, quality: Quality, weight: number]
type Follows = Readonly<Record<string, readonly Follow[]>>

/** By degree, as half tones above the tonic and a triad: what people play after it, and how often. */
const inMajor: Follows = {
  '0': [
    [5, '', 5],
    [7, '', 5],
    [9, 'm', 4],
    [2, 'm', 3],
    [4, 'm', 1],
    [10, '', 1],
  ],
  '2m': [
    [7, '', 8],
    [0, '', 1],
    [5, '', 1],
    [9, 'm', 1],
    [4, 'm', 1],
  ],
  '4m': [
    [9, 'm', 5],
    [5, '', 4],
    [2, 'm', 2],
  ],
  '5': [
    [0, '', 5],
    [7, '', 5],
    [2, 'm', 2],
    [9, 'm', 1],
  ],
  '7': [
    [0, '', 8],
    [9, 'm', 3],
    [5, '', 2],
    [2, 'm', 1],
  ],
  '9m': [
    [5, '', 4],
    [2, 'm', 4],
    [7, '', 3],
    [0, '', 1],
    [4, 'm', 1],
  ],
  '10': [
    [0, '', 4],
    [5, '', 3],
  ],
}
const inMinor: Follows = {
  '0m': [
    [5, 'm', 4],
    [10, '', 4],
    [8, '', 3],
    [7, '', 2],
    [3, '', 2],
    [5, '', 2],
    [7, 'm', 1],
  ],
  '2dim': [
    [7, '', 8],
    [0, 'm', 1],
  ],
  '2m': [
    [0, 'm', 3],
    [7, '', 3],
    [10, '', 1],
  ],
  '3': [
    [10, '', 3],
    [8, '', 3],
    [5, 'm', 2],
    [0, 'm', 2],
  ],
  '5m': [
    [0, 'm', 4],
    [7, '', 3],
    [10, '', 3],
    [8, '', 1],
  ],
  '5': [
    [0, 'm', 5],
    [10, '', 2],
  ],
  '7': [
    [0, 'm', 7],
    [8, '', 2],
    [5, 'm', 1],
  ],
  '7m': [
    [0, 'm', 5],
    [8, '', 2],
    [10, '', 1],
    [5, 'm', 1],
  ],
  '8': [
    [10, '', 3],
    [3, '', 3],
    [7, '', 2],
    [5, 'm', 2],
    [0, 'm', 2],
  ],
  '10': [
    [0, 'm', 5],
    [3, '', 3],
    [8, '', 2],
    [5, '', 1],
  ],
}
/** How strongly a chord wants to fall by a fifth: one with a tritone, and one of no function in the key. */
const tritonePulls = 10
const strangePulls = 4
const fifthDown = 5

export function qualityOf({ root, tones }: Chord): Quality {
  if (!tones.includes(toPitchClass(root + 3))) return ''
  return tones.includes(toPitchClass(root + 6)) ? 'dim' : 'm'
}

/** What comes after a chord by its function in the key: weights that add up to 1. */
export function functionalGuesses(chord: Chord, key: Key | undefined): readonly Guess[] {
  const tonic = key ? pitchClass(key.tonic) : chord.root
  const table = key && isMinorish(key) ? inMinor : inMajor
  const quality = qualityOf(chord)
  const follows = table[`${toPitchClass(chord.root - tonic)}${quality}`]
  const pull = hasTritone(chord) ? tritonePulls : follows ? 0 : strangePulls
  const below = toPitchClass(chord.root + fifthDown - tonic)
  const falls: Follow = [below, quality === 'dim' ? '' : qualityOn(below, table), pull]
  const all = [...(follows ?? []), falls]
  const sum = all.reduce((sum, [, , weight]) => sum + weight, 0)
  return all.map(([root, quality, weight]) => ({
    ...{ root: toPitchClass(tonic + root), quality, weight: weight / sum },
  }))
}

const hasTritone = ({ root, tones }: Chord): boolean =>
  [0, 4].some(
    (step) =>
      tones.includes(toPitchClass(root + step)) && tones.includes(toPitchClass(root + step + 6)),
  )

/** What stands on a degree of the key; major where nothing does. */
const qualityOn = (degree: number, table: Follows): Quality =>
  (['m', 'dim'] as const).find(
    (quality) => `${degree}${quality}` in table && !(`${degree}` in table),
  ) ?? ''

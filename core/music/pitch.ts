/** Whether a black key is written with a sharp or a flat. */
export type Spelling = 'sharp' | 'flat'

const sharpNames = ['C', 'C#', 'D', 'D#', 'E', 'F', 'F#', 'G', 'G#', 'A', 'A#', 'B'] as const
const flatNames = ['C', 'Db', 'D', 'Eb', 'E', 'F', 'Gb', 'G', 'Ab', 'A', 'Bb', 'B'] as const
const letters: Readonly<Record<string, number>> = { C: 0, D: 2, E: 4, F: 5, G: 7, A: 9, B: 11 }
const accidentals: Readonly<Record<string, number>> = { '#': 1, '♯': 1, b: -1, '♭': -1 }

/** Any whole number as a pitch class, 0 (C) to 11 (B). */
export const toPitchClass = (pitch: number): number => ((pitch % 12) + 12) % 12

/** A pitch as it is written: 60 is 'C4', 61 'C#4' or 'Db4', 0 'C-1'. */
export const pitchName = (pitch: number, spelling: Spelling = 'sharp'): string =>
  `${pitchClassName(pitch, spelling)}${Math.floor(pitch / 12) - 1}`

/** A pitch or pitch class without its octave: 61 and 1 are 'C#' or 'Db'. */
export const pitchClassName = (pitch: number, spelling: Spelling = 'sharp'): string =>
  (spelling === 'sharp' ? sharpNames : flatNames)[toPitchClass(pitch)]!

/** The pitch a name means, 0 to 127: 'C4' is 60, 'B#3' too; undefined where it names none. */
export function pitchFrom(name: string): number | undefined {
  const found = /^([A-Ga-g])([#b♯♭]{0,2})(-?\d{1,2})$/.exec(name.trim())
  if (!found) return undefined
  const pitch = stepsOf(found[1]!, found[2]!) + (Number(found[3]) + 1) * 12
  return pitch >= 0 && pitch <= 127 ? pitch : undefined
}

/** The pitch class a name means, with or without octave: 'Bb' and 'A#3' are 10; undefined where it names none. */
export function pitchClassFrom(name: string): number | undefined {
  const found = /^([A-Ga-g])([#b♯♭]{0,2})(-?\d{1,2})?$/.exec(name.trim())
  return found ? toPitchClass(stepsOf(found[1]!, found[2]!)) : undefined
}

/**
 * The pitch class of a name that is known to be one, such as a key's tonic.
 * @throws RangeError for anything else
 */
export function pitchClass(tonicOrName: string): number {
  const found = pitchClassFrom(tonicOrName)
  if (found === undefined) throw new RangeError(`${tonicOrName} names no pitch`)
  return found
}

/** Half tones above the C of its octave; 'Cb' is -1, so that an octave is counted by its letter. */
const stepsOf = (letter: string, signs: string): number =>
  [...signs].reduce((steps, sign) => steps + accidentals[sign]!, letters[letter.toUpperCase()]!)

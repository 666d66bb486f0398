import { type Key, type Mode, modes, type Tonic, tonics } from './key.ts'
import { pitchClass, type Spelling, toPitchClass } from './pitch.ts'

/** Half tones from the tonic to each degree. */
const degrees: Readonly<Record<Mode, readonly number[]>> = {
  major: [0, 2, 4, 5, 7, 9, 11],
  minor: [0, 2, 3, 5, 7, 8, 10],
  dorian: [0, 2, 3, 5, 7, 9, 10],
  phrygian: [0, 1, 3, 5, 7, 8, 10],
  lydian: [0, 2, 4, 6, 7, 9, 11],
  mixolydian: [0, 2, 4, 5, 7, 9, 10],
  locrian: [0, 1, 3, 5, 6, 8, 10],
  'harmonic-minor': [0, 2, 3, 5, 7, 8, 11],
  'melodic-minor': [0, 2, 3, 5, 7, 9, 11],
}

/** Fifths from a mode's tonic up to the tonic of the major key whose signature it is written with. */
const fifthsToMajor: Readonly<Record<Mode, number>> = {
  major: 0,
  lydian: 1,
  mixolydian: -1,
  dorian: -2,
  minor: -3,
  'harmonic-minor': -3,
  'melodic-minor': -3,
  phrygian: -4,
  locrian: -5,
}

/** Other names of the modes, without spaces or dashes. */
const modeNames: ReadonlyMap<string, Mode> = new Map<string, Mode>([
  ...modes.map((mode) => [mode.replace('-', ''), mode] as const),
  ['', 'major'],
  ['maj', 'major'],
  ['ionian', 'major'],
  ['m', 'minor'],
  ['min', 'minor'],
  ['naturalminor', 'minor'],
  ['aeolian', 'minor'],
])

/** Tonics that a signature could name and our list does not hold. */
const respelled: Readonly<Record<string, Tonic>> = { 'E#': 'F', 'B#': 'C', Fb: 'E' }

/** The pitch classes of a key from its tonic up: D minor is [2, 4, 5, 7, 9, 10, 0]. */
export function scaleOf(key: Key): readonly number[] {
  const tonic = pitchClass(key.tonic)
  return degrees[key.mode].map((step) => toPitchClass(tonic + step))
}

/** Whether a pitch (or pitch class) belongs to a key. */
export const inKey = (pitch: number, key: Key): boolean =>
  scaleOf(key).includes(toPitchClass(pitch))

/** Whether the third above the tonic is minor. */
export const isMinorish = (key: Key): boolean => degrees[key.mode][2] === 3

/** A key as people say it: 'D minor', 'F# harmonic minor'. */
export const keyName = (key: Key): string => `${key.tonic} ${key.mode.replace('-', ' ')}`

/** The key a text means: 'd dorian', 'F#m', 'Bb', 'E flat major'; undefined where it names none. */
export function keyFrom(text: string): Key | undefined {
  const found = /^([a-g])\s*(#|♯|b(?![a-z])|♭|-?\s*sharp|-?\s*flat)?[\s-]*([a-z\s-]*)$/i.exec(
    text.trim(),
  )
  if (!found) return undefined
  const tonic = tonicFrom(found[1]!, found[2] ?? '')
  const mode = modeNames.get(modeWord(found[3]!))
  return tonic && mode && { tonic, mode }
}

/** The signature a key is written with: sharps above 0, flats below, -7 to 7. D dorian has 0. */
export function sharpsOf(key: Key): number {
  const letter = 'FCGDAEB'.indexOf(key.tonic[0]!) - 1
  const accidental = key.tonic.endsWith('#') ? 7 : key.tonic.endsWith('b') ? -7 : 0
  const sharps = letter + accidental + fifthsToMajor[key.mode]
  // G# major would need eight sharps; its enharmonic neighbour is twelve fifths away.
  if (sharps > 7) return sharps - 12
  return sharps < -7 ? sharps + 12 : sharps
}

/** How the black keys of a key are written. */
export const spellingOf = (key: Key): Spelling => (sharpsOf(key) < 0 ? 'flat' : 'sharp')

function tonicFrom(letter: string, sign: string): Tonic | undefined {
  const accidental = /#|♯|sharp/i.test(sign) ? '#' : sign === '' ? '' : 'b'
  const name = `${letter.toUpperCase()}${accidental}`
  return respelled[name] ?? tonics.find((tonic) => tonic === name)
}

/** 'M' alone is major and 'm' minor; every other word is the same in capitals. */
const modeWord = (text: string): string => {
  const word = text.replace(/[\s-]/g, '')
  return word === 'M' ? 'major' : word.toLowerCase()
}

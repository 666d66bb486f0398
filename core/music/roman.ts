import { type Chord, chordFrom } from './chord.ts'
import type { Key, Mode } from './key.ts'
import { pitchClass, toPitchClass } from './pitch.ts'
import { isMinorish, scaleOf } from './scale.ts'

/** How a chord stands to the key it is heard in. */
export type ChordRole = 'diatonic' | 'secondary' | 'borrowed' | 'tritone' | 'chromatic'
export type Roman = {
  /** 'ii', 'V', 'bVI', 'V/ii', 'subV'; `°` is diminished, small letters minor. */
  readonly numeral: string
  readonly role: ChordRole
}

const romans = ['I', 'II', 'III', 'IV', 'V', 'VI', 'VII'] as const
const majorSteps = [0, 2, 4, 5, 7, 9, 11]

/**
 * A chord symbol as a Roman numeral of the key, knowing what it leads to.
 * @example romanOf('A7', { tonic: 'C', mode: 'major' }, 'Dm7') // { numeral: 'V/ii', role: 'secondary' }
 */
export function romanOf(symbol: string, key: Key, next?: string): Roman | undefined {
  const chord = chordFrom(symbol)
  if (!chord) return undefined
  const plain = numeralOf(chord, key)
  if (fits(chord, key)) return { numeral: plain, role: 'diatonic' }
  // The dominant of minor has its third raised so often that it is at home there.
  if (isMinorish(key) && plain === 'V' && fits(chord, { ...key, mode: 'harmonic-minor' }))
    return { numeral: plain, role: 'diatonic' }
  const target = next === undefined ? undefined : chordFrom(next)
  const leads = dominantOf(chord, target, key)
  if (leads !== undefined) return leads
  const lent = lenders(key).some((mode) => fits(chord, { tonic: key.tonic, mode }))
  return { numeral: plain, role: lent ? 'borrowed' : 'chromatic' }
}

const fits = ({ tones }: Chord, key: Key): boolean => {
  const scale = scaleOf(key)
  return tones.every((tone) => scale.includes(tone))
}

/** The modes on the same tonic that chords are borrowed from. */
const lenders = (key: Key): readonly Mode[] =>
  isMinorish(key)
    ? ['major', 'dorian', 'harmonic-minor', 'melodic-minor', 'phrygian', 'minor']
    : ['minor', 'dorian', 'mixolydian', 'lydian', 'harmonic-minor', 'phrygian']

const above = (chord: Chord, interval: number): boolean =>
  chord.tones.includes(toPitchClass(chord.root + interval))

/** A major chord a fifth above a chord of the key, or a half tone above one, where it goes there. */
function dominantOf(chord: Chord, target: Chord | undefined, key: Key): Roman | undefined {
  if (!above(chord, 4) || above(chord, 11) || above(chord, 8)) return undefined
  const goesTo = target && toPitchClass(target.root - chord.root)
  const root = toPitchClass(chord.root + 5)
  const tonic = pitchClass(key.tonic)
  const isHalfAbove = toPitchClass(chord.root - 1)
  if (above(chord, 10) && goesTo === 11 && scaleOf(key).includes(isHalfAbove))
    return { numeral: 'subV', role: 'tritone' }
  if (!scaleOf(key).includes(root) || root === tonic) return undefined
  if (goesTo !== 5 && !above(chord, 10)) return undefined
  return { numeral: `V/${degreeTriad(root, key)}`, role: 'secondary' }
}

/** The numeral of the key's own triad on a degree. */
function degreeTriad(root: number, key: Key): string {
  const scale = scaleOf(key)
  const at = scale.indexOf(root)
  const tones = [0, 2, 4].map((third) => scale[(at + third) % 7]!)
  return numeralOf({ symbol: '', root, bass: root, tones }, key)
}

function numeralOf(chord: Chord, key: Key): string {
  const steps = toPitchClass(chord.root - pitchClass(key.tonic))
  const scale = scaleOf(key)
  const degree = scale.indexOf(chord.root)
  const name = degree >= 0 ? romans[degree]! : altered(steps)
  const isMinor = above(chord, 3) && !above(chord, 4)
  const isDiminished = isMinor && above(chord, 6) && !above(chord, 7)
  return `${isMinor ? name.toLowerCase() : name}${isDiminished ? '°' : ''}`
}

/** A root outside the scale, counted from the major scale: five half tones less one are 'bIII'. */
function altered(steps: number): string {
  const plain = majorSteps.indexOf(steps)
  if (plain >= 0) return romans[plain]!
  const raised = steps === 6
  return `${raised ? '#' : 'b'}${romans[majorSteps.indexOf(steps + (raised ? -1 : 1))]!}`
}

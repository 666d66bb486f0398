import { type Chord, chordFrom, chordName } from '#core/music/chord.ts'
import type { Key } from '#core/music/key.ts'
import { toPitchClass } from '#core/music/pitch.ts'
import { type ChordRole, romanOf } from '#core/music/roman.ts'
import { inKey, keyName, scaleOf, spellingOf } from '#core/music/scale.ts'
import { plainOf } from './repair-mode.ts'
import type { Reader } from './repair-words.ts'

/** Where a chord nobody can read, or too far away, goes: home, up a fourth, to the sixth, to the fifth. */
const homeward = [0, 3, 5, 4]
/** One chord in so many may come from outside the key, and one in a shorter section. */
const chordsAColour = 3

type Word = { readonly chord: Chord | undefined; readonly tie: string }

/**
 * The chords of a section, so that they hold the key: one of plain major or minor is read in the mode
 * that is asked for, a borrowed or secondary one may stay where most others are at home, and what is
 * of another key goes to the degree its root stands on.
 */
export function mendChords(written: readonly unknown[], key: Key, reader: Reader): string[] {
  const words = written.map((word) => readWord(word, reader))
  let colours = Math.max(1, Math.floor(written.length / chordsAColour))
  return words.map(({ chord, tie }, i) => {
    const role = chord && roleOf(chord, key, words[i + 1]?.chord)
    if (chord && role === 'diatonic') return chord.symbol + tie
    const asMeant = chord && inMode(chord, key)
    if (chord && asMeant === undefined && role !== 'chromatic' && colours > 0) {
      colours -= 1
      return chord.symbol + tie
    }
    const said = reader.of(i)
    if (asMeant !== undefined) said.mend('mode', `is ${asMeant} in ${keyName(key)}`)
    else said.mend('chords', chord ? `is too far from ${keyName(key)}` : 'is no chord')
    return (asMeant ?? atHome(chord, key, i)) + tie
  })
}

function readWord(word: unknown, reader: Reader): Word {
  const [symbol = '', beats] = reader.words(word, 24).split('*')
  return { chord: chordFrom(symbol), tie: beatsOf(beats) }
}

function beatsOf(text: string | undefined): string {
  const beats = Number(text ?? Number.NaN)
  return beats >= 0.5 && beats <= 64 ? `*${beats}` : ''
}

const roleOf = ({ symbol }: Chord, key: Key, next: Chord | undefined): ChordRole =>
  romanOf(symbol, key, next?.symbol)?.role ?? 'chromatic'

/**
 * A chord that is at home in the plain major or minor of the tonic and not in the mode, as the mode has
 * it on the same root: Gm in D dorian is G, since it is the B that makes D dorian. Undefined where the
 * mode has no such root, or a chord on it that is neither major nor minor.
 */
function inMode(chord: Chord, key: Key): string | undefined {
  const plain = plainOf(key)
  if (plain.mode === key.mode || !chord.tones.every((tone) => inKey(tone, plain))) return undefined
  const degree = scaleOf(key).indexOf(chord.root)
  const triad = degree < 0 ? [] : thirdsOn(degree, 3, key)
  if (toPitchClass(triad[2]! - triad[0]!) !== 7) return undefined
  const hasSeventh = chord.tones.some((tone) => toPitchClass(tone - chord.root) >= 10)
  return nameOf(hasSeventh ? thirdsOn(degree, 4, key) : triad, key)
}

/** The triad of the key on the root that was meant, else on the next degree of a plain cadence. */
function atHome(chord: Chord | undefined, key: Key, place: number): string {
  const meant = chord === undefined ? -1 : scaleOf(key).indexOf(chord.root)
  const degree = meant >= 0 ? meant : homeward[place % homeward.length]!
  return nameOf(thirdsOn(degree, 3, key), key) ?? key.tonic
}

function thirdsOn(degree: number, count: number, key: Key): readonly number[] {
  const scale = scaleOf(key)
  return Array.from({ length: count }, (_, i) => scale[(degree + 2 * i) % scale.length]!)
}

const nameOf = (tones: readonly number[], key: Key): string | undefined =>
  chordName({ root: tones[0]!, tones }, spellingOf(key))

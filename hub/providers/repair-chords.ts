import { type Chord, chordFrom, chordName } from '#core/music/chord.ts'
import type { Key } from '#core/music/key.ts'
import { toPitchClass } from '#core/music/pitch.ts'
import { inKey, scaleOf, spellingOf } from '#core/music/scale.ts'
import type { Reader } from './repair-words.ts'

/** Where a chord nobody can read, or too far away, goes: home, up a fourth, to the sixth, to the fifth. */
const homeward = [0, 3, 5, 4]

/**
 * The chords of a section, so that they hold the key: a chord of another key goes to the degree its
 * root stands on, a borrowed one may stay where most others are at home.
 */
export function mendChords(written: readonly unknown[], key: Key, reader: Reader): string[] {
  let colour = Math.max(1, Math.ceil(written.length / 3))
  return written.map((word, i) => {
    const [symbol = '', beats] = reader.words(word, 24).split('*')
    const chord = chordFrom(symbol)
    const tie = beatsOf(beats)
    if (chord && fits(chord, key)) return chord.symbol + tie
    if (chord && isColour(chord, key) && colour > 0) {
      colour -= 1
      return chord.symbol + tie
    }
    reader.mend('chords')
    return atHome(chord, key, i) + tie
  })
}

function beatsOf(text: string | undefined): string {
  const beats = Number(text ?? Number.NaN)
  return beats >= 0.5 && beats <= 64 ? `*${beats}` : ''
}

const foreign = (chord: Chord, key: Key): number =>
  chord.tones.filter((tone) => !inKey(tone, key)).length

const fits = (chord: Chord, key: Key): boolean => foreign(chord, key) === 0

/** One tone from outside, or the dominant of a degree of the key. */
function isColour(chord: Chord, key: Key): boolean {
  const strange = foreign(chord, key)
  const leads = chord.tones.includes(toPitchClass(chord.root + 4)) && inKey(chord.root + 5, key)
  return strange === 1 || (strange === 2 && leads)
}

/** The triad of the key on the root that was meant, else on the next degree of a plain cadence. */
function atHome(chord: Chord | undefined, key: Key, place: number): string {
  const scale = scaleOf(key)
  const meant = chord === undefined ? -1 : scale.indexOf(chord.root)
  const degree = meant >= 0 ? meant : homeward[place % homeward.length]!
  const tones = [0, 2, 4].map((third) => scale[(degree + third) % scale.length]!)
  return chordName({ root: tones[0]!, tones }, spellingOf(key)) ?? key.tonic
}

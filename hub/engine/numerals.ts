import type { Key, Mode } from '#core/music/key.ts'
import { pitchClass, pitchClassName, toPitchClass } from '#core/music/pitch.ts'
import { scaleOf, spellingOf } from '#core/music/scale.ts'

export type Colour = 'triad' | 'seventh' | 'ninth'

const romans: Readonly<Record<string, number>> = { i: 0, ii: 1, iii: 2, iv: 3, v: 4, vi: 5, vii: 6 }
const majorSteps = [0, 2, 4, 5, 7, 9, 11]
const letters = 'CDEFGAB'

type Numeral = {
  readonly degree: number
  readonly shift: number
  readonly minor: boolean
  readonly quality: string
  readonly of: string | undefined
  readonly suffix: string | undefined
}

/**
 * The chord symbol that a Roman numeral means in a key. Capitals are major, small letters minor; a
 * plain numeral stands on the mode's own degree, `b` and `#` count from the major scale; `°` is
 * diminished, `V/ii` the dominant of ii, `subV` the dominant a tritone away; `:` gives the quality.
 * @example chordSymbol('V/ii', { tonic: 'C', mode: 'major' }, 'seventh') === 'A7'
 */
export function chordSymbol(text: string, key: Key, colour: Colour): string {
  const tonic = pitchClass(key.tonic)
  if (text === 'subV') return `${rootName(1, 1, key)}7`
  const numeral = read(text)
  if (!numeral) return chordSymbol('i', key, colour)
  const above = stepsAbove(numeral, key.mode)
  if (numeral.of !== undefined) {
    const target = read(numeral.of)
    const root = (target ? stepsAbove(target, key.mode) : 0) + 7
    return `${rootName(root, (target?.degree ?? 0) + 4, key)}7`
  }
  const root = rootName(above, numeral.degree, key)
  if (numeral.suffix !== undefined) return `${root}${numeral.suffix}`
  return `${root}${qualityOf(numeral, toPitchClass(tonic + above), key, colour)}`
}

function read(text: string): Numeral | undefined {
  const found = /^([b#]?)(iii|ii|iv|i|vii|vi|v)(°?)(?:\/([b#]?[iv]+°?))?(?::(.*))?$/i.exec(text)
  if (!found) return undefined
  const [, sign, roman, dim, of, suffix] = found
  return {
    degree: romans[roman!.toLowerCase()]!,
    shift: sign === 'b' ? -1 : sign === '#' ? 1 : 0,
    minor: roman === roman!.toLowerCase(),
    quality: dim!,
    of,
    suffix,
  }
}

function stepsAbove({ degree, shift }: Numeral, mode: Mode): number {
  if (shift !== 0) return majorSteps[degree]! + shift
  return toPitchClass(scaleOf({ tonic: 'C', mode })[degree]!)
}

function qualityOf(numeral: Numeral, root: number, key: Key, colour: Colour): string {
  const scale = scaleOf(key)
  const has = (interval: number): boolean => scale.includes(toPitchClass(root + interval))
  if (numeral.quality !== '') return colour === 'triad' ? 'dim' : 'm7b5'
  if (colour === 'triad') return numeral.minor ? 'm' : ''
  const ninth = colour === 'ninth' && has(2)
  if (numeral.minor) return ninth ? 'm9' : 'm7'
  if (has(11)) return ninth ? 'maj9' : 'maj7'
  return ninth ? '9' : '7'
}

/** Spelled by its letter, so that bVI of C is Ab and V of vi is E; plainly where that needs two signs. */
function rootName(stepsUp: number, degree: number, key: Key): string {
  const pitch = toPitchClass(pitchClass(key.tonic) + stepsUp)
  const letter = letters[(letters.indexOf(key.tonic[0]!) + degree) % 7]!
  const off = toPitchClass(pitch - pitchClass(letter) + 6) - 6
  if (off === 0) return letter
  if (off === 1) return `${letter}#`
  if (off === -1) return `${letter}b`
  return pitchClassName(pitch, spellingOf(key))
}

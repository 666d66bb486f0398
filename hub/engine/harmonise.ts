import { chordFrom } from '#core/music/chord.ts'
import type { Key } from '#core/music/key.ts'
import { barBeats, type Meter } from '#core/music/meter.ts'
import { toPitchClass } from '#core/music/pitch.ts'
import { romanOf } from '#core/music/roman.ts'
import { scaleOf } from '#core/music/scale.ts'
import type { NoteEvent } from '#core/score/note-event.ts'
import { chordSymbol } from './numerals.ts'
import type { Style } from './styles/style.ts'

type Ground = { readonly key: Key; readonly meter: Meter; readonly style: Style }

const triads = ['I', 'II', 'III', 'IV', 'V', 'VI', 'VII'] as const

/**
 * A chord of the key for each bar that something is played in, so that the notes are at home in it and
 * the roots go on by fifths or seconds rather than stand still (a shortest path over all bars).
 */
export function harmonised(notes: readonly NoteEvent[], ground: Ground): readonly string[] {
  const bar = barBeats(ground.meter)
  const end = Math.max(...notes.map(({ start }) => start))
  const bars = Math.floor(end / bar + 1e-9) + 1
  const chords = diatonic(ground)
  const fits = Array.from({ length: bars }, (_, i) => {
    const weights = weightsIn(notes, { from: i * bar, to: (i + 1) * bar })
    return chords.map(
      ({ tones, degree }) => fitOf(weights, tones) + (i === 0 && degree === 0 ? 0.5 : 0),
    )
  })
  return bestPath(
    fits,
    chords.map(({ degree }) => degree),
  ).map((at) => chords[at]!.symbol)
}

/** The triads of the key but for the diminished ones, in the colour of the style. */
function diatonic({ key, style }: Ground) {
  const scale = scaleOf(key)
  return triads.flatMap((name, degree) => {
    const [root, third, fifth] = [0, 2, 4].map((step) => scale[(degree + step) % 7]!)
    if (toPitchClass(fifth! - root!) !== 7) return []
    const isMinor = toPitchClass(third! - root!) === 3
    const symbol = chordSymbol(isMinor ? name.toLowerCase() : name, key, style.harmony.colour)
    const isOwn = romanOf(symbol, key)?.role === 'diatonic'
    return isOwn ? [{ degree, symbol, tones: chordFrom(symbol)!.tones.slice(0, 3) }] : []
  })
}

/** How long each pitch class sounds in a stretch, what is on its first beat twice. */
function weightsIn(
  notes: readonly NoteEvent[],
  { from, to }: { readonly from: number; readonly to: number },
): readonly number[] {
  const weights = new Array<number>(12).fill(0)
  for (const { pitch, start, length } of notes) {
    const sounds = Math.min(to, start + length) - Math.max(from, start)
    if (sounds > 0) weights[pitch % 12]! += sounds * (start - from < 0.25 ? 2 : 1)
  }
  return weights
}

function fitOf(weights: readonly number[], tones: readonly number[]): number {
  const all = weights.reduce((sum, weight) => sum + weight, 0)
  if (all === 0) return 0
  return tones.reduce((sum, tone, i) => sum + weights[tone]! * (i === 0 ? 1.2 : 1), 0) / all
}

/** Root movements by degrees up: a fourth leads best, a second well, and standing still a little less. */
const steps = [0.1, 0.2, 0.05, 0.35, 0.25, 0.1, 0.15] as const

function bestPath(
  fits: readonly (readonly number[])[],
  degrees: readonly number[],
): readonly number[] {
  const back: number[][] = []
  let scores = fits[0]!.slice()
  for (const fit of fits.slice(1)) {
    const from: number[] = []
    scores = fit.map((score, j) => {
      let best = { k: 0, score: Number.NEGATIVE_INFINITY }
      for (const [k, before] of scores.entries()) {
        const reached = before + steps[(degrees[j]! - degrees[k]! + 7) % 7]!
        if (reached > best.score) best = { k, score: reached }
      }
      from[j] = best.k
      return best.score + score
    })
    back.push(from)
  }
  let at = scores.indexOf(Math.max(...scores))
  const path = [at]
  for (const from of back.toReversed()) {
    at = from[at]!
    path.unshift(at)
  }
  return path
}

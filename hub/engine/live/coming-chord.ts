import { byHeart } from '#core/by-heart.ts'
import { type Chord, chordFrom, chordName } from '#core/music/chord.ts'
import type { Key } from '#core/music/key.ts'
import { toPitchClass } from '#core/music/pitch.ts'
import { scaleOf, spellingOf } from '#core/music/scale.ts'
import type { HeldChord } from './chord-row.ts'
import { type Guess, triads } from './harmonic-function.ts'
import { nextChords, sameBefore } from './next-chord.ts'

/** How often people who were not heard yet change chords on the one, in the middle of a bar, and elsewhere. */
const onTheOne = 0.7
const inTheMiddle = 0.15
const elsewhere = 0.03
/** As many chords of the player say as much. */
const saysAs = 4
/** What a chord says about how long the running one lasts, by how many before it are the same as now. */
const saysHowLong = [1, 2, 4, 9, 13] as const
/** What is less likely than this is not waited for. */
const likely = 0.3
const barsAhead = 2
/** Beats; longer than this is a pedal. */
const longest = 64
/** Another tone must fit this much more often than the root. */
const clearly = 0.1

type Place = { readonly now: number; readonly barBeats: number; readonly key: Key | undefined }
export type Coming = { readonly chord: Chord; readonly from: number }

/**
 * What is likely to come after the last chord of a row, and from which beat on: the likeliest chord,
 * over its root, or over a tone that fits more of what may come. Undefined where nothing will soon.
 */
export function comingChord(
  row: readonly HeldChord[],
  { now, barBeats, key }: Place,
): Coming | undefined {
  const running = row.at(-1)
  if (!running) return undefined
  const { asLong, longer } = lengthsOf(row)
  for (let from = now + 1; from <= now + barsAhead * barBeats; from++) {
    const lasts = Math.min(longest, from - running.from)
    const usual = usually(from, barBeats) * saysAs
    const moves = (asLong[lasts]! + usual) / (longer[lasts]! + saysAs)
    if (moves >= likely) return { from, chord: fitting(possible(row, moves, key), key) }
  }
  return undefined
}

/** How often a chord gives way on a beat, as far as nobody has said. */
function usually(beat: number, barBeats: number): number {
  const place = ((beat % barBeats) + barBeats) % barBeats
  if (place < 1) return onTheOne
  return place * 2 === barBeats ? inTheMiddle : elsewhere
}

/** How much says that the running chord lasts so many beats, and that it lasts as many or more. */
function lengthsOf(row: readonly HeldChord[]) {
  const asLong = new Float64Array(longest + 1)
  // Of the first one we may have missed the beginning.
  for (let i = 1; i < row.length - 1; i++)
    asLong[Math.min(longest, row[i]!.beats)]! += saysHowLong[sameBefore(row, i)]!
  const longer = asLong.slice()
  for (let beats = longest - 1; beats >= 0; beats--) longer[beats]! += longer[beats + 1]!
  return { asLong, longer }
}

type Possible = { readonly chord: Chord; readonly weight: number }

function possible(
  row: readonly HeldChord[],
  moves: number,
  key: Key | undefined,
): readonly Possible[] {
  const sevenths = row.filter(({ chord }) => chord.tones.length > 3).length * 2 > row.length
  const next = nextChords(row, key).map((guess) => ({
    chord: chordOf(guess, key, sevenths),
    weight: guess.weight * moves,
  }))
  return [...next, { chord: row.at(-1)!.chord, weight: 1 - moves }]
}

/** The likeliest chord, over the tone that fits most of what may come. */
function fitting(chords: readonly Possible[], key: Key | undefined): Chord {
  let best = chords[0]!
  const fits = new Float64Array(12)
  for (const one of chords) {
    if (one.weight > best.weight) best = one
    for (const tone of one.chord.tones) fits[tone]! += one.weight
  }
  const { chord } = best
  const bass = fits.indexOf(Math.max(...fits))
  if (fits[bass]! < fits[chord.root]! + clearly) return chord
  return chordFrom(chordName({ ...chord, bass }, spelled(key)) ?? '') ?? chord
}

/** With the seventh that it has in the key, for who plays sevenths. */
const chordOf = ({ root, quality }: Guess, key: Key | undefined, sevenths: boolean): Chord =>
  written(`${root} ${quality} ${key?.tonic} ${key?.mode} ${sevenths}`, () =>
    made({ root, quality }, key, sevenths),
  )

/** Naming a chord costs more than all else that is done to guess it. */
const written = byHeart<Chord>(512)

function made(
  { root, quality }: Pick<Guess, 'root' | 'quality'>,
  key: Key | undefined,
  sevenths: boolean,
): Chord {
  const scale = key && sevenths ? scaleOf(key) : []
  const seventh = [10, 11].filter((step) => scale.includes(toPitchClass(root + step))).slice(0, 1)
  const named = (steps: readonly number[]): string | undefined =>
    chordName({ root, tones: steps.map((step) => toPitchClass(root + step)) }, spelled(key))
  const triad = triads[quality]
  return chordFrom(named([...triad, ...seventh]) ?? named(triad)!)!
}

const spelled = (key: Key | undefined) => (key ? spellingOf(key) : 'sharp')

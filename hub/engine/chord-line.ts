import { type Chord, chordFrom, chordName } from '#core/music/chord.ts'
import type { Key } from '#core/music/key.ts'
import { toPitchClass } from '#core/music/pitch.ts'
import { scaleOf, spellingOf } from '#core/music/scale.ts'
import type { Section } from '#core/score/piece-spec.ts'
import { type BarGrid, ticksPerBeat, ticksPerStep } from './bar-grid.ts'

/** A chord where it sounds, in ticks from the start of the piece. */
export type Span = {
  readonly chord: Chord
  /** The pitch classes a tune moves over while it sounds. */
  readonly scale: readonly number[]
  readonly at: number
  readonly ticks: number
}

type Stretch = {
  readonly key: Key
  readonly grid: BarGrid
  readonly at: number
  readonly ticks: number
}
type Written = { readonly chord: Chord; readonly ticks: number | undefined }

/**
 * A section's chords in time: evenly where nothing is said, else `Chord*beats`; given beats that do
 * not fill the section go round again. A symbol that means nothing becomes a chord of the key.
 */
export function chordLine(section: Section, stretch: Stretch): readonly Span[] {
  const { key, at } = stretch
  const written = section.chords.map((text, i) =>
    readChord(text, key, { i, of: section.chords.length }),
  )
  const even = written.every((chord) => chord.ticks === undefined)
  const lengths = even ? shared(written.length, stretch) : filled(written, stretch)
  let tick = at
  return lengths.flatMap((ticks, i) => {
    if (ticks === 0) return []
    const { chord } = written[i % written.length]!
    const span = { chord, scale: scaleUnder(chord, key), at: tick, ticks }
    tick += ticks
    return [span]
  })
}

/** The piece comes home: a last chord on another root gives its second half to the tonic. */
export function homeward(spans: readonly Span[], key: Key, grid: BarGrid): readonly Span[] {
  const final = spans.at(-1)!
  const chord = triadOn(0, key)
  if (final.chord.root === chord.root) return spans
  const ring = Math.min(grid.ticks, Math.max(ticksPerBeat, rounded(final.ticks / 2, grid)))
  const home = { chord, scale: scaleUnder(chord, key) }
  if (ring >= final.ticks) return [...spans.slice(0, -1), { ...final, ...home }]
  return [
    ...spans.slice(0, -1),
    { ...final, ticks: final.ticks - ring },
    { ...home, at: final.at + final.ticks - ring, ticks: ring },
  ]
}

/** The chord that sounds at a tick. */
export function spanAt(spans: readonly Span[], tick: number): Span {
  let low = 0
  let high = spans.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (spans[middle]!.at <= tick) low = middle
    else high = middle - 1
  }
  return spans[low]!
}

function shared(count: number, { grid, ticks }: Stretch): readonly number[] {
  const edge = (i: number): number => rounded((ticks * i) / count, grid)
  return Array.from({ length: count }, (_, i) => edge(i + 1) - edge(i))
}

function filled(written: readonly Written[], { grid, ticks }: Stretch): readonly number[] {
  const given = written.reduce((sum, chord) => sum + (chord.ticks ?? 0), 0)
  const open = written.filter((chord) => chord.ticks === undefined).length
  const share = Math.max(ticksPerBeat, rounded((ticks - given) / Math.max(1, open), grid))
  const lengths: number[] = []
  for (let i = 0, left = ticks; left > 0; i++) {
    const length = Math.min(left, written[i % written.length]!.ticks ?? share)
    lengths.push(length)
    left -= length
  }
  return lengths
}

/** Chords change on beats; in 7/8 and its like on eighths or sixteenths. */
function rounded(ticks: number, grid: BarGrid): number {
  const unit = grid.ticks % ticksPerBeat === 0 ? ticksPerBeat : ticksPerStep
  return Math.round(ticks / unit) * unit
}

function readChord(text: string, key: Key, { i, of }: { i: number; of: number }): Written {
  const [symbol = '', beats] = text.split('*')
  const length = Math.round(Number(beats) * ticksPerBeat)
  const ticks = beats !== undefined && length >= ticksPerStep ? length : undefined
  return { chord: chordFrom(symbol) ?? substitute(key, i, of), ticks }
}

/** In place of a chord nobody can read: home first and last, the fifth before, fourth and sixth between. */
function substitute(key: Key, i: number, of: number): Chord {
  if (i === 0 || i === of - 1) return triadOn(0, key)
  if (i === of - 2) return triadOn(4, key)
  return triadOn(i % 2 === 0 ? 5 : 3, key)
}

/** The triad of the key on a degree, 0 for the tonic. */
function triadOn(degree: number, key: Key): Chord {
  const scale = scaleOf(key)
  const tones = [0, 2, 4].map((third) => scale[(degree + third) % 7]!)
  const root = tones[0]!
  return chordFrom(chordName({ root, tones }, spellingOf(key)) ?? key.tonic)!
}

/**
 * The scale while a chord sounds: the key's, in which a chord tone from outside takes the place of
 * the degree it alters (C sharp that of C in A7).
 */
function scaleUnder(chord: Chord, key: Key): readonly number[] {
  let scale = [...scaleOf(key)]
  for (const tone of chord.tones) {
    if (scale.includes(tone)) continue
    const interval = toPitchClass(tone - chord.root)
    const raised = interval === 4 || interval === 8 || interval === 11
    const altered = toPitchClass(tone + (raised ? -1 : 1))
    scale = scale.filter((degree) => degree !== altered || chord.tones.includes(degree))
    scale.push(tone)
  }
  return scale
}

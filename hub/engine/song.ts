import { type Chord, chordFrom } from '#core/music/chord.ts'
import type { Key } from '#core/music/key.ts'
import { toPitchClass } from '#core/music/pitch.ts'
import { isMinorish, scaleOf } from '#core/music/scale.ts'
import type { PieceSpec, Role, Section } from '#core/score/piece-spec.ts'
import { type BarGrid, barGrid, ticksPerBeat } from './bar-grid.ts'
import { familyOf } from './form.ts'
import { chordSymbol } from './numerals.ts'
import { styleFor } from './styles/index.ts'
import type { Style } from './styles/style.ts'

/** A note while it is being written: `at` and `ticks` (its length) in ticks from the start of the piece. */
export type Draft = {
  readonly pitch: number
  readonly velocity: number
  readonly at: number
  readonly ticks: number
}

/** A chord where it sounds, in ticks from the start of the piece. */
export type Span = {
  readonly chord: Chord
  readonly at: number
  readonly ticks: number
}

/** A section as it is played once. */
export type Passage = {
  readonly section: Section
  readonly family: string
  /** 0 the first time its family is played, 1 when it comes back, and so on. */
  readonly time: number
  readonly at: number
  readonly ticks: number
  readonly bars: number
  readonly spans: readonly Span[]
  readonly first: boolean
  readonly last: boolean
}

/** All that the players of a piece agree on before they write a note. */
export type Song = {
  readonly spec: PieceSpec
  readonly style: Style
  readonly grid: BarGrid
  readonly passages: readonly Passage[]
  readonly spans: readonly Span[]
  readonly ticks: number
  /** Where the last chord is struck and left to ring. */
  readonly finalAt: number
}

/** Lays a spec out in time. Sections of the form that the spec does not hold are left out. */
export function songOf(spec: PieceSpec): Song {
  const style = styleFor(spec.style)
  const grid = barGrid(spec.meter)
  const sections = spec.form.flatMap(
    (id) => spec.sections.find((section) => section.id === id) ?? [],
  )
  const played = sections.length > 0 ? sections : spec.sections
  const times = new Map<string, number>()
  const passages: Passage[] = []
  let at = 0
  for (const [i, section] of played.entries()) {
    const family = familyOf(section.id)
    const time = times.get(family) ?? 0
    times.set(family, time + 1)
    const ticks = section.bars * grid.ticks
    const last = i === played.length - 1
    const line = spansOf(section, { key: spec.key, at, ticks })
    const spans = last ? homeward(line, spec.key, grid) : line
    passages.push({
      ...{ section, family, time, at, ticks, bars: section.bars, spans, first: i === 0, last },
    })
    at += ticks
  }
  const spans = passages.flatMap((passage) => passage.spans)
  const finalAt = Math.max(spans.at(-1)!.at, at - grid.ticks)
  return { spec, style, grid, passages, spans, ticks: at, finalAt }
}

export const playersIn = (song: Song): readonly Role[] => [
  ...new Set(song.passages.flatMap((passage) => passage.section.roles)),
]

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

type Stretch = { readonly key: Key; readonly at: number; readonly ticks: number }

/**
 * A section's chords in time: evenly where nothing is said, else `Chord*beats`; given beats that do
 * not fill the section go round again. A symbol that means nothing becomes a chord of the key.
 */
function spansOf(section: Section, { key, at, ticks }: Stretch): readonly Span[] {
  const written = section.chords.map((text, i) =>
    readChord(text, { key, i, of: section.chords.length }),
  )
  const given = written.reduce((sum, chord) => sum + (chord.ticks ?? 0), 0)
  const open = written.filter((chord) => chord.ticks === undefined).length
  const spans: Span[] = []
  if (open === written.length) {
    const edge = (i: number): number => wholeBeats((ticks * i) / open)
    for (const [i, { chord }] of written.entries())
      if (edge(i + 1) > edge(i))
        spans.push({ chord, at: at + edge(i), ticks: edge(i + 1) - edge(i) })
    return spans
  }
  const share = open === 0 ? 0 : Math.max(ticksPerBeat, wholeBeats((ticks - given) / open))
  let tick = 0
  for (let i = 0; tick < ticks; i++) {
    const { chord, ticks: length = share } = written[i % written.length]!
    const fits = Math.min(length, ticks - tick)
    spans.push({ chord, at: at + tick, ticks: fits })
    tick += fits
  }
  return spans
}

const wholeBeats = (ticks: number): number => Math.round(ticks / ticksPerBeat) * ticksPerBeat

function readChord(
  text: string,
  { key, i, of }: { key: Key; i: number; of: number },
): { readonly chord: Chord; readonly ticks: number | undefined } {
  const [symbol = '', beats] = text.split('*')
  const length = Math.round(Number(beats) * ticksPerBeat)
  const ticks = beats !== undefined && length >= ticksPerBeat / 4 ? length : undefined
  return { chord: chordFrom(symbol) ?? substitute(key, i, of), ticks }
}

/** In place of a chord nobody can read: home first and last, the dominant before, the fourth between. */
function substitute(key: Key, i: number, of: number): Chord {
  const minor = isMinorish(key)
  const numeral = i === 0 || i === of - 1 ? 'I' : i === of - 2 ? 'V' : i % 2 === 0 ? 'VI' : 'IV'
  return chordFrom(
    chordSymbol(minor || numeral === 'VI' ? soft(numeral, minor) : numeral, key, 'triad'),
  )!
}

const soft = (numeral: string, minor: boolean): string =>
  minor && numeral === 'VI' ? 'VI' : numeral.toLowerCase()

/** The piece comes home: a last chord on another root gives its second half to the tonic. */
function homeward(spans: readonly Span[], key: Key, grid: BarGrid): readonly Span[] {
  const final = spans.at(-1)!
  const [tonic] = scaleOf(key)
  if (final.chord.root === tonic) return spans
  const home = chordFrom(
    chordSymbol(key.mode === 'locrian' ? 'i°' : isMinorish(key) ? 'i' : 'I', key, 'triad'),
  )!
  const ring = Math.min(grid.ticks, Math.max(ticksPerBeat, wholeBeats(final.ticks / 2)))
  if (ring >= final.ticks) return [...spans.slice(0, -1), { ...final, chord: home }]
  return [
    ...spans.slice(0, -1),
    { ...final, ticks: final.ticks - ring },
    { chord: home, at: final.at + final.ticks - ring, ticks: ring },
  ]
}

/**
 * The scale while a chord sounds, as pitch classes: the key's, in which a chord tone from outside
 * takes the place of the degree it alters (C sharp that of C in A7).
 */
export function scaleUnder(chord: Chord, key: Key): readonly number[] {
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

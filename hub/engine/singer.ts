import type { Chord } from '#core/music/chord.ts'
import { toPitchClass } from '#core/music/pitch.ts'
import type { Random } from '#core/random.ts'
import { ticksPerStep, weightOf } from './bar-grid.ts'
import { type Span, spanAt } from './chord-line.ts'
import { pitchOn } from './ladder.ts'
import type { Motif } from './motif.ts'
import type { Draft, Passage, Song } from './song.ts'

/** Who sings a bar, and where it is. */
export type Singer = {
  readonly song: Song
  readonly passage: Passage
  readonly random: Random
  /** Where the bar begins, in ticks. */
  readonly at: number
  /** Whether a strong note may stand a step off the chord, as one that is resolved does. */
  readonly leans?: boolean
}

/** The pitch of a rung while a chord sounds: a degree that the chord alters is sung altered. */
export function pitchUnder(rung: number, { chord, scale }: Span, { ladder }: Song): number {
  const pitch = pitchOn(rung, ladder)
  if (scale.includes(toPitchClass(pitch))) return pitch
  return chord.tones.includes(toPitchClass(pitch + 1)) ? pitch + 1 : pitch - 1
}

/** A tone one can rest on: of the chord, and not half a tone above another of its tones, as the root over a major seventh. */
export const rests = (pitch: number, { tones }: Chord): boolean =>
  tones.includes(toPitchClass(pitch)) && !tones.includes(toPitchClass(pitch - 1))

/** Half a tone above a chord tone, and none itself: what a held note must not be. */
export const rubs = (pitch: number, chord: Chord): boolean =>
  !chord.tones.includes(toPitchClass(pitch)) && chord.tones.includes(toPitchClass(pitch - 1))

/** How many strong notes of a motif at this height rub. */
export const rubsIn = (motif: Motif, anchor: number, singer: Singer): number =>
  motif.filter((note) => {
    const { pitch, chord, strong } = heard(note, anchor, singer)
    return strong && rubs(pitch, chord)
  }).length

type Search = {
  readonly wanted: number
  /** What moving the motif by a rung costs: a motif is known by its height too. */
  readonly loose: number
  readonly before: number | undefined
}

/** The height at which the motif's strong notes fit the chords best, near where it is wanted. */
export function bestAnchor(
  motif: Motif,
  { wanted, loose, before }: Search,
  singer: Singer,
): number {
  let best = { anchor: wanted, cost: Number.POSITIVE_INFINITY }
  for (let anchor = wanted - 4; anchor <= wanted + 4; anchor++) {
    let cost = Math.abs(anchor - wanted) * loose * 2
    let last = before
    for (const note of motif) {
      const { pitch, chord, strong } = heard(note, anchor, singer)
      if (strong) cost += rests(pitch, chord) ? 0 : rubs(pitch, chord) ? 9 : 4
      cost += outside(pitch, singer.song) * 12
      if (last !== undefined) cost += Math.max(0, Math.abs(pitch - last) - 4)
      last = pitch
    }
    if (cost < best.cost) best = { anchor, cost }
  }
  return best.anchor
}

function heard(note: Motif[number], anchor: number, { song, at }: Singer) {
  const span = spanAt(song.spans, at + note.step * ticksPerStep)
  const pitch = pitchUnder(anchor + note.rung, span, song)
  return { pitch, chord: span.chord, strong: weightOf(note.step, song.grid) > 0 || note.steps >= 4 }
}

export function outside(pitch: number, song: Song): number {
  const [low, high] = song.style.melody.range
  return Math.max(0, low - pitch, pitch - high)
}

export function sing(
  motif: Motif,
  anchor: number,
  before: number | undefined,
  singer: Singer,
): readonly Draft[] {
  const notes: Draft[] = []
  let last = before
  for (const note of motif) {
    const { pitch, chord, strong } = heard(note, anchor, singer)
    const leans = singer.leans && note !== motif.at(-1) && !rubs(pitch, chord)
    const fits = !strong || leans || rests(pitch, chord)
    const sung = reachable(fits ? pitch : nearestTone(pitch, chord, last), last, singer.song)
    notes.push(draft(note, sung, singer))
    last = sung
  }
  return leaned(notes, singer)
}

/** The chord tone that is near, and within reach of the note before. */
function nearestTone(pitch: number, chord: Chord, last = pitch): number {
  let best = { pitch, cost: Number.POSITIVE_INFINITY }
  for (let tone = pitch - 6; tone <= pitch + 6; tone++) {
    if (!chord.tones.includes(toPitchClass(tone))) continue
    const far = Math.abs(tone - pitch) * 2 + Math.max(0, Math.abs(tone - last) - 4)
    const cost = far + (rests(tone, chord) ? 0 : 7)
    if (cost < best.cost) best = { pitch: tone, cost }
  }
  return best.pitch
}

/** The same tone in the octave that the voice reaches without a great leap, inside its range. */
function reachable(pitch: number, last: number | undefined, song: Song): number {
  const [low, high] = song.style.melody.range
  let sung = pitch
  if (last !== undefined && sung - last > 12) sung -= 12
  if (last !== undefined && last - sung > 12) sung += 12
  while (sung > high) sung -= 12
  while (sung < low) sung += 12
  return sung
}

function draft(note: Motif[number], pitch: number, { song, passage, random, at }: Singer): Draft {
  return {
    pitch,
    velocity: loudness(song, passage, note.step) + random.below(7) - 3,
    at: at + note.step * ticksPerStep,
    ticks: note.steps * ticksPerStep,
  }
}

export const loudness = (song: Song, passage: Passage, step: number): number =>
  68 + weightOf(step, song.grid) * 5 + Math.round(passage.section.energy * 26)

/** Now and then a short weak note leans on the next one from half a tone below. */
function leaned(notes: readonly Draft[], { song, random }: Singer): readonly Draft[] {
  return notes.map((note, i) => {
    const next = notes[i + 1]
    const before = notes[i - 1]
    const short = note.ticks <= 2 * ticksPerStep && next && note.at + note.ticks === next.at
    if (!short || weightOf((note.at % song.grid.ticks) / ticksPerStep, song.grid) > 0) return note
    if (Math.abs(next.pitch - note.pitch) > 4 || next.pitch === note.pitch) return note
    if (before && Math.abs(before.pitch - next.pitch + 1) > 4) return note
    if (random.below(100) >= song.style.melody.chromatic) return note
    return { ...note, pitch: next.pitch - 1 }
  })
}

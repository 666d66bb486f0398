import type { Chord } from '#core/music/chord.ts'
import { toPitchClass } from '#core/music/pitch.ts'
import type { Random } from '#core/random.ts'
import { ticksPerBeat, ticksPerStep, weightOf } from './bar-grid.ts'
import { type Span, spanAt } from './chord-line.ts'
import { pitchOn, rungNear } from './ladder.ts'
import type { Motif, MotifNote } from './motif.ts'
import type { Draft, Passage, Song } from './song.ts'

/** Who sings a bar, and where it is. */
export type Singer = {
  readonly song: Song
  readonly passage: Passage
  readonly random: Random
  /** Where the bar begins, in ticks. */
  readonly at: number
  /** What was sung in the passage before this bar. */
  readonly sung: readonly Draft[]
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

/** Half a tone above a chord tone, or below one without being of the chord itself: what beats against a held chord. */
export function beats(pitch: number, { tones }: Chord): boolean {
  const below = tones.includes(toPitchClass(pitch - 1))
  return below || (!tones.includes(toPitchClass(pitch)) && tones.includes(toPitchClass(pitch + 1)))
}

type Search = {
  readonly wanted: number
  /** What moving the motif by a rung costs: a motif is known by its height too. */
  readonly loose: number
}

/** The height at which the motif's strong notes fit the chords best, near where it is wanted. */
export function bestAnchor(motif: Motif, { wanted, loose }: Search, singer: Singer): number {
  let best = { anchor: wanted, cost: Number.POSITIVE_INFINITY }
  for (let anchor = wanted - 4; anchor <= wanted + 4; anchor++) {
    let cost = Math.abs(anchor - wanted) * loose * 2
    let last = singer.sung.at(-1)?.pitch
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
  return {
    pitch,
    span,
    chord: span.chord,
    strong: weightOf(note.step, song.grid) > 0 || note.steps >= 4,
  }
}

export function outside(pitch: number, song: Song): number {
  const [low, high] = song.style.melody.range
  return Math.max(0, low - pitch, pitch - high)
}

/** Sings a motif at a height: strong notes on tones of the chord, and none further away than a voice reaches. */
export function sing(motif: Motif, anchor: number, singer: Singer): readonly Draft[] {
  const notes: Draft[] = []
  let last = singer.sung.at(-1)?.pitch
  for (const [i, note] of motif.entries()) {
    const { pitch, span, chord, strong } = heard(note, anchor, singer)
    const mayStay = (note.leans || passes(note, motif[i + 1], singer)) && !beats(pitch, chord)
    const fits = !strong || mayStay || rests(pitch, chord)
    const way = Math.sign(note.rung - (motif[i - 1]?.rung ?? note.rung))
    const own = fits
      ? apart(pitch, { span, last, way: strong ? 0 : way }, singer)
      : nearestTone(pitch, chord, last)
    const meant = reachable(own, last, singer.song)
    const again = last !== undefined && (!strong || rests(last, chord)) ? last : meant
    const next = draft(note, meant, singer)
    last = seesaws([...singer.sung.slice(-3), ...notes], next) ? again : meant
    notes.push({ ...next, pitch: last })
  }
  return leaned(notes, singer)
}

type Course = { readonly span: Span; readonly last: number | undefined; readonly way: number }

/** Where the note before was drawn to its chord, one that would now fall on it goes on a step. */
const apart = (pitch: number, { span, last, way }: Course, { song }: Singer): number =>
  way === 0 || pitch !== last ? pitch : pitchUnder(rungNear(pitch, song.ladder) + way, span, song)

/** Whether a note would go to and fro between two tones for the second time within a few beats. */
function seesaws(notes: readonly Draft[], { pitch, at }: Draft): boolean {
  const [a, b, c] = notes.slice(-3)
  if (!a || !b || !c || at - a.at > 3 * ticksPerBeat) return false
  return pitch === b.pitch && a.pitch === c.pitch && pitch !== c.pitch
}

/** A short note on a lesser beat that moves on by a step may stand off the chord. */
const passes = (note: MotifNote, next: MotifNote | undefined, { song }: Singer): boolean =>
  next !== undefined &&
  Math.abs(next.rung - note.rung) === 1 &&
  note.steps <= 4 &&
  weightOf(note.step, song.grid) < 2

/** The chord tone that is near, not the last one again, and within reach of the note before. */
function nearestTone(pitch: number, chord: Chord, last = pitch): number {
  const again = pitch === last ? 0 : 3
  let best = { pitch, cost: Number.POSITIVE_INFINITY }
  for (let tone = pitch - 6; tone <= pitch + 6; tone++) {
    if (!chord.tones.includes(toPitchClass(tone))) continue
    const far = Math.abs(tone - pitch) * 2 + Math.max(0, Math.abs(tone - last) - 4)
    const cost = far + (rests(tone, chord) ? 0 : 12) + (tone === last ? again : 0)
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

/**
 * Now and then a short weak note of a line leans on the next one from half a tone below; not where it
 * would stand half a tone above a chord tone, nor over a pad, which beats against it.
 */
function leaned(notes: readonly Draft[], { song, passage, random }: Singer): readonly Draft[] {
  return notes.map((note, i) => {
    const next = notes[i + 1]
    const before = notes[i - 1]
    const short = note.ticks <= 2 * ticksPerStep && next && note.at + note.ticks === next.at
    if (!short || weightOf((note.at % song.grid.ticks) / ticksPerStep, song.grid) > 0) return note
    if (Math.abs(next.pitch - note.pitch) > 4 || next.pitch === note.pitch) return note
    if (!before || Math.abs(before.pitch - next.pitch + 1) > 4) return note
    if (random.below(100) >= song.style.melody.chromatic) return note
    const { chord } = spanAt(song.spans, note.at)
    const pitch = next.pitch - 1
    const isHeld = passage.section.roles.includes('pad') && beats(pitch, chord)
    return isHeld || rubs(pitch, chord) ? note : { ...note, pitch }
  })
}

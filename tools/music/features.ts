import { chordFrom } from '#core/music/chord.ts'
import { barBeats } from '#core/music/meter.ts'
import { inKey, isMinorish } from '#core/music/scale.ts'
import type { NoteEvent } from '#core/score/note-event.ts'
import type { Composition } from '#core/score/piece.ts'
import { type Role, roles } from '#core/score/piece-spec.ts'
import {
  grooveConsistency,
  pitchClassEntropy,
  pitched,
  scaleConsistency,
} from '#hub/engine/metrics.ts'

/** Places of a bar that onsets are counted at; a bar of three has as many, closer together. */
const places = 16
/** Drum voices that are told apart, by their General MIDI pitches. */
const voices: Readonly<Record<string, readonly number[]>> = {
  kick: [35, 36],
  snare: [38, 40],
  clap: [39],
  rim: [37, 75],
  hat: [42, 44],
  open: [46],
  ride: [51, 53],
  shaker: [54, 70],
  hand: [56, 63, 64],
}

/**
 * What can be heard of a piece but its tempo and its sounds, as numbers by name: where in the bar each
 * voice plays, how much, how long and how high, how the chords are coloured, how it swings.
 */
export function featuresOf(composition: Composition): Readonly<Record<string, number>> {
  const bar = barBeats(composition.spec.meter)
  const bars = composition.lengthBeats / bar
  const notesOf = (role: Role): readonly NoteEvent[] =>
    composition.parts.find((part) => part.role === role)?.notes ?? []
  const features: Record<string, number> = {
    'bar beats': bar,
    entropy: pitchClassEntropy(pitched(composition)),
    'in scale': scaleConsistency(pitched(composition)),
    groove: grooveConsistency(composition),
    ...harmonyOf(composition, bars),
    ...swingOf(composition),
  }
  for (const role of roles) Object.assign(features, partOf(role, notesOf(role), bars))
  for (const role of ['bass', 'chords', 'melody'] as const)
    Object.assign(features, onsetsOf(role, notesOf(role), bar))
  for (const [voice, pitches] of Object.entries(voices)) {
    const strokes = notesOf('drums').filter(({ pitch }) => pitches.includes(pitch))
    features[`${voice} a bar`] = strokes.length / bars
    if (['kick', 'snare', 'hat'].includes(voice))
      Object.assign(features, onsetsOf(voice, strokes, bar))
  }
  return features
}

function partOf(role: Role, notes: readonly NoteEvent[], bars: number): Record<string, number> {
  const pitches = notes.map(({ pitch }) => pitch)
  const steps = pitches.slice(1).map((pitch, i) => Math.abs(pitch - pitches[i]!))
  return {
    [`${role} a bar`]: notes.length / bars,
    [`${role} length`]: mean(notes.map(({ length }) => Math.min(4, length))),
    [`${role} loud`]: mean(notes.map(({ velocity }) => velocity)) / 127,
    ...(role !== 'drums' && {
      [`${role} height`]: mean(pitches) / 12,
      [`${role} interval`]: mean(steps),
      [`${role} repeats`]: share(steps, (step) => step === 0),
    }),
  }
}

/** The share of a voice's notes at each place of the bar. */
function onsetsOf(name: string, notes: readonly NoteEvent[], bar: number): Record<string, number> {
  const counts = new Array<number>(places).fill(0)
  for (const { start } of notes) counts[Math.round(((start % bar) / bar) * places) % places]! += 1
  return Object.fromEntries(
    counts.map((count, place) => [`${name} at ${place}`, notes.length ? count / notes.length : 0]),
  )
}

function harmonyOf({ chords, spec }: Composition, bars: number): Record<string, number> {
  const read = chords.flatMap(({ symbol }) => chordFrom(symbol) ?? [])
  return {
    'chords a bar': chords.length / bars,
    'tones a chord': mean(read.map(({ tones }) => tones.length)),
    'chords outside': share(read, ({ tones }) => tones.some((tone) => !inKey(tone, spec.key))),
    minor: isMinorish(spec.key) ? 1 : 0,
    roots: new Set(read.map(({ root }) => root)).size,
  }
}

/** How late the notes between the eighths and sixteenths come, in shares of a beat. */
function swingOf({ parts }: Composition): Record<string, number> {
  const late = (of: number): number => {
    const offs = parts.flatMap(({ notes }) =>
      notes.flatMap(({ start }) => {
        const place = start / of
        const near = Math.round(place - 0.15)
        return near % 2 === 1 ? [(place - near) * of] : []
      }),
    )
    return mean(offs)
  }
  return { 'late eighths': late(0.5), 'late sixteenths': late(0.25) }
}

const mean = (figures: readonly number[]): number =>
  figures.length === 0 ? 0 : figures.reduce((sum, x) => sum + x, 0) / figures.length

const share = <T>(all: readonly T[], is: (one: T) => boolean): number =>
  all.length === 0 ? 0 : all.filter(is).length / all.length

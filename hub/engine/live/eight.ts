import { barBeats } from '#core/music/meter.ts'
import type { BandNote } from '#core/score/accompaniment.ts'
import { ticksPerBeat } from '../bar-grid.ts'
import type { BandTask, PartNote } from './band.ts'

/** How far before its place a hand may strike. */
export const earlyBeats = 0.06

/** A bar of an eight, starts in beats from its bar line. */
export type EightBar = {
  readonly chords: readonly string[]
  readonly notes: readonly BandNote[]
  /** Tones that began before it and sound on into it, starts before 0. */
  readonly held: readonly BandNote[]
}

/** Eight bars of the band, each of them cut out when it is first asked for, and the same one ever after. */
export type Eight = { bar(number: number): EightBar }

export function eightOf(
  { chords, meter }: Pick<BandTask, 'chords' | 'meter'>,
  parts: readonly (readonly PartNote[])[],
): Eight {
  const beats = barBeats(meter)
  const bars: EightBar[] = []

  function cut(number: number): EightBar {
    const from = number * beats
    const to = from + beats
    const notes: PartNote[] = []
    const held: PartNote[] = []
    for (const part of parts)
      for (const note of part) {
        const start = note.at / ticksPerBeat
        if (start >= to - earlyBeats) continue
        // A stroke a little before the bar line was meant for it.
        if (start >= from - earlyBeats) notes.push(note)
        else if (start + note.ticks / ticksPerBeat > from) held.push(note)
      }
    const sounding = chords.slice(from, to).map(({ symbol }) => symbol)
    return { chords: [...new Set(sounding)], notes: inBar(notes, from), held: inBar(held, from) }
  }

  return { bar: (number) => (bars[number] ??= cut(number)) }
}

const inBar = (notes: PartNote[], from: number): readonly BandNote[] =>
  notes
    .sort((a, b) => a.at - b.at || a.pitch - b.pitch)
    .map(({ role, pitch, velocity, at, ticks }) => ({
      role,
      pitch,
      velocity,
      start: at / ticksPerBeat - from,
      length: ticks / ticksPerBeat,
    }))

import { type Chord, chordFrom } from '#core/music/chord.ts'
import { barBeats, type Meter } from '#core/music/meter.ts'
import { randomFrom } from '#core/random.ts'
import type { Struck } from '#hub/engine/live/hearing.ts'

/** A chord of a chart, in beats (quarters) from its beginning. */
export type Change = { readonly chord: Chord; readonly start: number; readonly beats: number }

const fourFour: Meter = { beats: 4, unit: 4 }

/**
 * The chords of a chart, bars between strokes and the chords of one equally long: 'Dm7 G7 | C'.
 * A bar that says % is the one before it. `up` moves all of it by so many half tones.
 */
export function changesOf(chart: string, { meter = fourFour, up = 0 } = {}): readonly Change[] {
  let bar: readonly Chord[] = []
  return chart.split('|').flatMap((text, number) => {
    if (text.trim() !== '%')
      bar = text
        .trim()
        .split(/\s+/)
        .map((name) => moved(name, up))
    const beats = barBeats(meter) / bar.length
    return bar.map((chord, i) => ({ chord, beats, start: number * barBeats(meter) + i * beats }))
  })
}

function moved(name: string, up: number): Chord {
  const chord = chordFrom(name)!
  const move = (tone: number): number => (tone + up) % 12
  return { ...chord, root: move(chord.root), bass: move(chord.bass), tones: chord.tones.map(move) }
}

/** The chord that is played at a beat. */
export const changeAt = (changes: readonly Change[], beat: number): Change =>
  changes.findLast(({ start }) => start <= beat + 1e-6)!

/** A key that goes down, or up where its velocity is 0. */
export type Touch = Omit<Struck, 'atMs'> & { readonly beat: number }

/** How somebody plays a chart. */
export type Comping = {
  /** So many beats ahead where chords change. */
  readonly ahead?: number
  readonly gap?: number
  readonly seed?: number
  /** The right hand alone. */
  readonly rootless?: boolean
}

/** A pianist: a root below and the chord above it, struck at each change and between, a hair off the beat. */
export function comped(
  changes: readonly Change[],
  { ahead = 0, gap = 2, seed = 1, rootless = false }: Comping = {},
): readonly Touch[] {
  const random = randomFrom(seed)
  return changes
    .flatMap(({ chord, start, beats }) =>
      strokesOf(beats, gap).flatMap((stroke, i, all) => {
        const from = start + stroke - (i === 0 && start > 0 ? ahead : 0)
        const to = start + (all[i + 1] ?? beats - ahead) - 0.1
        const late = random.below(20) / 1000
        const right = chord.tones.map((tone) => 54 + ((tone + 6) % 12))
        const pitches = rootless ? right : [36 + chord.bass, ...right]
        return pitches.flatMap((pitch): Touch[] => [
          { beat: from + late, pitch, velocity: 70 + random.below(20) },
          { beat: to, pitch, velocity: 0 },
        ])
      }),
    )
    .sort((a, b) => a.beat - b.beat || a.velocity - b.velocity)
}

const strokesOf = (beats: number, gap: number): readonly number[] =>
  Array.from({ length: Math.max(1, Math.ceil(beats / gap)) }, (_, i) => i * gap)

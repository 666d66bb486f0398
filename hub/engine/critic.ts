import { chordFrom } from '#core/music/chord.ts'
import type { Composition, Part } from '#core/score/piece.ts'
import { barGrid, ticksPerBeat, ticksPerStep, weightOf } from './bar-grid.ts'
import { grooveConsistency, pitchClassEntropy, pitched, scaleConsistency } from './metrics.ts'
import { rubs } from './singer.ts'
import type { Band, Style } from './styles/style.ts'

/** A melody may leap this far, in half tones, and no part may strike more notes in a beat. */
const widestLeap = 12
const densestBeat = 24
/** The lowest and highest pitch of each role. */
export const ranges = {
  drums: [35, 81],
  bass: [28, 60],
  chords: [36, 96],
  melody: [48, 96],
  pad: [36, 96],
} as const

/** A rule that is broken, in words for tests and for people, and the beat of the piece it is broken at. */
export type Fault = { readonly wrong: string; readonly start: number }

/** What breaks a rule that holds for every style. */
export function faultsOf(composition: Composition): readonly Fault[] {
  return composition.parts.flatMap((part) => [
    ...outOfRange(part),
    ...overlapping(part),
    ...tooDense(part),
    ...(part.role === 'melody' ? [...leaping(part), ...rubbing(part, composition)] : []),
  ])
}

/** Faults weigh most; then how far the figures of the piece lie outside the bands of its style. */
export function judge(composition: Composition, style: Style): number {
  const notes = pitched(composition)
  const { bands } = style
  const off =
    distance(pitchClassEntropy(notes), bands.pitchClassEntropy) +
    distance(scaleConsistency(notes), bands.scaleConsistency) * 4 +
    distance(grooveConsistency(composition), bands.grooveConsistency) * 4
  return faultsOf(composition).length * 1000 + Math.round(off * 1000)
}

const distance = (figure: number, { low, high }: Band): number =>
  Math.max(0, low - figure, figure - high)

function outOfRange({ role, notes }: Part): readonly Fault[] {
  const [low, high] = ranges[role]
  return notes
    .filter(({ pitch }) => pitch < low || pitch > high)
    .map(({ pitch, start }) => ({ wrong: `${role} out of range: ${pitch}`, start }))
}

function overlapping({ role, notes }: Part): readonly Fault[] {
  const ends = new Map<number, number>()
  return notes.flatMap(({ pitch, start, length }) => {
    const overlaps = (ends.get(pitch) ?? 0) > start + 1e-9
    ends.set(pitch, start + length)
    return overlaps ? [{ wrong: `${role} strikes ${pitch} while it sounds`, start }] : []
  })
}

function tooDense({ role, notes }: Part): readonly Fault[] {
  const beats = new Map<number, number>()
  for (const { start } of notes) {
    const beat = Math.floor(start)
    beats.set(beat, (beats.get(beat) ?? 0) + 1)
  }
  return [...beats]
    .filter(([, count]) => count > densestBeat)
    .map(([start, count]) => ({ wrong: `${role} strikes ${count} notes in a beat`, start }))
}

function leaping({ notes }: Part): readonly Fault[] {
  return notes.flatMap(({ pitch, start }, i) => {
    const leap = Math.abs(pitch - (notes[i - 1]?.pitch ?? pitch))
    return leap > widestLeap ? [{ wrong: `melody leaps ${leap} half tones`, start }] : []
  })
}

/** A held note half a tone above a chord tone on a strong beat: the one dissonance nobody means. */
function rubbing({ notes }: Part, { chords, spec }: Composition): readonly Fault[] {
  const grid = barGrid(spec.meter)
  const read = chords.map(({ symbol, start }) => ({ chord: chordFrom(symbol), start }))
  let at = 0
  return notes.flatMap(({ pitch, start, length }) => {
    const tick = Math.round((start * ticksPerBeat) / ticksPerStep) * ticksPerStep
    while (at + 1 < read.length && read[at + 1]!.start * ticksPerBeat <= tick) at++
    const { chord } = read[at]!
    const strong = weightOf((tick % grid.ticks) / ticksPerStep, grid) > 0 && length >= 0.5
    return strong && chord && rubs(pitch, chord)
      ? [{ wrong: `melody rubs against ${chord.symbol}`, start }]
      : []
  })
}

import { type Meter, meterName } from '#core/music/meter.ts'

/** All starts and lengths of the engine are whole ticks, 480 to the beat (quarter note). */
export const ticksPerBeat = 480
/** A step is a sixteenth note. */
export const ticksPerStep = 120

/** A bar in sixteenths, and where its pulses (what a foot taps) begin. */
export type BarGrid = {
  readonly steps: number
  readonly ticks: number
  readonly pulses: readonly { readonly step: number; readonly steps: number }[]
}

/** Bars that people feel in unequal pulses. Others are beats of a quarter, or dotted ones in 6/8. */
const unequal: Readonly<Record<string, readonly number[]>> = {
  '5/8': [4, 6],
  '7/8': [4, 4, 6],
  '8/8': [6, 6, 4],
  '10/8': [6, 6, 4, 4],
  '11/8': [4, 4, 6, 4, 4],
}

export function barGrid(meter: Meter): BarGrid {
  const steps = (meter.beats * 16) / meter.unit
  const lengths = unequal[meterName(meter)] ?? equalPulses(steps, isCompound(meter) ? 6 : 4)
  let step = 0
  const pulses = lengths.map((length) => {
    const pulse = { step, steps: length }
    step += length
    return pulse
  })
  return { steps, ticks: steps * ticksPerStep, pulses }
}

/** 6/8, 9/8 and 12/8 count dotted quarters. */
export const isCompound = (meter: Meter): boolean =>
  meter.unit === 8 && meter.beats >= 6 && meter.beats % 3 === 0

function equalPulses(steps: number, length: number): readonly number[] {
  const count = Math.max(1, Math.floor(steps / length))
  const rest = steps - count * length
  return Array.from({ length: count }, (_, i) => (i === count - 1 ? length + rest : length))
}

/** 2 on the first pulse of a bar, 1 on the others, 0 between. */
export function weightOf(step: number, grid: BarGrid): 0 | 1 | 2 {
  if (step === 0) return 2
  return grid.pulses.some((pulse) => pulse.step === step) ? 1 : 0
}

/**
 * One bar of a lane that was written for bars of `laneSteps` sixteenths, made to fit this bar: its
 * first beat stays first, its last stays last, those between are repeated or left out.
 * @example a backbeat '....X.......X...' becomes '....X...X...' in 3/4
 */
export function fitLane(lane: string, laneSteps: number, grid: BarGrid, bar: number): string {
  const bars = Math.max(1, Math.floor(lane.length / laneSteps))
  if (laneSteps === grid.steps)
    return lane.slice((bar % bars) * laneSteps, ((bar % bars) + 1) * laneSteps)
  const written = lane.slice((bar % bars) * laneSteps, ((bar % bars) + 1) * laneSteps)
  const beats = laneSteps / 4
  const ticks = isTicking(Array.from({ length: beats }, (_, i) => beatAt(written, i)))
  const fitted = (beatOf: (pulse: number) => number): string =>
    grid.pulses
      .map(({ steps }, i) => stretch(beatAt(written, beatOf(i)), { steps, ticks }))
      .join('')
  const first = written.search(/[^.-]/)
  const fit = fitted((i) => sourceBeat(i, grid.pulses.length, beats, bar))
  if (first < 0 || isStruck(fit)) return fit
  // The beat that was left out was all there is: it takes the last pulse.
  return fitted((i) => (i === grid.pulses.length - 1 ? Math.floor(first / 4) : 0))
}

/**
 * The step of a bar from which on the rest of a lane of `laneSteps` sixteenths plays that was written
 * from `step` on: its beat, or the one after it where that is left out.
 * @example fittedStep(12, 16, barGrid(sevenEight), 0) // 8, where the last pulse begins
 */
export function fittedStep(step: number, laneSteps: number, grid: BarGrid, bar: number): number {
  if (laneSteps === grid.steps) return step
  const { pulses } = grid
  const beat = Math.floor(step / 4)
  const source = pulses.map((_, i) => sourceBeat(i, pulses.length, laneSteps / 4, bar))
  const at = source.findIndex((one) => one >= beat)
  const pulse = pulses[at] ?? pulses.at(-1)!
  return pulse.step + (source[at] === beat ? step % 4 : 0)
}

function sourceBeat(pulse: number, pulses: number, beats: number, bar: number): number {
  if (pulses === 1) return bar % beats
  if (pulses === 2) return Math.min(beats - 1, (bar % 2) * 2 + pulse)
  if (pulse === 0) return 0
  if (pulse === pulses - 1) return beats - 1
  const between = Math.max(1, beats - 2)
  return Math.min(between, 1 + Math.ceil(((pulse - 1) * between) / Math.max(1, pulses - 2)))
}

const beatAt = (bar: string, beat: number): string => bar.slice(beat * 4, beat * 4 + 4)
const isStruck = (signs: string): boolean => /[^.-]/.test(signs)

/** Whether every beat is struck, and often or always alike: a hat, a shaker, an arpeggio. */
function isTicking(beats: readonly string[]): boolean {
  const rhythms = beats.map((beat) => beat.replace(/[^.-]/g, 'x'))
  const strokes = rhythms.join('').replace(/[.-]/g, '').length
  const isOften = strokes >= 2 * beats.length || new Set(rhythms).size === 1
  return isOften && beats.every(isStruck)
}

/**
 * A beat of four sixteenths in a longer or shorter pulse: what ticks in every beat goes on as in its
 * second half, what is held is held, and a lone stroke is not said twice.
 */
function stretch(
  beat: string,
  { steps, ticks }: { readonly steps: number; readonly ticks: boolean },
): string {
  const rest = beat[3] === '-' ? '-' : '.'
  return Array.from({ length: steps }, (_, i) => {
    if (i < 4) return beat[i] ?? '.'
    return ticks ? (beat[2 + (i % 2)] ?? '.') : rest
  }).join('')
}

import { at, type Wave, waves } from './waves.ts'

/** Where an oscillator stands in its cycle (0 to 1) and how many cycles a frame moves it. */
export type Oscillator = {
  phase: number
  step: number
  /** Its frequency as a multiple of the note's. */
  ratio: number
  /** How loud it is, or how far it bends another's phase (in cycles); each frame adds `slope`. */
  level: number
  slope: number
}

export const oscillator = (): Oscillator => ({ phase: 0, step: 0, ratio: 1, level: 0, slope: 0 })

/** Adds a saw, its corner rounded by polyBLEP so that it does not alias audibly. */
export function addSaw(out: Float64Array, frames: number, osc: Oscillator): void {
  const { step, level } = osc
  const perStep = 1 / step
  const late = 1 - step
  let phase = osc.phase
  for (let i = 0; i < frames; i++) {
    let y = phase + phase - 1
    if (phase < step) {
      const t = phase * perStep
      y -= t + t - t * t - 1
    } else if (phase > late) {
      const t = (phase - 1) * perStep
      y -= t * t + t + t + 1
    }
    out[i]! += y * level
    phase += step
    if (phase >= 1) phase -= 1
  }
  osc.phase = phase
}

/** Adds a pulse of `width` (0 to 1) without its constant part; both edges are rounded as the saw's. */
export function addPulse(out: Float64Array, frames: number, osc: Oscillator, width: number): void {
  const { step, level } = osc
  const perStep = 1 / step
  const late = 1 - step
  const constant = 1 - width - width
  let phase = osc.phase
  for (let i = 0; i < frames; i++) {
    let y = (phase < width ? 1 : -1) + constant
    if (phase < step) {
      const t = phase * perStep
      y += t + t - t * t - 1
    } else if (phase > late) {
      const t = (phase - 1) * perStep
      y += t * t + t + t + 1
    }
    let fall = phase - width
    if (fall < 0) fall += 1
    if (fall < step) {
      const t = fall * perStep
      y -= t + t - t * t - 1
    } else if (fall > late) {
      const t = (fall - 1) * perStep
      y -= t * t + t + t + 1
    }
    out[i]! += y * level
    phase += step
    if (phase >= 1) phase -= 1
  }
  osc.phase = phase
}

/** Adds a cycle read from a table. */
export function addWave(out: Float64Array, frames: number, osc: Oscillator, wave: Wave): void {
  const { step, level } = osc
  let phase = osc.phase
  for (let i = 0; i < frames; i++) {
    out[i]! += at(wave, phase) * level
    phase += step
    if (phase >= 1) phase -= 1
  }
  osc.phase = phase
}

/** Bent by less than this, in cycles, a sine is still a sine. */
const straight = 2e-4

/** Adds `carrier`, its phase bent by `modulator`: frequency modulation as on a DX7. */
export function addFm(
  out: Float64Array,
  frames: number,
  carrier: Oscillator,
  modulator: Oscillator,
): void {
  const { sine } = waves
  const { step, slope } = carrier
  const { step: bendStep, slope: indexSlope } = modulator
  let { phase, level } = carrier
  let { phase: bend, level: index } = modulator
  if (index < straight) {
    for (let i = 0; i < frames; i++) {
      level += slope
      out[i]! += at(sine, phase) * level
      phase += step
      if (phase >= 1) phase -= 1
    }
  } else {
    for (let i = 0; i < frames; i++) {
      level += slope
      index += indexSlope
      const place = phase + at(sine, bend) * index + 8
      out[i]! += at(sine, place - (place | 0)) * level
      phase += step
      if (phase >= 1) phase -= 1
      bend += bendStep
      if (bend >= 1) bend -= 1
    }
    modulator.phase = bend
    modulator.level = index
  }
  carrier.phase = phase
  carrier.level = level
}

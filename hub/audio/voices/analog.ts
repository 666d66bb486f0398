import { advance, tickFrames } from '../envelope.ts'
import { clear, glide, pass, tune } from '../filter.ts'
import { addNoise, toss } from '../noise.ts'
import { addPulse, addSaw, addWave } from '../oscillators.ts'
import type { AnalogPatch } from '../patch.ts'
import type { Rate } from '../rate.ts'
import type { Voice } from '../voice.ts'
import { waves } from '../waves.ts'

/** No two oscillators of a real synth agree to the last cent. */
const driftCents = 1.2

export function startAnalog(voice: Voice, patch: AnalogPatch, rate: Rate): void {
  clear(voice.filter)
  clear(voice.filters[0]!)
  voice.gain = 0
  for (let k = 0; k < patch.oscillators.length; k++) {
    const plan = patch.oscillators[k]!
    const oscillator = voice.oscillators[k]!
    const cents = (plan.cents ?? 0) + (plan.free ? driftCents * toss(voice.noise) : 0)
    oscillator.ratio = (plan.ratio ?? 1) * 2 ** (cents / 1200)
    oscillator.phase = plan.free ? Math.abs(toss(voice.noise)) : plan.wave === 'saw' ? 0.5 : 0
    oscillator.level = plan.level
  }
  if (patch.noise)
    tune(voice.filters[0]!, voice.hz * patch.noise.ratio * rate.frameS, patch.noise.q)
  if (!patch.filter) return
  tune(voice.filter, cutoff(voice, patch.filter) * rate.frameS, patch.filter.q)
  const touched = patch.filter.wobble?.rates.find(({ upTo }) => voice.velocity * 127 < upTo + 0.5)
  voice.wobbleABeat = touched?.aBeat ?? 0
}

export function tickAnalog(
  voice: Voice,
  patch: AnalogPatch,
  { rate, beatHz }: { readonly rate: Rate; readonly beatHz: number },
): number {
  if (voice.hz !== voice.hzGoal) slideOn(voice, rate)
  const step = voice.hz * bend(voice, patch, rate) * rate.frameS
  for (let k = 0; k < patch.oscillators.length; k++) {
    const oscillator = voice.oscillators[k]!
    oscillator.step = Math.min(0.45, step * oscillator.ratio)
  }
  if (patch.filter) {
    advance(voice.sweep, patch.filter.envelope, rate.tickMs)
    const hz = cutoff(voice, patch.filter, wobbled(voice, patch.filter, beatHz * rate.frameS))
    glide(voice.filter, hz * rate.frameS, patch.filter.q, tickFrames)
  }
  return advance(voice.amp, patch.amp, rate.tickMs)
}

export function renderAnalog(
  voice: Voice,
  patch: AnalogPatch,
  out: Float64Array,
  frames: number,
): void {
  if (patch.noise) {
    addNoise(out, frames, voice.noise, patch.noise.level)
    pass(voice.filters[0]!, 'band', out, frames)
  }
  for (let k = 0; k < patch.oscillators.length; k++) {
    const plan = patch.oscillators[k]!
    const oscillator = voice.oscillators[k]!
    if (plan.wave === 'saw') addSaw(out, frames, oscillator)
    else if (plan.wave === 'pulse') addPulse(out, frames, oscillator, plan.width ?? 0.5)
    else addWave(out, frames, oscillator, waves[plan.wave])
  }
  if (patch.filter) pass(voice.filter, 'low', out, frames)
}

type Sweep = NonNullable<AnalogPatch['filter']>

function cutoff(voice: Voice, filter: Sweep, wobble = 0): number {
  const octaves =
    wobble +
    filter.track * ((voice.pitch - 60) / 12) +
    filter.sweep * voice.sweep.level +
    filter.touch * (voice.velocity - 0.6)
  return Math.min(18_000, filter.hz * 2 ** octaves)
}

/** Octaves by which the filter is open now: shut where a note begins, open half a turn later. */
function wobbled({ age, wobbleABeat }: Voice, { wobble }: Sweep, beatsAFrame: number): number {
  if (!wobble) return 0
  return (wobble.octaves * (1 - Math.cos(2 * Math.PI * wobbleABeat * beatsAFrame * age))) / 2
}

/** A tick nearer to where it slides, and there once no ear could tell. */
function slideOn(voice: Voice, { tickMs }: Rate): void {
  const { glideMs = tickMs } = voice.strip.patch.place
  const left = (voice.hz - voice.hzGoal) * Math.exp((-6.9078 * tickMs) / glideMs)
  voice.hz = Math.abs(left) < voice.hzGoal * 1e-4 ? voice.hzGoal : voice.hzGoal + left
}

/** Vibrato that comes in late, as singers and players do. */
function bend(voice: Voice, { vibrato }: AnalogPatch, rate: Rate): number {
  if (!vibrato) return 1
  const s = voice.age * rate.frameS
  const depth = Math.min(1, Math.max(0, (s * 1000 - vibrato.delayMs) / 500))
  if (depth === 0) return 1
  return 2 ** ((vibrato.cents * depth * Math.sin(2 * Math.PI * vibrato.hz * s)) / 1200)
}

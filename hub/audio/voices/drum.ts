import { clear, pass, tune } from '../filter.ts'
import { addFallingNoise, nextNoise, noiseScale } from '../noise.ts'
import type { Pair } from '../pair.ts'
import type { Drum, DrumLayer, KitPatch } from '../patch.ts'
import { fallOf, loudness, type Rate } from '../rate.ts'
import type { Layer, Voice } from '../voice.ts'
import { at, waves } from '../waves.ts'

/** The six square waves of a metal plate, as multiples of its lowest. */
const plate = [1, 1.4827, 1.8003, 2.5462, 2.6303, 3.8967] as const
const plateHz = 205.3
/** A layer below this has died away (-96 dB). */
const silence = 1.6e-5
/** Layers fall by 60 dB in their time; this much longer, and the voice is free again. */
const lifeTimes = 1.3

export const drumOf = (patch: KitPatch, pitch: number): Drum => patch.drums[pitch] ?? patch.other

export function startDrum(voice: Voice, patch: KitPatch, rate: Rate): void {
  const { layers } = drumOf(patch, voice.pitch)
  let longestMs = 0
  for (let k = 0; k < layers.length; k++) {
    const plan = layers[k]!
    startLayer(voice, k, plan, rate)
    const heldMs = plan.kind === 'tone' ? 0 : (plan.gateMs ?? 0)
    longestMs = Math.max(longestMs, plan.decayMs + heldMs)
  }
  voice.life = ((longestMs * lifeTimes + 60) * rate.sampleRate) / 1000
  voice.gain = loudness(voice.velocity)
}

/** Drums ring out whatever the keys do. */
export function tickDrum(voice: Voice): number {
  return voice.age < voice.life ? 1 : 0
}

export function renderDrum(
  voice: Voice,
  patch: KitPatch,
  { left: out, right: work }: Pair,
  frames: number,
): void {
  const { layers } = drumOf(patch, voice.pitch)
  for (let k = 0; k < layers.length; k++) {
    const plan = layers[k]!
    const layer = voice.layers[k]!
    if (layer.level < silence) continue
    if (plan.kind === 'tone') addTone(out, frames, layer)
    else {
      work.fill(0, 0, frames)
      if (plan.kind === 'metal') addPlate(work, frames, voice, layer)
      else if (plan.bursts || plan.gateMs) addStaged(work, frames, voice, layer, plan)
      else addFallingNoise(work, frames, voice.noise, layer)
      pass(voice.filters[k]!, plan.response, work, frames)
      for (let i = 0; i < frames; i++) out[i]! += work[i]!
    }
  }
}

function startLayer(voice: Voice, k: number, plan: DrumLayer, rate: Rate): void {
  const layer = voice.layers[k]!
  layer.level = plan.level
  layer.fall = fallOf(plan.decayMs, rate)
  layer.frame = 0
  if (plan.kind === 'tone') {
    layer.phase = 0
    layer.turn = (plan.fromHz ?? plan.hz) * rate.frameS
    layer.turnTo = plan.hz * rate.frameS
    layer.turnFall = fallOf(plan.sweepMs ?? 1, rate)
    return
  }
  clear(voice.filters[k]!)
  tune(voice.filters[k]!, plan.hz * rate.frameS, plan.q)
  layer.burst = Math.round(((plan.gateMs ?? plan.burstMs ?? 0) * rate.sampleRate) / 1000)
  if (plan.kind === 'metal')
    for (let j = 0; j < plate.length; j++)
      voice.squares[j]!.step = Math.round(
        (plateHz * plate[j]! * rate.frameS * 0x1_0000_0000) / (plan.size ?? 1),
      )
}

function addTone(out: Float64Array, frames: number, layer: Layer): void {
  const { sine } = waves
  const { fall, turnTo, turnFall } = layer
  let { level, turn, phase } = layer
  for (let i = 0; i < frames; i++) {
    out[i]! += at(sine, phase) * level
    phase += turn
    if (phase >= 1) phase -= 1
    turn = turnTo + (turn - turnTo) * turnFall
    level *= fall
  }
  layer.level = level
  layer.turn = turn
  layer.phase = phase
}

/**
 * Six squares that never agree, and a little noise between them. They are raw: in a plate nobody
 * hears where their aliases fall. Each runs around the int32s, its sign is the square.
 */
function addPlate(out: Float64Array, frames: number, voice: Voice, layer: Layer): void {
  const { fall } = layer
  const [p0, p1, p2, p3, p4, p5] = voice.squares
  let { turn: t0 } = p0
  let { turn: t1 } = p1
  let { turn: t2 } = p2
  let { turn: t3 } = p3
  let { turn: t4 } = p4
  let { turn: t5 } = p5
  let { level } = layer
  let { state } = voice.noise
  for (let i = 0; i < frames; i++) {
    const low = (t0 >>> 31) + (t1 >>> 31) + (t2 >>> 31) + (t3 >>> 31) + (t4 >>> 31) + (t5 >>> 31)
    state = nextNoise(state)
    out[i] = ((3 - low) * 0.4 + state * noiseScale * 0.7) * level
    level *= fall
    t0 = (t0 + p0.step) | 0
    t1 = (t1 + p1.step) | 0
    t2 = (t2 + p2.step) | 0
    t3 = (t3 + p3.step) | 0
    t4 = (t4 + p4.step) | 0
    t5 = (t5 + p5.step) | 0
  }
  p0.turn = t0
  p1.turn = t1
  p2.turn = t2
  p3.turn = t3
  p4.turn = t4
  p5.turn = t5
  voice.noise.state = state
  layer.level = level
}

/** Noise in two stages: struck again every burst, as many hands do, or held until its gate shuts; then it falls. */
function addStaged(
  out: Float64Array,
  frames: number,
  voice: Voice,
  layer: Layer,
  plan: Exclude<DrumLayer, { kind: 'tone' }>,
): void {
  const { burst, fall } = layer
  const { bursts = 0 } = plan
  const last = bursts ? burst * (bursts - 1) : burst
  const first = bursts ? fall ** 12 : 0.5 ** (1 / burst)
  let { level, frame } = layer
  let { state } = voice.noise
  for (let i = 0; i < frames; i++) {
    if (bursts && frame <= last && frame % burst === 0) level = plan.level
    state = nextNoise(state)
    out[i]! += state * noiseScale * level
    level *= frame < last ? first : fall
    frame++
  }
  voice.noise.state = state
  layer.level = level
  layer.frame = frame
}

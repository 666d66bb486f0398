import { advance } from '../envelope.ts'
import { clear, pass, tune } from '../filter.ts'
import { addFallingNoise } from '../noise.ts'
import type { BarPatch, Knock, StringPatch } from '../patch.ts'
import { fallOf, type Rate } from '../rate.ts'
import { type Mode, mostModes, type Voice } from '../voice.ts'

/** A mode below this is silent (-88 dB). */
const silence = 4e-5
/** How many times longer than middle C the C an octave below rings. */
const longer = 1.5

export function startString(voice: Voice, patch: StringPatch, rate: Rate): void {
  const { hz, velocity } = voice
  const stretch = patch.stiffness * (hz / 261.6) ** 1.2
  const ring = patch.ring * longer ** ((60 - voice.pitch) / 12)
  const topHz = patch.softHz + (patch.hardHz - patch.softHz) * velocity ** 2 + hz
  beginModes(voice)
  for (let n = 1; n <= patch.partials; n++) {
    const partialHz = hz * n * Math.sqrt((1 + stretch * n * n) / (1 + stretch))
    if (partialHz > Math.min(14_000, 0.42 * rate.sampleRate)) break
    const struck = Math.abs(Math.sin(Math.PI * n * patch.strike))
    const level = (struck / n ** patch.slope) * Math.exp(-partialHz / topHz)
    const seconds = ring / (1 + patch.damping * (n - 1) ** 1.3 * (hz / 261.6) ** 0.5)
    const { twin } = patch
    if (twin && n <= twin.partials) {
      const apart = 2 ** (twin.cents / 2400)
      addMode(voice, partialHz / apart, level * (1 - twin.level), seconds, rate)
      addMode(voice, partialHz * apart, level * twin.level, seconds * 2.2, rate)
    } else addMode(voice, partialHz, level, seconds, rate)
  }
  startKnock(voice, patch.knock, rate)
}

export function startBar(voice: Voice, patch: BarPatch, rate: Rate): void {
  const longerBy = longer ** ((60 - voice.pitch) / 12)
  beginModes(voice)
  for (let k = 0; k < patch.modes.length; k++) {
    const { ratio, level, ring, touch } = patch.modes[k]!
    if (voice.hz * ratio > Math.min(12_000, 0.42 * rate.sampleRate)) break
    const loud = level * (1 - touch * (1 - voice.velocity))
    addMode(voice, voice.hz * ratio, loud, ring * longerBy, rate)
  }
  startKnock(voice, patch.knock, rate)
}

export function tickModes(voice: Voice, patch: StringPatch | BarPatch, rate: Rate): number {
  while (voice.modeCount > 0 && isSilent(voice, voice.modeCount - 1)) voice.modeCount--
  if (voice.modeCount === 0) return 0
  return advance(voice.amp, patch.amp, rate.tickMs)
}

export function renderModes(voice: Voice, out: Float64Array, frames: number): void {
  addKnock(voice, out, frames)
  const { modes, modeCount } = voice
  let m = 0
  for (; m + 1 < modeCount; m += 2) ringTwo(modes[m]!, modes[m + 1]!, out, frames)
  if (m < modeCount) ringOne(modes[m]!, out, frames)
}

function beginModes(voice: Voice): void {
  voice.modeCount = 0
  voice.gain = 0
}

function addMode(voice: Voice, hz: number, level: number, seconds: number, rate: Rate): void {
  if (voice.modeCount === mostModes) return
  const mode = voice.modes[voice.modeCount++]!
  const angle = 2 * Math.PI * hz * rate.frameS
  const fall = fallOf(seconds * 1000, rate)
  mode.x = level
  mode.y = 0
  mode.c = Math.cos(angle) * fall
  mode.s = Math.sin(angle) * fall
}

const isSilent = ({ modes }: Voice, m: number): boolean =>
  Math.abs(modes[m]!.x) + Math.abs(modes[m]!.y) < silence

function ringOne(mode: Mode, out: Float64Array, frames: number): void {
  const { c, s } = mode
  let { x, y } = mode
  for (let i = 0; i < frames; i++) {
    const turned = c * x - s * y
    y = s * x + c * y
    x = turned
    out[i]! += y
  }
  mode.x = x
  mode.y = y
}

/** Two at a time: one waits for its multiplications while the other is counted. */
function ringTwo(a: Mode, b: Mode, out: Float64Array, frames: number): void {
  const { c: ac, s: as } = a
  const { c: bc, s: bs } = b
  let { x: ax, y: ay } = a
  let { x: bx, y: by } = b
  for (let i = 0; i < frames; i++) {
    const aTurned = ac * ax - as * ay
    const bTurned = bc * bx - bs * by
    ay = as * ax + ac * ay
    by = bs * bx + bc * by
    ax = aTurned
    bx = bTurned
    out[i]! += ay + by
  }
  a.x = ax
  a.y = ay
  b.x = bx
  b.y = by
}

function startKnock(voice: Voice, knock: Knock, rate: Rate): void {
  const layer = voice.layers[0]!
  layer.level = knock.level * (0.3 + 0.7 * voice.velocity)
  layer.fall = fallOf(knock.ms, rate)
  clear(voice.filter)
  tune(voice.filter, knock.hz * rate.frameS, 0.7)
}

function addKnock(voice: Voice, out: Float64Array, frames: number): void {
  const layer = voice.layers[0]!
  if (layer.level < silence) return
  addFallingNoise(out, frames, voice.noise, layer)
  pass(voice.filter, 'low', out, frames)
}

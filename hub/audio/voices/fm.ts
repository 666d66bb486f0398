import { advance, tickFrames } from '../envelope.ts'
import { addFm } from '../oscillators.ts'
import type { FmPatch } from '../patch.ts'
import type { Rate } from '../rate.ts'
import type { Voice } from '../voice.ts'

/** A pair below this has died away (-86 dB). */
const silence = 5e-5

export function startFm(voice: Voice, patch: FmPatch, rate: Rate): void {
  voice.gain = 0
  for (let k = 0; k < patch.pairs.length; k++) {
    const pair = patch.pairs[k]!
    const carrier = voice.oscillators[2 * k]!
    const modulator = voice.oscillators[2 * k + 1]!
    carrier.phase = 0
    modulator.phase = 0
    carrier.step = Math.min(0.45, voice.hz * pair.ratio * rate.frameS)
    modulator.step = Math.min(0.45, voice.hz * pair.by * rate.frameS)
    carrier.level = pair.level
    // High notes bend less, or their sidebands would fold back as a harsh whistle.
    const room = Math.min(1, 1200 / voice.hz)
    modulator.level = pair.index * room * (1 - pair.touch * (1 - voice.velocity ** 2))
  }
}

export function tickFm(voice: Voice, patch: FmPatch, rate: Rate): number {
  // A string or a tine an octave up rings about two thirds as long.
  const short = 2 ** ((60 - voice.pitch) / 20)
  for (let k = 0; k < patch.pairs.length; k++) {
    const pair = patch.pairs[k]!
    slide(voice, 2 * k, pair.decayMs * short, rate)
    slide(voice, 2 * k + 1, pair.indexMs * short, rate)
  }
  return advance(voice.amp, patch.amp, rate.tickMs)
}

export function renderFm(voice: Voice, patch: FmPatch, out: Float64Array, frames: number): void {
  for (let k = 0; k < patch.pairs.length; k++) {
    const carrier = voice.oscillators[2 * k]!
    if (carrier.level > silence) addFm(out, frames, carrier, voice.oscillators[2 * k + 1]!)
  }
}

/** Lets a level fall so that it would be 60 dB down after `ms`, in a straight line for one tick. */
function slide(voice: Voice, k: number, ms: number, rate: Rate): void {
  const oscillator = voice.oscillators[k]!
  const left = Math.exp((-6.9078 * rate.tickMs) / ms)
  oscillator.slope = (oscillator.level * (left - 1)) / tickFrames
}

import { loudestOf, type Pair } from '../pair.ts'
import { fallOf, type Rate } from '../rate.ts'

/** Lengths of the eight lines at 48 kHz, prime to each other so that their echoes never line up. */
const lineFrames = [1433, 1601, 1867, 2053, 2251, 2399, 2617, 2797] as const
const diffuserFrames = [142, 107, 379, 277] as const
const predelayMs = 16
/** Quieter than this for a while, it goes to sleep (-170 dB); it never reaches a denormal number. */
const silence = 1e-9

export type Reverb = {
  /** Adds the room's answer to `send` (both sides, `frames` long) to left and right. */
  render(send: Pair, mix: Pair, frames: number): void
  clear(): void
}

type Line = { readonly ring: Float64Array; readonly length: number; place: number }

const line = (frames: number): Line => ({
  ring: new Float64Array(frames),
  length: frames,
  place: 0,
})

/**
 * A room: four diffusers, then eight delay lines that feed each other through a Hadamard matrix
 * (a feedback delay network, J.-M. Jot), each losing its top a little sooner than its bottom.
 */
export function reverb(rate: Rate, { seconds = 1.7, dampHz = 4200 } = {}): Reverb {
  const scaled = (frames: number): number => Math.round((frames * rate.sampleRate) / 48_000)
  const lines = lineFrames.map((frames) => line(scaled(frames)))
  const diffusers = diffuserFrames.map((frames) => line(scaled(frames)))
  const predelay = line(Math.max(1, Math.round((predelayMs * rate.sampleRate) / 1000)))
  const fall = fallOf(seconds * 1000, rate)
  const losses = Float64Array.from(lines, ({ length }) => fall ** length / Math.sqrt(8))
  const damp = 1 - Math.exp(-2 * Math.PI * dampHz * rate.frameS)
  const lowCut = 1 - Math.exp(-2 * Math.PI * 160 * rate.frameS)
  const damped = new Float64Array(8)
  const heard = new Float64Array(8)
  const state = { quietFrames: 0, asleep: true, low: 0 }
  const sleepAfter = rate.sampleRate * 0.3

  function clear(): void {
    for (const { ring } of [...lines, ...diffusers, predelay]) ring.fill(0)
    damped.fill(0)
    state.low = 0
    state.asleep = true
  }

  function render(send: Pair, mix: Pair, frames: number): void {
    let loudest = loudestOf(send, frames)
    if (loudest > silence) state.asleep = false
    if (state.asleep) return
    let { low } = state
    for (let i = 0; i < frames; i++) {
      const x = (send.left[i]! + send.right[i]!) * 0.5
      low += lowCut * (x - low)
      const spread = diffuse(diffusers, delayed(predelay, x - low))
      hear(lines, heard, damped, damp)
      mixHadamard(heard)
      for (let k = 0; k < 8; k++) {
        const into = lines[k]!
        into.ring[into.place] = heard[k]! * losses[k]! + (k & 1 ? -spread : spread)
        if (++into.place === into.length) into.place = 0
      }
      const wetLeft = damped[0]! - damped[2]! + damped[4]! - damped[6]!
      const wetRight = damped[1]! - damped[3]! + damped[5]! - damped[7]!
      mix.left[i]! += wetLeft * 0.5
      mix.right[i]! += wetRight * 0.5
      loudest = Math.max(loudest, Math.abs(wetLeft), Math.abs(wetRight))
    }
    state.low = low
    state.quietFrames = loudest > silence ? 0 : state.quietFrames + frames
    if (state.quietFrames > sleepAfter) clear()
  }

  return { render, clear }
}

function delayed(line: Line, x: number): number {
  const { ring, place } = line
  const y = ring[place]!
  ring[place] = x
  line.place = place + 1 === line.length ? 0 : place + 1
  return y
}

/** All-pass filters in a row: one click becomes a dense burst of the same colour. */
function diffuse(diffusers: readonly Line[], x: number): number {
  let y = x
  for (let k = 0; k < diffusers.length; k++) {
    const line = diffusers[k]!
    const held = line.ring[line.place]!
    const into = y - 0.68 * held
    line.ring[line.place] = into
    if (++line.place === line.length) line.place = 0
    y = held + 0.68 * into
  }
  return y
}

function hear(
  lines: readonly Line[],
  heard: Float64Array,
  damped: Float64Array,
  damp: number,
): void {
  for (let k = 0; k < 8; k++) {
    const { ring, place } = lines[k]!
    damped[k]! += damp * (ring[place]! - damped[k]!)
    heard[k] = damped[k]!
  }
}

/** Each line hears all others, none louder than before: the fast Hadamard transform. */
function mixHadamard(h: Float64Array): void {
  const a = h[0]! + h[1]!
  const b = h[0]! - h[1]!
  const c = h[2]! + h[3]!
  const d = h[2]! - h[3]!
  const e = h[4]! + h[5]!
  const f = h[4]! - h[5]!
  const g = h[6]! + h[7]!
  const k = h[6]! - h[7]!
  const ac = a + c
  const bd = b + d
  const ca = a - c
  const db = b - d
  const eg = e + g
  const fk = f + k
  const ge = e - g
  const kf = f - k
  h[0] = ac + eg
  h[1] = bd + fk
  h[2] = ca + ge
  h[3] = db + kf
  h[4] = ac - eg
  h[5] = bd - fk
  h[6] = ca - ge
  h[7] = db - kf
}

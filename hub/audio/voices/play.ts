import { tickFrames } from '../envelope.ts'
import type { Pair } from '../pair.ts'
import type { Patch } from '../patch.ts'
import { loudness, type Rate } from '../rate.ts'
import type { Voice } from '../voice.ts'
import { renderAnalog, startAnalog, tickAnalog } from './analog.ts'
import { drumOf, renderDrum, startDrum, tickDrum } from './drum.ts'
import { renderFm, startFm, tickFm } from './fm.ts'
import { renderModes, startBar, startString, tickModes } from './modal.ts'

/** What voices share while they render: the rate, two buffers to work in, and beats a second. */
export type Desk = { readonly rate: Rate; readonly work: Pair; beatHz: number }

/** A voice quieter than this has died away (-84 dB). */
const silence = 6e-5

/** Begins a note on a free voice, whose strip, pitch, velocity and noise are set. */
export function start(voice: Voice, rate: Rate): void {
  const { patch } = voice.strip
  voice.state = 'held'
  const { touch = 1 } = patch.place
  voice.loudness = loudness(voice.velocity ** touch)
  voice.hz = voice.hzGoal = hzOf(voice.pitch)
  voice.age = 0
  voice.tickLeft = 0
  voice.gainStep = 0
  voice.fade = 1
  voice.fadeTicks = 0
  voice.ending = false
  voice.amp.level = 0
  voice.amp.stage = 'attack'
  voice.sweep.level = 0
  voice.sweep.stage = 'attack'
  lean(voice, patch)
  if (patch.kind === 'analog') startAnalog(voice, patch, rate)
  else if (patch.kind === 'fm') startFm(voice, patch, rate)
  else if (patch.kind === 'string') startString(voice, patch, rate)
  else if (patch.kind === 'bar') startBar(voice, patch, rate)
  else startDrum(voice, patch, rate)
}

/** Takes a held voice to another pitch, without striking it again. */
export function slide(voice: Voice, pitch: number): void {
  voice.pitch = pitch
  voice.hzGoal = hzOf(pitch)
}

const hzOf = (pitch: number): number => 440 * 2 ** ((pitch - 69) / 12)

/** Lets a held note go: what it does then is written in its envelope. */
export function release(voice: Voice): void {
  if (voice.state !== 'held') return
  voice.state = 'released'
  voice.amp.stage = 'release'
  voice.sweep.stage = 'release'
}

/** Fades a voice within some ticks (1.3 ms each), too slow to click and too fast to notice. */
export function fadeOut(voice: Voice, ticks: number): void {
  if (voice.state === 'free' || voice.state === 'stolen') return
  voice.state = 'stolen'
  voice.fadeTicks = ticks
}

/** Adds `frames` of the voice to its strip. */
export function play(voice: Voice, desk: Desk, frames: number): void {
  const { patch } = voice.strip
  const { work } = desk
  let done = 0
  while (done < frames) {
    if (voice.tickLeft === 0 && !tick(voice, patch, desk)) return
    const run = Math.min(frames - done, voice.tickLeft)
    work.left.fill(0, 0, run)
    if (patch.kind === 'analog') renderAnalog(voice, patch, work.left, run)
    else if (patch.kind === 'fm') renderFm(voice, patch, work.left, run)
    else if (patch.kind === 'kit') renderDrum(voice, patch, work, run)
    else renderModes(voice, work.left, run)
    place(voice, work.left, done, run)
    voice.tickLeft -= run
    voice.age += run
    done += run
  }
}

/** Sets where the gain goes in the next tick; false when the voice has ended and is free again. */
function tick(voice: Voice, patch: Patch, desk: Desk): boolean {
  if (voice.ending) {
    voice.state = 'free'
    return false
  }
  const level = levelAfterTick(voice, patch, desk)
  if (voice.state === 'stolen') voice.fade = Math.max(0, voice.fade - 1 / voice.fadeTicks)
  const falling = patch.kind === 'kit' || voice.amp.stage !== 'attack'
  voice.ending = voice.fade === 0 || (falling && level < silence)
  const goal = voice.ending ? 0 : level * voice.fade * voice.loudness
  voice.gainStep = (goal - voice.gain) / tickFrames
  voice.tickLeft = tickFrames
  return true
}

function levelAfterTick(voice: Voice, patch: Patch, desk: Desk): number {
  const { rate } = desk
  if (patch.kind === 'analog') return tickAnalog(voice, patch, desk)
  if (patch.kind === 'fm') return tickFm(voice, patch, rate)
  if (patch.kind === 'kit') return tickDrum(voice)
  return tickModes(voice, patch, rate)
}

function place(voice: Voice, mono: Float64Array, from: number, frames: number): void {
  const { left, right, gainStep, strip: to } = voice
  let { gain } = voice
  for (let i = 0; i < frames; i++) {
    gain += gainStep
    const x = mono[i]! * gain
    to.left[from + i]! += x * left
    to.right[from + i]! += x * right
  }
  voice.gain = gain
}

/** Where it stands between the speakers, equally loud anywhere. */
function lean(voice: Voice, patch: Patch): void {
  const side =
    patch.kind === 'kit'
      ? (drumOf(patch, voice.pitch).pan ?? 0)
      : (patch.place.spread ?? 0) * Math.max(-1, Math.min(1, (voice.pitch - 62) / 30))
  voice.left = Math.SQRT2 * Math.cos(((1 + side) * Math.PI) / 4)
  voice.right = Math.SQRT2 * Math.sin(((1 + side) * Math.PI) / 4)
}

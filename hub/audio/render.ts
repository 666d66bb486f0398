import { barBeats } from '#core/music/meter.ts'
import type { Composition, Part } from '#core/score/piece.ts'
import { isSound, soundFor } from '#core/score/sounds.ts'
import { type Course, layUnder } from './bed.ts'
import { limiter, limiterDelayFrames } from './effects/limiter.ts'
import { loudnessOf, truePeakOf } from './loudness.ts'
import { fromDb, rateOf } from './rate.ts'
import { readWav } from './read-wav.ts'
import type { Sides } from './sides.ts'
import { type Synth, synth } from './synth.ts'

/** A composition as sound: -14 LUFS (±0.3) and at most -1 dBTP, where the music allows. */
export type Rendering = {
  readonly left: Float32Array
  readonly right: Float32Array
  readonly sampleRate: number
  readonly lufs: number
  readonly truePeakDb: number
}

const goalLufs = -14
const closeLu = 0.2
const mostLooks = 6
/** What limiting usually takes. */
const usualLossLu = 0.6
const ceilingDb = -1.1
/** Quieter than this, a piece is so sparse that lifting it further would lift noise. */
const mostGainDb = 24
const blockFrames = 512
const pieceFrames = 4096
/** The last note rings on at most so long, then it is faded. */
const longestTailS = 8
const fadeS = 2.5
const inaudible = 10 ** (-72 / 20)

/** How a composition is to be rendered; `bed` is a WAV file that lies under it. */
export type RenderWishes = { readonly sampleRate?: number; readonly bed?: Uint8Array | undefined }

/** Renders off line, as fast as it goes; the same composition and bed give the same samples. */
export function renderComposition(
  composition: Composition,
  { sampleRate = 48_000, bed }: RenderWishes = {},
): Rendering {
  const mix = play(composition, sampleRate)
  if (bed) layUnder(mix, readWav(bed), courseOf(composition, sampleRate))
  const { left, right, lufs } = master(mix, sampleRate)
  return { left, right, sampleRate, lufs, truePeakDb: truePeakOf(left, right) }
}

function courseOf({ spec: { bpm, meter }, lengthBeats }: Composition, sampleRate: number): Course {
  const framesOf = (beats: number): number => (beats * 60 * sampleRate) / bpm
  return { sampleRate, barFrames: framesOf(barBeats(meter)), endFrame: framesOf(lengthBeats) }
}

/** First pass: the band plays it from the first note until the room is silent. */
function play(composition: Composition, sampleRate: number): Sides {
  const { bpm } = composition.spec
  const strokes = strokesOf(composition, (beats) => Math.round((beats * 60 * sampleRate) / bpm))
  const lengthFrames = Math.round((composition.lengthBeats * 60 * sampleRate) / bpm)
  const most = Math.max(lengthFrames, strokes.at(-1)?.frame ?? 0) + longestTailS * sampleRate
  const left = new Float32Array(most)
  const right = new Float32Array(most)
  const band = synth({ sampleRate, master: 'none' })
  band.tempo(bpm)
  let next = 0
  let end = 0
  for (let from = 0; from < most; from += blockFrames) {
    const to = Math.min(most, from + blockFrames)
    for (; next < strokes.length && strokes[next]!.frame < to; next++)
      strike(band, strokes[next]!, strokes[next]!.frame - from)
    band.render(left.subarray(from, to), right.subarray(from, to))
    if (!isQuiet(left, right, from, to)) end = to
    else if (next === strokes.length && to > lengthFrames && to - end > sampleRate / 2) break
  }
  end = Math.max(end, Math.min(lengthFrames, most))
  const rings = end - (strokes.at(-1)?.frame ?? 0)
  const fade = Math.round(Math.max(0, Math.min(fadeS * sampleRate, 0.8 * rings)))
  return faded({ left: left.subarray(0, end), right: right.subarray(0, end) }, fade)
}

/** Second pass: up to the goal and under the ceiling. Limiting takes some loudness, so it looks again. */
function master(mix: Sides, sampleRate: number): Sides & { readonly lufs: number } {
  // One pair for every look: fresh memory costs more than the limiter.
  const length = mix.left.length + limiterDelayFrames
  const into = { left: new Float32Array(length), right: new Float32Array(length) }
  const lift = goalLufs - loudnessOf(mix.left, mix.right, sampleRate)
  let gainDb = Math.min(mostGainDb, lift + usualLossLu)
  for (let look = 1; ; look++) {
    const { left, right } = limitInto(into, mix, { sampleRate, gainDb })
    const lufs = loudnessOf(left, right, sampleRate)
    const missing = goalLufs - lufs
    const next = Math.min(mostGainDb, gainDb + missing * 1.15)
    if (Math.abs(missing) < closeLu || next === gainDb || look === mostLooks)
      return { left, right, lufs }
    gainDb = next
  }
}

/** Piece by piece, so that each is still at hand when the limiter comes to it. */
function limitInto(
  { left, right }: Sides,
  mix: Sides,
  { sampleRate, gainDb }: { readonly sampleRate: number; readonly gainDb: number },
): Sides {
  const gain = fromDb(gainDb)
  const limit = limiter(rateOf(sampleRate), ceilingDb)
  for (let from = 0; from < left.length; from += pieceFrames) {
    const to = Math.min(left.length, from + pieceFrames)
    amplify(mix.left, left, { from, to, gain })
    amplify(mix.right, right, { from, to, gain })
    limit.render(left.subarray(from, to), right.subarray(from, to), to - from)
  }
  return { left: left.subarray(limiterDelayFrames), right: right.subarray(limiterDelayFrames) }
}

/** Silence where `quiet` has ended. */
function amplify(
  quiet: Float32Array,
  loud: Float32Array,
  { from, to, gain }: { readonly from: number; readonly to: number; readonly gain: number },
): void {
  const end = Math.min(to, quiet.length)
  for (let i = from; i < end; i++) loud[i] = quiet[i]! * gain
  loud.fill(0, Math.max(from, end), to)
}

type Stroke = {
  readonly frame: number
  readonly sound: string
  readonly pitch: number
  /** 0 lets the key go. */
  readonly velocity: number
}

function strike(band: Synth, { sound, pitch, velocity }: Stroke, delayFrames: number): void {
  if (velocity > 0) band.noteOn(sound, pitch, velocity, delayFrames)
  else band.noteOff(sound, pitch, delayFrames)
}

/** Every key struck and let go, in order; where both fall together, the letting go comes first. */
function strokesOf({ parts }: Composition, frameOf: (beats: number) => number): readonly Stroke[] {
  const strokes: Stroke[] = []
  for (const [sound, notes] of notesBySound(parts)) {
    const endOf = new Map<number, number>()
    // From the last to the first, so that a note ends at the latest where its key is struck again.
    for (const { pitch, velocity, start, length } of notes.toReversed()) {
      const frame = frameOf(start)
      const end = Math.min(frameOf(start + length), endOf.get(pitch) ?? Number.POSITIVE_INFINITY)
      endOf.set(pitch, frame)
      strokes.push({ frame, sound, pitch, velocity })
      strokes.push({ frame: Math.max(frame + 1, end), sound, pitch, velocity: 0 })
    }
  }
  return strokes.sort((a, b) => a.frame - b.frame || a.velocity - b.velocity)
}

/** Parts that share a sound share its keys, so their notes are looked at together. */
function notesBySound(parts: readonly Part[]): Map<string, Part['notes']> {
  const bySound = new Map<string, Part['notes']>()
  for (const { role, sound, notes } of parts) {
    const known = isSound(sound) ? sound : soundFor(role)
    bySound.set(known, [...(bySound.get(known) ?? []), ...notes])
  }
  for (const notes of bySound.values()) notes.sort((a, b) => a.start - b.start)
  return bySound
}

function isQuiet(left: Float32Array, right: Float32Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++)
    if (Math.abs(left[i]!) > inaudible || Math.abs(right[i]!) > inaudible) return false
  return true
}

/** Takes the last of the room away smoothly, to nothing at the very end. */
function faded({ left, right }: Sides, frames: number): Sides {
  for (let i = 0; i < frames; i++) {
    const gain = (i / frames) ** 2
    left[left.length - 1 - i]! *= gain
    right[right.length - 1 - i]! *= gain
  }
  return { left, right }
}

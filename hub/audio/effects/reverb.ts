import { loudestOf, type Pair } from '../pair.ts'
import { fallOf, type Rate } from '../rate.ts'

/** Lengths of the eight lines at 48 kHz, prime to each other so that their echoes never line up. */
const lineFrames = [1433, 1601, 1867, 2053, 2251, 2399, 2617, 2797] as const
const diffuserFrames = [142, 107, 379, 277] as const
const diffusion = 0.68
const predelayMs = 16
const lowCutHz = 160
/** So few frames at once that nothing comes back to a line within them, even at 32 kHz. */
const stretchFrames = 64
/** Quieter than this for a while, it goes to sleep (-180 dB); it never reaches a denormal number. */
const silence = 1e-9
const sleepAfterS = 0.3

export type Reverb = {
  /** Adds the room's answer to `send` to the mix. */
  render(send: Pair, mix: Pair, frames: number): void
  clear(): void
}

type Line = {
  readonly ring: Float64Array
  readonly length: number
  place: number
  /** What it gives back in a stretch, after its top is damped. */
  readonly heard: Float64Array
  damped: number
  /** What it keeps each time around. */
  readonly loss: number
}

/**
 * A room: four diffusers, then eight delay lines that feed each other through a Hadamard matrix
 * (a feedback delay network, J.-M. Jot), each losing its top a little sooner than its bottom.
 */
export function reverb(rate: Rate, { seconds = 1.8, dampHz = 4400 } = {}): Reverb {
  const fall = fallOf(seconds * 1000, rate)
  const line = (framesAt48k: number): Line => {
    const length = Math.max(stretchFrames, Math.round((framesAt48k * rate.sampleRate) / 48_000))
    return {
      ring: new Float64Array(length),
      length,
      place: 0,
      heard: new Float64Array(stretchFrames),
      damped: 0,
      loss: fall ** length / Math.sqrt(8),
    }
  }
  const lines = lineFrames.map(line)
  const diffusers = diffuserFrames.map(line)
  const predelay = line(predelayMs * 48)
  const damp = 1 - Math.exp(-2 * Math.PI * dampHz * rate.frameS)
  const lowCut = 1 - Math.exp(-2 * Math.PI * lowCutHz * rate.frameS)
  const input = new Float64Array(stretchFrames)
  const s = { quietFrames: 0, asleep: true, low: 0 }

  function clear(): void {
    for (const each of [...lines, ...diffusers, predelay]) {
      each.ring.fill(0)
      each.damped = 0
    }
    s.low = 0
    s.asleep = true
  }

  /** One stretch, from frame `from` of the block on: every loop runs along one line. */
  function answer(send: Pair, mix: Pair, from: number, frames: number): void {
    let { low } = s
    for (let i = 0; i < frames; i++) {
      const x = (send.left[from + i]! + send.right[from + i]!) * 0.5
      low += lowCut * (x - low)
      input[i] = x - low
    }
    s.low = low
    delayed(predelay, input, frames)
    for (let k = 0; k < diffusers.length; k++) diffuse(diffusers[k]!, input, frames)
    for (let k = 0; k < 8; k++) hear(lines[k]!, damp, frames)
    mixFour(lines, mix.left, from, frames, 0)
    mixFour(lines, mix.right, from, frames, 1)
    mixHadamard(lines, frames)
    for (let k = 0; k < 8; k++) feed(lines[k]!, input, frames)
  }

  return {
    render(send, mix, frames) {
      const loud = loudestOf(send, frames) > silence
      if (loud) s.asleep = false
      if (s.asleep) return
      for (let from = 0; from < frames; from += stretchFrames)
        answer(send, mix, from, Math.min(stretchFrames, frames - from))
      s.quietFrames = loud || !isQuiet(lines) ? 0 : s.quietFrames + frames
      if (s.quietFrames > sleepAfterS * rate.sampleRate) clear()
    },
    clear,
  }
}

/** Hands `samples` on as late as the line is long. */
function delayed(line: Line, samples: Float64Array, frames: number): void {
  const { ring, length } = line
  let { place } = line
  for (let i = 0; i < frames; i++) {
    const held = ring[place]!
    ring[place] = samples[i]!
    samples[i] = held
    if (++place === length) place = 0
  }
  line.place = place
}

/** An all-pass filter: one click becomes a burst of the same colour. */
function diffuse(line: Line, samples: Float64Array, frames: number): void {
  const { ring, length } = line
  let { place } = line
  for (let i = 0; i < frames; i++) {
    const held = ring[place]!
    const into = samples[i]! - diffusion * held
    ring[place] = into
    samples[i] = held + diffusion * into
    if (++place === length) place = 0
  }
  line.place = place
}

function hear(line: Line, damp: number, frames: number): void {
  const { ring, length, heard } = line
  let { place, damped } = line
  for (let i = 0; i < frames; i++) {
    damped += damp * (ring[place]! - damped)
    heard[i] = damped
    if (++place === length) place = 0
  }
  line.damped = damped
}

/** Odd lines are heard on the right, even ones on the left, every other one upside down. */
function mixFour(
  lines: readonly Line[],
  side: Float64Array,
  from: number,
  frames: number,
  odd: 0 | 1,
): void {
  const { heard: a } = lines[odd]!
  const { heard: b } = lines[odd + 2]!
  const { heard: c } = lines[odd + 4]!
  const { heard: d } = lines[odd + 6]!
  for (let i = 0; i < frames; i++) side[from + i]! += 0.5 * (a[i]! - b[i]! + c[i]! - d[i]!)
}

/** Each line hears all others, in sum no louder than before: the fast Hadamard transform. */
function mixHadamard(lines: readonly Line[], frames: number): void {
  mixWithin(lines, 0, frames)
  mixWithin(lines, 4, frames)
  for (let k = 0; k < 4; k++) {
    const { heard: a } = lines[k]!
    const { heard: b } = lines[k + 4]!
    for (let i = 0; i < frames; i++) {
      const x = a[i]!
      const y = b[i]!
      a[i] = x + y
      b[i] = x - y
    }
  }
}

/** The transform of four lines, from line `first` on. */
function mixWithin(lines: readonly Line[], first: number, frames: number): void {
  const { heard: a } = lines[first]!
  const { heard: b } = lines[first + 1]!
  const { heard: c } = lines[first + 2]!
  const { heard: d } = lines[first + 3]!
  for (let i = 0; i < frames; i++) {
    const ab = a[i]! + b[i]!
    const ba = a[i]! - b[i]!
    const cd = c[i]! + d[i]!
    const dc = c[i]! - d[i]!
    a[i] = ab + cd
    b[i] = ba + dc
    c[i] = ab - cd
    d[i] = ba - dc
  }
}

function feed(line: Line, input: Float64Array, frames: number): void {
  const { ring, length, heard, loss } = line
  let { place } = line
  for (let i = 0; i < frames; i++) {
    ring[place] = heard[i]! * loss + input[i]!
    if (++place === length) place = 0
  }
  line.place = place
}

const isQuiet = (lines: readonly Line[]): boolean =>
  lines.every(({ damped }) => Math.abs(damped) < silence)

import type { SoundName } from '#core/score/sounds.ts'
import { type Mover, mover } from './effects/motion.ts'
import { clear, type Filter, filter, pass, tune } from './filter.ts'
import { blockFrames, type Pair, pair } from './pair.ts'
import type { Patch } from './patch.ts'
import { fromDb, type Rate } from './rate.ts'

/** What all sounds share on their way out. */
export type Buses = {
  readonly mix: Pair
  readonly reverb: Pair
  readonly delay: Pair
  readonly chorus: Pair
  /** How far the kick ducks the others, 0 to 1, frame by frame. */
  readonly duck: Float64Array
}

export const buses = (): Buses => ({
  mix: pair(),
  reverb: pair(),
  delay: pair(),
  chorus: pair(),
  duck: new Float64Array(blockFrames),
})

/** The channel of one sound on the mixing desk. */
export type Strip = Pair & {
  readonly name: SoundName
  readonly patch: Patch
  readonly highPassLeft: Filter
  readonly highPassRight: Filter
  readonly mover: Mover | undefined
  readonly gain: number
  /** Frames until the filters behind the last voice are silent too. */
  tail: number
}

export function strip(name: SoundName, patch: Patch, rate: Rate): Strip {
  const { highPassHz, levelDb, motion } = patch.place
  const highPass = (): Filter => {
    const made = filter()
    tune(made, highPassHz * rate.frameS, 0.7)
    return made
  }
  return {
    name,
    patch,
    ...pair(),
    highPassLeft: highPass(),
    highPassRight: highPass(),
    mover: motion && mover(motion, rate),
    gain: fromDb(levelDb),
    tail: 0,
  }
}

/** Takes the strip through its effects into the mix and the sends, and empties it for the next block. */
export function mixDown(strip: Strip, to: Buses, frames: number, duckDepth: number): void {
  const { left, right, mover, patch } = strip
  const { delay = 0, chorus = 0, drive } = patch.place
  if (drive) saturate(left, right, frames, drive)
  pass(strip.highPassLeft, 'high', left, frames)
  pass(strip.highPassRight, 'high', right, frames)
  if (mover) mover.render(left, right, frames)
  fade(strip, to, frames, duckDepth)
  if (delay > 0) send(strip, to.delay, delay, frames)
  if (chorus > 0) send(strip, to.chorus, chorus, frames)
  left.fill(0, 0, frames)
  right.fill(0, 0, frames)
  strip.tail -= frames
  if (strip.tail <= 0) hush(strip)
}

export function hush(strip: Strip): void {
  strip.left.fill(0)
  strip.right.fill(0)
  clear(strip.highPassLeft)
  clear(strip.highPassRight)
  strip.tail = 0
}

/** The fader: sets the level, less what the kick ducks, and sends to the mix and the room. */
function fade(strip: Strip, { mix, reverb, duck }: Buses, frames: number, duckDepth: number): void {
  const { left, right, gain } = strip
  const { reverb: amount, duck: share = 0 } = strip.patch.place
  const depth = share * duckDepth
  for (let i = 0; i < frames; i++) {
    const level = gain * (1 - depth * duck[i]!)
    const l = left[i]! * level
    const r = right[i]! * level
    left[i] = l
    right[i] = r
    mix.left[i]! += l
    mix.right[i]! += r
    reverb.left[i]! += l * amount
    reverb.right[i]! += r * amount
  }
}

function send({ left, right }: Pair, to: Pair, amount: number, frames: number): void {
  for (let i = 0; i < frames; i++) {
    to.left[i]! += left[i]! * amount
    to.right[i]! += right[i]! * amount
  }
}

/** A soft knee towards 1: rounds peaks off, adds the odd harmonics of tape and small valves. */
function saturate(left: Float64Array, right: Float64Array, frames: number, drive: number): void {
  const back = 1 / drive ** 0.6
  for (let i = 0; i < frames; i++) {
    left[i] = soft(left[i]! * drive) * back
    right[i] = soft(right[i]! * drive) * back
  }
}

/** Near to tanh, and no slower than a division. */
function soft(x: number): number {
  if (x > 3) return 1
  if (x < -3) return -1
  return (x * (27 + x * x)) / (27 + 9 * x * x)
}

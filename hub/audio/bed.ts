import { filter, pass, tune } from './filter.ts'
import { loudnessOf } from './loudness.ts'
import { fromDb } from './rate.ts'
import type { WavSound } from './read-wav.ts'
import { resampled } from './resample.ts'
import type { Sides } from './sides.ts'

/** How far under the piece its bed lies, as loudness. */
export const bedUnderLu = 12
/** How much further down it goes where the piece is at its loudest. */
const duckDb = 6
const duck = { riseS: 0.02, fallS: 0.35 }
/** Beneath this the bass and the kick have the room for themselves. */
const highPassHz = 160
/** A bed that needs more than this is next to silence, and lifting it would lift noise. */
const mostLiftDb = 24
const silentLufs = -70
/** Where a bed begins again, its end fades into its beginning. */
const longestCrossS = 2

/** Where a piece is on the clock of a sound, in frames. */
export type Course = {
  readonly sampleRate: number
  readonly barFrames: number
  /** Where the last bar ends; the room rings on. */
  readonly endFrame: number
}

/**
 * Adds a bed of sound to a mix, along all of it. The bed begins with the first beat and, where it is
 * shorter, begins again after whole bars; it fades in over the first bar and out from the last one on,
 * makes room below and goes down under what is loud. Nothing of the piece follows it.
 */
export function layUnder({ left, right }: Sides, bed: WavSound, course: Course): void {
  const { sampleRate } = course
  const bedLeft = prepared(bed.left, bed.sampleRate, sampleRate)
  const bedRight = prepared(bed.right, bed.sampleRate, sampleRate)
  const bedLufs = loudnessOf(bedLeft, bedRight, sampleRate)
  if (bedLufs <= silentLufs) return
  const goalLufs = loudnessOf(left, right, sampleRate) - bedUnderLu
  const gain = fromDb(Math.min(mostLiftDb, goalLufs - bedLufs))
  const frames = left.length
  // The room rings on after the last bar; nothing begins again for that.
  const until = bedLeft.length < course.endFrame ? frames : Math.min(frames, bedLeft.length)
  const place = { ...course, frames: until }
  const loop = loopOf(bedLeft.length, place)
  const room = roomIn({ left, right }, sampleRate)
  for (let i = 0; i < until; i++) {
    // The room is what the piece alone leaves, so it is asked first.
    const level = room(i) * gain * fadeAt(i, place)
    left[i]! += level * loop(bedLeft, i)
    right[i]! += level * loop(bedRight, i)
  }
}

/** A side of the bed at the rate of the mix, without its low end. */
function prepared(side: Float32Array, fromRate: number, toRate: number): Float32Array {
  const own = resampled(side, fromRate, toRate)
  const highPass = filter()
  tune(highPass, highPassHz / toRate, 0.7)
  const buffer = Float64Array.from(own)
  pass(highPass, 'high', buffer, buffer.length)
  return Float32Array.from(buffer)
}

/** `frames` is where the bed is over. */
type Place = Course & { readonly frames: number }

/** How a side of this length is heard at any frame: again and again after as many whole bars as are in it. */
function loopOf(
  length: number,
  { frames, barFrames, sampleRate }: Place,
): (side: Float32Array, frame: number) => number {
  if (length >= frames) return (side, frame) => side[frame]!
  const cross = Math.floor(Math.min(longestCrossS * sampleRate, length / 4))
  const inBars = Math.floor((length - cross) / barFrames) * barFrames
  const turn = Math.round(inBars > 0 ? inBars : length - cross)
  return (side, frame) => {
    const at = frame % turn
    if (frame < turn || at >= cross) return side[at]!
    // Two sounds that have nothing to do with each other add up in power.
    const angle = ((Math.PI / 2) * at) / cross
    return side[at]! * Math.sin(angle) + side[at + turn]! * Math.cos(angle)
  }
}

function fadeAt(frame: number, { frames, barFrames, endFrame }: Place): number {
  const lastBar = Math.max(0, endFrame - barFrames)
  const share = Math.min(frame / barFrames, (frames - frame) / Math.max(1, frames - lastBar))
  return share >= 1 ? 1 : Math.sin((Math.PI / 2) * share) ** 2
}

/** The gain that leaves the piece room, asked frame by frame: 1 where it is silent, lowest where it is loudest. */
function roomIn({ left, right }: Sides, sampleRate: number): (frame: number) => number {
  const levelAt = (frame: number): number => Math.abs(left[frame]!) + Math.abs(right[frame]!)
  const before = follower(sampleRate)
  let loudest = 0
  for (let i = 0; i < left.length; i++) loudest = Math.max(loudest, before(levelAt(i)))
  const depth = loudest === 0 ? 0 : (1 - fromDb(-duckDb)) / loudest
  const follow = follower(sampleRate)
  return (frame) => 1 - depth * follow(levelAt(frame))
}

/** Follows how loud something is: up quickly, down slowly. */
function follower(sampleRate: number): (level: number) => number {
  const rise = 1 - Math.exp(-1 / (duck.riseS * sampleRate))
  const fall = 1 - Math.exp(-1 / (duck.fallS * sampleRate))
  let held = 0
  return (level) => {
    held += (level - held) * (level > held ? rise : fall)
    return held
  }
}

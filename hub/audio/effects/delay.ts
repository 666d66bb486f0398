import { loudestOf, type Pair } from '../pair.ts'
import type { Rate } from '../rate.ts'

const longestS = 1.5
const feedback = 0.38
const darkHz = 3200
const thinHz = 280
const fadeS = 0.02
const silence = 1e-9

export type Delay = {
  /** Sets the echoes three sixteenths apart, after a short fade where they sound. */
  tempo(bpm: number): void
  /** Adds the echoes of `send` to the mix. */
  render(send: Pair, mix: Pair, frames: number): void
  clear(): void
}

/** One side of the echoes: each time around it loses its top and its bottom. */
type Side = { readonly ring: Float64Array; dark: number; thin: number }

/** A ping-pong delay in tempo: each echo comes from the other side, darker and thinner. */
export function delay(rate: Rate): Delay {
  const length = Math.ceil(longestS * rate.sampleRate)
  const side = (): Side => ({ ring: new Float64Array(length), dark: 0, thin: 0 })
  const left = side()
  const right = side()
  const darken = 1 - Math.exp(-2 * Math.PI * darkHz * rate.frameS)
  const thinOut = 1 - Math.exp(-2 * Math.PI * thinHz * rate.frameS)
  const fadeStep = 1 / (fadeS * rate.sampleRate)
  const s = { place: 0, apart: 1, wanted: 1, level: 1, quietFrames: 0, asleep: true }

  function clear(): void {
    for (const each of [left, right]) {
      each.ring.fill(0)
      each.dark = each.thin = 0
    }
    s.asleep = true
  }

  /** How loud the echoes are now: they fade while the tempo changes, or the tape would jump. */
  function levelAfter(frames: number): number {
    if (s.apart === s.wanted) return Math.min(1, s.level + fadeStep * frames)
    if (s.level > 0) return Math.max(0, s.level - fadeStep * frames)
    s.apart = s.wanted
    return 0
  }

  function render(send: Pair, mix: Pair, frames: number): void {
    const loud = loudestOf(send, frames) > silence
    if (loud) s.asleep = false
    if (s.asleep) return
    const goal = levelAfter(frames)
    const slope = (goal - s.level) / frames
    let { place, level } = s
    let from = place < s.apart ? place - s.apart + length : place - s.apart
    let { dark: darkLeft, thin: thinLeft } = left
    let { dark: darkRight, thin: thinRight } = right
    for (let i = 0; i < frames; i++) {
      darkLeft += darken * (left.ring[from]! - darkLeft)
      darkRight += darken * (right.ring[from]! - darkRight)
      thinLeft += thinOut * (darkLeft - thinLeft)
      thinRight += thinOut * (darkRight - thinRight)
      const wetLeft = darkLeft - thinLeft
      const wetRight = darkRight - thinRight
      left.ring[place] = (send.left[i]! + send.right[i]!) * 0.5 + wetRight * feedback
      right.ring[place] = wetLeft * 0.9
      if (++place === length) place = 0
      if (++from === length) from = 0
      level += slope
      mix.left[i]! += wetLeft * level
      mix.right[i]! += wetRight * level
    }
    s.place = place
    s.level = goal
    left.dark = darkLeft
    left.thin = thinLeft
    right.dark = darkRight
    right.thin = thinRight
    const ringing = Math.abs(darkLeft) + Math.abs(darkRight) > silence
    s.quietFrames = loud || ringing ? 0 : s.quietFrames + frames
    if (s.quietFrames > length) clear()
  }

  return {
    tempo(bpm) {
      const seconds = 45 / bpm
      const fitting = seconds > longestS ? seconds / 2 : seconds
      s.wanted = Math.max(1, Math.min(length - 1, Math.round(fitting * rate.sampleRate)))
      if (s.asleep) s.apart = s.wanted
    },
    render,
    clear,
  }
}

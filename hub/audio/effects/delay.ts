import { loudestOf, type Pair } from '../pair.ts'
import type { Rate } from '../rate.ts'

const longestS = 1.5
const feedback = 0.38
const silence = 1e-9

export type Delay = {
  /** Sets the echoes three sixteenths apart, after a short fade where it is sounding. */
  tempo(bpm: number): void
  render(send: Pair, mix: Pair, frames: number): void
  clear(): void
}

/** A ping-pong delay in tempo: each echo comes from the other side, darker and thinner. */
export function delay(rate: Rate): Delay {
  const length = Math.ceil(longestS * rate.sampleRate)
  const ringLeft = new Float64Array(length)
  const ringRight = new Float64Array(length)
  const dark = 1 - Math.exp(-2 * Math.PI * 3200 * rate.frameS)
  const thin = 1 - Math.exp(-2 * Math.PI * 280 * rate.frameS)
  const fadeStep = 1 / (0.02 * rate.sampleRate)
  const s = {
    place: 0,
    apart: 1,
    wanted: 1,
    level: 1,
    quietFrames: 0,
    asleep: true,
    darkLeft: 0,
    darkRight: 0,
    thinLeft: 0,
    thinRight: 0,
  }

  function clear(): void {
    ringLeft.fill(0)
    ringRight.fill(0)
    s.darkLeft = s.darkRight = s.thinLeft = s.thinRight = 0
    s.asleep = true
  }

  function tempo(bpm: number): void {
    const seconds = 45 / bpm
    const fitting = seconds > longestS ? seconds / 2 : seconds
    s.wanted = Math.max(1, Math.min(length - 1, Math.round(fitting * rate.sampleRate)))
    if (s.asleep) s.apart = s.wanted
  }

  function render(send: Pair, mix: Pair, frames: number): void {
    let loudest = loudestOf(send, frames)
    if (loudest > silence) s.asleep = false
    if (s.asleep) return
    for (let i = 0; i < frames; i++) {
      if (s.apart !== s.wanted) {
        s.level -= fadeStep
        if (s.level <= 0) {
          s.level = 0
          s.apart = s.wanted
        }
      } else if (s.level < 1) s.level = Math.min(1, s.level + fadeStep)
      const from = s.place < s.apart ? s.place - s.apart + length : s.place - s.apart
      s.darkLeft += dark * (ringLeft[from]! - s.darkLeft)
      s.darkRight += dark * (ringRight[from]! - s.darkRight)
      s.thinLeft += thin * (s.darkLeft - s.thinLeft)
      s.thinRight += thin * (s.darkRight - s.thinRight)
      const wetLeft = s.darkLeft - s.thinLeft
      const wetRight = s.darkRight - s.thinRight
      ringLeft[s.place] = (send.left[i]! + send.right[i]!) * 0.5 + wetRight * feedback
      ringRight[s.place] = wetLeft * 0.9
      if (++s.place === length) s.place = 0
      mix.left[i]! += wetLeft * s.level
      mix.right[i]! += wetRight * s.level
      loudest = Math.max(loudest, Math.abs(wetLeft), Math.abs(wetRight))
    }
    s.quietFrames = loudest > silence ? 0 : s.quietFrames + frames
    if (s.quietFrames > length) clear()
  }

  return { tempo, render, clear }
}

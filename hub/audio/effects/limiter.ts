import { fromDb, type Rate } from '../rate.ts'
import { peakBetween, peakTaps } from '../true-peak.ts'

/** The gain turns over this many frames, 1.3 ms at 48 kHz. */
const turnFrames = 64
const windowFrames = turnFrames + peakTaps
/** How much later a sample comes out than it went in. */
export const limiterDelayFrames = turnFrames + peakTaps - 1

type Samples = Float32Array | Float64Array

export type Limiter = {
  render(left: Samples, right: Samples, frames: number): void
  clear(): void
}

/**
 * Keeps the true peak (4 times oversampled, both sides together) at or under `ceilingDb`: it sees
 * a peak coming, takes the lowest gain of a window and turns to it in a straight line.
 */
export function limiter(rate: Rate, ceilingDb: number): Limiter {
  const ceiling = fromDb(ceilingDb)
  const least = ceiling / 2
  const release = 1 - Math.exp(-rate.frameS / 0.07)
  // Each sample is written twice, so that the last 32 always lie in a row.
  const lastLeft = new Float64Array(2 * peakTaps)
  const lastRight = new Float64Array(2 * peakTaps)
  const waitingLeft = new Float64Array(limiterDelayFrames)
  const waitingRight = new Float64Array(limiterDelayFrames)
  const turning = new Float64Array(turnFrames).fill(1)
  const lowest = slidingMinimum(windowFrames)
  const s = { tap: 0, wait: 0, turn: 0, held: 1, sum: turnFrames, calm: 0 }

  function wantedGain(l: number, r: number): number {
    const { tap } = s
    lastLeft[tap] = lastLeft[tap + peakTaps] = l
    lastRight[tap] = lastRight[tap + peakTaps] = r
    s.tap = tap + 1 === peakTaps ? 0 : tap + 1
    const peak = Math.max(
      Math.abs(l),
      Math.abs(r),
      peakBetween(lastLeft, s.tap, least),
      peakBetween(lastRight, s.tap, least),
    )
    return peak > ceiling ? ceiling / peak : 1
  }

  /** The mean of the last window minimums: a straight line from one gain to the next. */
  function turn(held: number): number {
    s.calm = held === 1 ? s.calm + 1 : 0
    const low = lowest.after(held)
    s.sum += low - turning[s.turn]!
    turning[s.turn] = low
    s.turn = s.turn + 1 === turnFrames ? 0 : s.turn + 1
    return s.sum / turnFrames
  }

  return {
    render(left, right, frames) {
      let { held, wait } = s
      for (let i = 0; i < frames; i++) {
        const l = left[i]!
        const r = right[i]!
        held = Math.min(wantedGain(l, r), recovered(held, release))
        const gain = held === 1 && s.calm > windowFrames + turnFrames ? 1 : turn(held)
        left[i] = waitingLeft[wait]! * gain
        right[i] = waitingRight[wait]! * gain
        waitingLeft[wait] = l
        waitingRight[wait] = r
        wait = wait + 1 === limiterDelayFrames ? 0 : wait + 1
      }
      s.held = held
      s.wait = wait
    },
    clear() {
      for (const ring of [lastLeft, lastRight, waitingLeft, waitingRight]) ring.fill(0)
      turning.fill(1)
      lowest.clear()
      s.calm = 0
      s.held = 1
      s.sum = turnFrames
    },
  }
}

/** Back towards 1, and whole again where nobody could tell (-100 dB). */
const recovered = (gain: number, share: number): number =>
  gain > 0.99999 ? 1 : gain + (1 - gain) * share

/** The smallest of the last `length` numbers, each looked at about twice (a monotonic queue). */
function slidingMinimum(length: number): { after(x: number): number; clear(): void } {
  const values = new Float64Array(length)
  const times = new Float64Array(length)
  const s = { first: 0, count: 0, now: 0 }
  const placeOf = (k: number): number => (s.first + k < length ? s.first + k : s.first + k - length)
  return {
    after(x) {
      if (s.count > 0 && times[s.first]! <= s.now - length) {
        s.first = s.first + 1 === length ? 0 : s.first + 1
        s.count--
      }
      while (s.count > 0 && values[placeOf(s.count - 1)]! >= x) s.count--
      const last = placeOf(s.count)
      values[last] = x
      times[last] = s.now++
      s.count++
      return values[s.first]!
    },
    clear() {
      s.count = 0
    },
  }
}

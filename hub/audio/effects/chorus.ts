import { loudestOf, type Pair } from '../pair.ts'
import type { Rate } from '../rate.ts'
import { at, waves } from '../waves.ts'

const baseMs = 11
const depthMs = 2.6
/** Three slow turns a third apart, and a faster shimmer on top, as string machines have. */
const slowHz = 0.55
const fastHz = 5.2
const fastShare = 0.07
/** How far a copy stands back is looked at this often; between two looks it glides. */
const lookFrames = 32
const silence = 1e-9

export type Chorus = {
  /** Adds the ensemble of `send` to the mix. */
  render(send: Pair, mix: Pair, frames: number): void
  clear(): void
}

/** How many frames a copy stands back, and what each frame adds to that. */
type Copy = { back: number; slope: number; readonly third: number }

/** An ensemble: three copies that drift, one to each side and one between. */
export function chorus(rate: Rate): Chorus {
  const length = Math.ceil(((baseMs + depthMs * 1.2) * rate.sampleRate) / 1000) + 4
  const ring = new Float64Array(length)
  const base = (baseMs * rate.sampleRate) / 1000
  const depth = (depthMs * rate.sampleRate) / 1000
  const copy = (third: number): Copy => ({ back: base, slope: 0, third })
  const middle = copy(0)
  const toLeft = copy(1 / 3)
  const toRight = copy(2 / 3)
  const s = { place: 0, slow: 0, fast: 0, lookIn: 0, quietFrames: 0, asleep: true }

  function look(copy: Copy): void {
    const sway = turned(s.slow, copy.third) + fastShare * turned(s.fast, copy.third)
    copy.slope = (base + depth * sway - copy.back) / lookFrames
  }

  function lookAtAll(): void {
    s.slow = (s.slow + slowHz * rate.frameS * lookFrames) % 1
    s.fast = (s.fast + fastHz * rate.frameS * lookFrames) % 1
    look(middle)
    look(toLeft)
    look(toRight)
    s.lookIn = lookFrames
  }

  function tap(copy: Copy, place: number): number {
    copy.back += copy.slope
    const whole = copy.back | 0
    const part = copy.back - whole
    let i = place - whole
    if (i < 0) i += length
    const near = ring[i]!
    return near + part * (ring[i === 0 ? length - 1 : i - 1]! - near)
  }

  function clear(): void {
    ring.fill(0)
    s.asleep = true
  }

  return {
    render(send, mix, frames) {
      const loud = loudestOf(send, frames) > silence
      if (loud) s.asleep = false
      if (s.asleep) return
      let { place } = s
      for (let i = 0; i < frames; i++) {
        if (s.lookIn === 0) lookAtAll()
        s.lookIn--
        ring[place] = (send.left[i]! + send.right[i]!) * 0.5
        const between = tap(middle, place) * 0.6
        mix.left[i]! += tap(toLeft, place) + between
        mix.right[i]! += tap(toRight, place) + between
        if (++place === length) place = 0
      }
      s.place = place
      s.quietFrames = loud ? 0 : s.quietFrames + frames
      if (s.quietFrames > length) clear()
    },
    clear,
  }
}

function turned(phase: number, third: number): number {
  const sum = phase + third
  return at(waves.sine, sum >= 1 ? sum - 1 : sum)
}

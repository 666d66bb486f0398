import { loudestOf, type Pair } from '../pair.ts'
import type { Rate } from '../rate.ts'
import { at, waves } from '../waves.ts'

const baseMs = 11
const depthMs = 2.6
/** Three slow turns a third apart, and a faster shimmer on top, as string machines have. */
const slowHz = 0.55
const fastHz = 5.2
const fastShare = 0.07
const silence = 1e-9

export type Chorus = {
  render(send: Pair, mix: Pair, frames: number): void
  clear(): void
}

/** An ensemble: three copies that drift, one to each side and one between. */
export function chorus(rate: Rate): Chorus {
  const length = Math.ceil(((baseMs + depthMs * 1.2) * rate.sampleRate) / 1000) + 4
  const ring = new Float64Array(length)
  const base = (baseMs * rate.sampleRate) / 1000
  const depth = (depthMs * rate.sampleRate) / 1000
  const slow = slowHz * rate.frameS
  const fast = fastHz * rate.frameS
  const s = { place: 0, slow: 0, fast: 0, quietFrames: 0, asleep: true }

  function tap(third: number): number {
    const sway = turned(s.slow, third) + fastShare * turned(s.fast, third)
    const back = base + depth * sway
    const whole = Math.floor(back)
    const part = back - whole
    let i = s.place - whole
    if (i < 0) i += length
    const near = ring[i]!
    const far = ring[i === 0 ? length - 1 : i - 1]!
    return near + part * (far - near)
  }

  function clear(): void {
    ring.fill(0)
    s.asleep = true
  }

  function render(send: Pair, mix: Pair, frames: number): void {
    const loudest = loudestOf(send, frames)
    if (loudest > silence) s.asleep = false
    if (s.asleep) return
    for (let i = 0; i < frames; i++) {
      ring[s.place] = (send.left[i]! + send.right[i]!) * 0.5
      const middle = tap(0) * 0.6
      mix.left[i]! += tap(1 / 3) + middle
      mix.right[i]! += tap(2 / 3) + middle
      if (++s.place === length) s.place = 0
      s.slow += slow
      if (s.slow >= 1) s.slow -= 1
      s.fast += fast
      if (s.fast >= 1) s.fast -= 1
    }
    s.quietFrames = loudest > silence ? 0 : s.quietFrames + frames
    if (s.quietFrames > length) clear()
  }

  return { render, clear }
}

function turned(phase: number, third: number): number {
  const sum = phase + third
  return at(waves.sine, sum >= 1 ? sum - 1 : sum)
}

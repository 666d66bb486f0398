import type { Motion } from '../patch.ts'
import type { Rate } from '../rate.ts'
import { at, waves } from '../waves.ts'

export type Mover = { render(left: Float64Array, right: Float64Array, frames: number): void }

/** What moves a strip from side to side, in place. */
export function mover(motion: Motion, rate: Rate): Mover {
  return motion.kind === 'tremolo' ? tremolo(motion, rate) : rotary(motion, rate)
}

/** The stereo tremolo of an electric piano: what leaves one side comes up on the other. */
function tremolo({ hz, depth }: Motion, rate: Rate): Mover {
  const step = hz * rate.frameS
  const s = { phase: 0 }
  return {
    render(left, right, frames) {
      let { phase } = s
      for (let i = 0; i < frames; i++) {
        const sway = depth * at(waves.sine, phase)
        left[i]! *= 1 + sway
        right[i]! *= 1 - sway
        phase += step
        if (phase >= 1) phase -= 1
      }
      s.phase = phase
    },
  }
}

/** A slowly turning horn: nearer and farther (pitch), louder and softer, heard from two sides. */
function rotary({ hz, depth }: Motion, rate: Rate): Mover {
  const step = hz * rate.frameS
  const base = 0.0012 * rate.sampleRate
  const reach = 0.00034 * rate.sampleRate
  const length = Math.ceil(base + reach) + 4
  const ring = new Float64Array(length)
  const s = { phase: 0, place: 0 }
  const heard = (phase: number, place: number): number => {
    const sway = at(waves.sine, phase >= 1 ? phase - 1 : phase)
    const back = base + reach * sway
    const whole = back | 0
    const part = back - whole
    let i = place - whole
    if (i < 0) i += length
    const near = ring[i]!
    const far = ring[i === 0 ? length - 1 : i - 1]!
    return (near + part * (far - near)) * (1 - depth * sway)
  }
  return {
    render(left, right, frames) {
      let { phase, place } = s
      for (let i = 0; i < frames; i++) {
        const x = (left[i]! + right[i]!) * 0.5
        ring[place] = x
        left[i] = 0.45 * x + 0.6 * heard(phase, place)
        right[i] = 0.45 * x + 0.6 * heard(phase + 0.4, place)
        if (++place === length) place = 0
        phase += step
        if (phase >= 1) phase -= 1
      }
      s.phase = phase
      s.place = place
    },
  }
}

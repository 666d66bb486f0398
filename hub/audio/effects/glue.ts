import type { Rate } from '../rate.ts'

const thresholdDb = -20
const ratio = 2
const kneeDb = 8
/** It looks at the level this often; between two looks the gain glides. */
const lookFrames = 16

export type Glue = {
  render(left: Float64Array, right: Float64Array, frames: number): void
  clear(): void
}

/** A slow, soft compressor over the whole band, both sides together: it holds a mix, it does not pump. */
export function glue(rate: Rate): Glue {
  const lookS = lookFrames * rate.frameS
  const hear = 1 - Math.exp(-lookS / 0.03)
  const press = 1 - Math.exp(-lookS / 0.02)
  const release = 1 - Math.exp(-lookS / 0.22)
  const s = { power: 0, sum: 0, left: lookFrames, reductionDb: 0, gain: 1, slope: 0 }

  function look(sum: number, gain: number): void {
    s.power += hear * (sum / (2 * lookFrames) - s.power)
    const over = 10 * Math.log10(s.power + 1e-12) - thresholdDb
    const bent =
      over <= -kneeDb / 2 ? 0 : over >= kneeDb / 2 ? over : (over + kneeDb / 2) ** 2 / (2 * kneeDb)
    const wantedDb = bent * (1 - 1 / ratio)
    s.reductionDb += (wantedDb > s.reductionDb ? press : release) * (wantedDb - s.reductionDb)
    s.slope = (10 ** (-s.reductionDb / 20) - gain) / lookFrames
  }

  return {
    render(left, right, frames) {
      let { sum, gain, slope, left: untilLook } = s
      for (let i = 0; i < frames; i++) {
        const l = left[i]!
        const r = right[i]!
        sum += l * l + r * r
        gain += slope
        left[i] = l * gain
        right[i] = r * gain
        if (--untilLook > 0) continue
        look(sum, gain)
        sum = 0
        slope = s.slope
        untilLook = lookFrames
      }
      s.sum = sum
      s.gain = gain
      s.left = untilLook
    },
    clear() {
      s.power = s.sum = s.reductionDb = s.slope = 0
      s.gain = 1
      s.left = lookFrames
    },
  }
}

import { kaiser } from './kaiser.ts'

/** Zero crossings of the sinc on each side: 0.1 dB down at nine tenths of half the lower rate. */
const crossings = 24
const beta = 8

/**
 * A side at another sample rate: a windowed sinc for each place between two samples that can come up
 * (160 of them from 44.1 to 48 kHz). The same samples where the rates are one.
 */
export function resampled(side: Float32Array, fromRate: number, toRate: number): Float32Array {
  if (fromRate === toRate) return side
  const common = divisor(fromRate, toRate)
  const places = toRate / common
  const step = fromRate / common
  const phases = Array.from({ length: places }, (_, place) =>
    tapsAt(place / places, Math.min(1, toRate / fromRate)),
  )
  const other = new Float32Array(Math.round((side.length * toRate) / fromRate))
  for (let i = 0; i < other.length; i++) {
    const at = i * step
    const taps = phases[at % places]!
    const first = Math.floor(at / places) - taps.length / 2 + 1
    let sum = 0
    for (let t = Math.max(0, -first); t < taps.length && first + t < side.length; t++)
      sum += taps[t]! * side[first + t]!
    other[i] = sum
  }
  return other
}

/** The filter for a point `share` of the way between its two middle samples; `band` under 1 takes the top away. */
function tapsAt(share: number, band: number): Float64Array {
  const half = Math.ceil(crossings / band)
  return Float64Array.from({ length: 2 * half }, (_, t) => {
    const away = t - half + 1 - share
    const x = Math.PI * away * band
    return band * (x === 0 ? 1 : Math.sin(x) / x) * kaiser(away / half, beta)
  })
}

const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b))

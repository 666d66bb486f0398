import { peakBetween, peakTaps } from './true-peak.ts'

/** How loud a stereo sound is. Silence measures -70 LUFS, where the gate of the standard stands. */
export type Loudness = { readonly lufs: number; readonly truePeakDb: number }

/** What silence is said to measure. */
const silentLufs = -70
const silentDb = -120
/** Blocks of 400 ms that overlap by three quarters: a hop is 100 ms. */
const hopS = 0.1
const hopsPerBlock = 4

/** Integrated loudness and true peak by ITU-R BS.1770-4, at any sample rate from 32 kHz. */
export const measure = (left: Float32Array, right: Float32Array, sampleRate: number): Loudness => ({
  lufs: loudnessOf(left, right, sampleRate),
  truePeakDb: truePeakOf(left, right),
})

/** Integrated loudness in LUFS: K-weighted, gated at -70 LUFS and then 10 LU under the mean. */
export function loudnessOf(left: Float32Array, right: Float32Array, sampleRate: number): number {
  const hops = hopPowers(left, right, sampleRate)
  const blocks: number[] = []
  for (let i = 0; i + hopsPerBlock <= hops.length; i++) {
    let sum = 0
    for (let k = 0; k < hopsPerBlock; k++) sum += hops[i + k]!
    blocks.push(sum / hopsPerBlock)
  }
  const loud = blocks.filter((power) => lufsOf(power) > silentLufs)
  if (loud.length === 0) return silentLufs
  const gate = lufsOf(mean(loud)) - 10
  return lufsOf(mean(loud.filter((power) => lufsOf(power) > gate)))
}

/** The true peak of both sides in dBTP, 4 times oversampled. */
export function truePeakOf(left: Float32Array, right: Float32Array): number {
  const peak = Math.max(highest(left), highest(right))
  return peak > 0 ? Math.max(silentDb, 20 * Math.log10(peak)) : silentDb
}

const lufsOf = (power: number): number => -0.691 + 10 * Math.log10(power)
const mean = (powers: readonly number[]): number =>
  powers.reduce((sum, power) => sum + power, 0) / powers.length

/** The K-weighted power of each whole hop, both sides together. */
function hopPowers(left: Float32Array, right: Float32Array, sampleRate: number): Float64Array {
  const hop = Math.round(hopS * sampleRate)
  const powers = new Float64Array(Math.floor(left.length / hop))
  for (const side of [left, right]) addHopPowers(powers, side, hop, kWeighting(sampleRate))
  return powers
}

type Biquad = {
  readonly b0: number
  readonly b1: number
  readonly b2: number
  readonly a1: number
  readonly a2: number
}

function addHopPowers(
  powers: Float64Array,
  side: Float32Array,
  hop: number,
  { shelf, highPass }: { shelf: Biquad; highPass: Biquad },
): void {
  // Two biquads in transposed direct form II; the numbers stay far from denormal.
  let s1 = 0
  let s2 = 0
  let h1 = 0
  let h2 = 0
  for (let block = 0; block < powers.length; block++) {
    let sum = 0
    for (let i = block * hop; i < (block + 1) * hop; i++) {
      const x = side[i]! + 1e-20
      const shelved = shelf.b0 * x + s1
      s1 = shelf.b1 * x - shelf.a1 * shelved + s2
      s2 = shelf.b2 * x - shelf.a2 * shelved
      const y = highPass.b0 * shelved + h1
      h1 = highPass.b1 * shelved - highPass.a1 * y + h2
      h2 = highPass.b2 * shelved - highPass.a2 * y
      sum += y * y
    }
    powers[block]! += sum / hop
  }
}

/**
 * The head's shelf and the high-pass of the standard, which gives them for 48 kHz only; these are
 * the analog filters behind those numbers, so that any rate measures the same.
 */
function kWeighting(sampleRate: number): { shelf: Biquad; highPass: Biquad } {
  const k = Math.tan((Math.PI * 1681.974450955533) / sampleRate)
  const q = 0.7071752369554196
  const high = 10 ** (3.999843853973347 / 20)
  const band = high ** 0.4996667741545416
  const a0 = 1 + k / q + k * k
  const shelf = {
    b0: (high + (band * k) / q + k * k) / a0,
    b1: (2 * (k * k - high)) / a0,
    b2: (high - (band * k) / q + k * k) / a0,
    a1: (2 * (k * k - 1)) / a0,
    a2: (1 - k / q + k * k) / a0,
  }
  const w = Math.tan((Math.PI * 38.13547087602444) / sampleRate)
  const p = 0.5003270373238773
  const c0 = 1 + w / p + w * w
  const highPass = {
    b0: 1,
    b1: -2,
    b2: 1,
    a1: (2 * (w * w - 1)) / c0,
    a2: (1 - w / p + w * w) / c0,
  }
  return { shelf, highPass }
}

function highest(side: Float32Array): number {
  let peak = 0
  for (let i = 0; i < side.length; i++) peak = Math.max(peak, Math.abs(side[i]!))
  const least = peak / 2
  // Silence before and after, so that the filter runs in and out as it does on a meter.
  const edge = Math.min(peakTaps, side.length)
  const first = new Float32Array(peakTaps + edge)
  first.set(side.subarray(0, edge), peakTaps)
  const last = new Float32Array(peakTaps + edge)
  last.set(side.subarray(side.length - edge))
  return Math.max(
    peak,
    highestBetween(first, least),
    highestBetween(side, least),
    highestBetween(last, least),
  )
}

function highestBetween(side: Float32Array, least: number): number {
  let peak = 0
  for (let i = 0; i + peakTaps <= side.length; i++)
    peak = Math.max(peak, peakBetween(side, i, least))
  return peak
}

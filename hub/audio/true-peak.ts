/** The interpolating filter of ITU-R BS.1770-4 Annex 2: four phases of twelve taps. */
const phases = [
  [
    0.001708984375, 0.010986328125, -0.0196533203125, 0.033203125, -0.0594482421875,
    0.1373291015625, 0.97216796875, -0.102294921875, 0.047607421875, -0.026611328125,
    0.014892578125, -0.00830078125,
  ],
  [
    -0.0291748046875, 0.029296875, -0.0517578125, 0.089111328125, -0.16650390625, 0.465087890625,
    0.77978515625, -0.2003173828125, 0.1015625, -0.0582275390625, 0.0330810546875, -0.0189208984375,
  ],
] as const

/** Taps of a phase; the peak lies between its sixth and seventh sample. */
export const peakTaps = 12
const early = Float64Array.from(phases[0])
const middle = Float64Array.from(phases[1])

/**
 * The highest level between samples, 4 times oversampled, in the twelve samples of `from` that
 * start at `start`. The last two phases are the first two read backwards.
 */
export function peakBetween(from: Float64Array | Float32Array, start: number): number {
  let a = 0
  let b = 0
  let c = 0
  let d = 0
  for (let t = 0; t < peakTaps; t++) {
    const x = from[start + t]!
    a += early[t]! * x
    b += middle[t]! * x
    c += middle[peakTaps - 1 - t]! * x
    d += early[peakTaps - 1 - t]! * x
  }
  return Math.max(Math.abs(a), Math.abs(b), Math.abs(c), Math.abs(d))
}

/**
 * A waveform to draw: `count` points, each the highest level (0 to 1) of either side in its stretch,
 * rounded to three places.
 */
export function peaksOf(left: Float32Array, right: Float32Array, count = 800): number[] {
  return Array.from({ length: count }, (_, point) => {
    const from = Math.floor((point * left.length) / count)
    const to = Math.floor(((point + 1) * left.length) / count)
    let peak = 0
    for (let i = from; i < to; i++) peak = Math.max(peak, Math.abs(left[i]!), Math.abs(right[i]!))
    return Math.min(1, Math.round(peak * 1000) / 1000)
  })
}

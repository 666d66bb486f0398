/** One cycle of a wave in 4096 steps and one more, so that interpolation never wraps. */
export type Wave = Float64Array

const steps = 4096

/** A cycle made of harmonics `[number, level]`, scaled to a peak of 1. */
export function waveOf(harmonics: readonly (readonly [number, number])[]): Wave {
  const wave = new Float64Array(steps + 1)
  for (const [harmonic, level] of harmonics)
    for (let i = 0; i <= steps; i++)
      wave[i]! += level * Math.sin((2 * Math.PI * harmonic * i) / steps)
  const peak = wave.reduce((most, x) => Math.max(most, Math.abs(x)), 0)
  return wave.map((x) => x / peak)
}

/** The waves that patches name. The organ's cycle spans two of its notes: its lowest drawbar is 16'. */
export const waves = {
  sine: waveOf([[1, 1]]),
  round: waveOf([
    [1, 1],
    [2, 0.12],
    [3, 0.1],
    [5, 0.03],
  ]),
  pipe: waveOf([
    [1, 1],
    [2, 0.34],
    [3, 0.16],
    [4, 0.05],
    [5, 0.025],
  ]),
  drawbars: waveOf([
    [1, 0.55],
    [2, 0.8],
    [3, 0.5],
    [4, 0.36],
    [6, 0.16],
    [8, 0.17],
    [12, 0.05],
    [16, 0.06],
  ]),
} as const
export type WaveName = keyof typeof waves

/** The wave at `phase` cycles, 0 to 1. */
export function at(wave: Wave, phase: number): number {
  const place = phase * steps
  const i = place | 0
  const low = wave[i]!
  return low + (place - i) * (wave[i + 1]! - low)
}

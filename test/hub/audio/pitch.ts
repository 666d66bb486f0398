import { powerSpectrum } from '#tools/fft.ts'

/**
 * The pitch of a sound near `nearHz`, in cents from it: the centre of the power within half a
 * semitone, so that vibrato and detuned copies count with their middle.
 */
export function centsFrom(nearHz: number, samples: Float32Array, sampleRate: number): number {
  const size = 2 ** Math.floor(Math.log2(samples.length))
  const power = powerSpectrum(samples.subarray(0, size))
  const bin = (hz: number): number => (hz * size) / sampleRate
  let sum = 0
  let weight = 0
  for (let k = Math.floor(bin(nearHz * 0.972)); k <= Math.ceil(bin(nearHz * 1.029)); k++) {
    sum += k * power[k]!
    weight += power[k]!
  }
  return 1200 * Math.log2(sum / weight / bin(nearHz))
}

/** The pitch of the strongest partial within half a semitone of `nearHz`, in cents from it. */
export function strongestCentsFrom(
  nearHz: number,
  samples: Float32Array,
  sampleRate: number,
): number {
  const size = 2 ** Math.floor(Math.log2(samples.length))
  const power = powerSpectrum(samples.subarray(0, size))
  const near = (nearHz * size) / sampleRate
  let k = Math.floor(near * 0.972)
  for (let i = k; i <= near * 1.029; i++) if (power[i]! > power[k]!) k = i
  const [before, here, after] = [k - 1, k, k + 1].map((i) => Math.log(power[i]! + 1e-30))
  const between = (0.5 * (before! - after!)) / (before! - 2 * here! + after!)
  return 1200 * Math.log2((k + between) / near)
}

/** Root of the mean square, in dB; silence is -200. */
export function levelDb(samples: Float32Array): number {
  let sum = 0
  for (const x of samples) sum += x * x
  return 10 * Math.log10(sum / samples.length + 1e-20)
}

/** Power of each frequency from 0 to half the sample rate, of a stretch of 2 ** n samples (Hann window). */
export function powerSpectrum(samples: ArrayLike<number>): Float64Array {
  const size = samples.length
  const re = Float64Array.from(
    { length: size },
    (_, i) => samples[i]! * (0.5 - 0.5 * Math.cos((2 * Math.PI * i) / size)),
  )
  const im = new Float64Array(size)
  transform(re, im)
  return Float64Array.from({ length: size / 2 }, (_, k) => (re[k]! ** 2 + im[k]! ** 2) / size ** 2)
}

/** The fast Fourier transform of Cooley and Tukey, in place. */
function transform(re: Float64Array, im: Float64Array): void {
  reverseBits(re, im)
  const size = re.length
  for (let half = 1; half < size; half *= 2)
    for (let k = 0; k < half; k++) {
      const c = Math.cos((Math.PI * k) / half)
      const s = -Math.sin((Math.PI * k) / half)
      for (let i = k; i < size; i += 2 * half) {
        const j = i + half
        const x = re[j]! * c - im[j]! * s
        const y = re[j]! * s + im[j]! * c
        re[j] = re[i]! - x
        im[j] = im[i]! - y
        re[i]! += x
        im[i]! += y
      }
    }
}

function reverseBits(re: Float64Array, im: Float64Array): void {
  const size = re.length
  for (let i = 1, j = 0; i < size; i++) {
    let bit = size >> 1
    for (; j & bit; bit >>= 1) j ^= bit
    j ^= bit
    if (i >= j) continue
    swap(re, i, j)
    swap(im, i, j)
  }
}

function swap(numbers: Float64Array, i: number, j: number): void {
  const held = numbers[i]!
  numbers[i] = numbers[j]!
  numbers[j] = held
}

/**
 * A state-variable filter of two poles (A. Simper, "Solving the continuous SVF equations using
 * trapezoidal integration"): it stays in tune and stable while its cutoff moves.
 */
export type Filter = {
  s1: number
  s2: number
  k: number
  a1: number
  a2: number
  a3: number
  /** What each frame adds to a1, a2 and a3 while the cutoff glides. */
  d1: number
  d2: number
  d3: number
}

export type Response = 'low' | 'band' | 'high'

export const filter = (): Filter => ({
  s1: 0,
  s2: 0,
  k: 1,
  a1: 0,
  a2: 0,
  a3: 0,
  d1: 0,
  d2: 0,
  d3: 0,
})

export function clear(f: Filter): void {
  f.s1 = 0
  f.s2 = 0
}

/** Sets the cutoff at once. `turn` is cutoff / sample rate, `q` 0.5 (dull) to 12 (whistling). */
export function tune(f: Filter, turn: number, q: number): void {
  glide(f, turn, q, 1)
  f.a1 += f.d1
  f.a2 += f.d2
  f.a3 += f.d3
  f.d1 = 0
  f.d2 = 0
  f.d3 = 0
}

/** Moves the cutoff to `turn` over the next `frames`. */
export function glide(f: Filter, turn: number, q: number, frames: number): void {
  const g = Math.tan(Math.PI * Math.min(0.45, turn))
  f.k = 1 / q
  const a1 = 1 / (1 + g * (g + f.k))
  const a2 = g * a1
  const a3 = g * a2
  f.d1 = (a1 - f.a1) / frames
  f.d2 = (a2 - f.a2) / frames
  f.d3 = (a3 - f.a3) / frames
}

/** Filters in place. */
export function pass(f: Filter, kind: Response, buffer: Float64Array, frames: number): void {
  const { k, d1, d2, d3 } = f
  const low = kind === 'low' ? 1 : 0
  const high = kind === 'high' ? 1 : 0
  // The band is scaled by k, so that its peak stays at 1 whatever the resonance.
  const band = kind === 'band' ? k : kind === 'high' ? -k : 0
  let { s1, s2, a1, a2, a3 } = f
  for (let i = 0; i < frames; i++) {
    a1 += d1
    a2 += d2
    a3 += d3
    const x = buffer[i]!
    const v3 = x - s2
    const v1 = a1 * s1 + a2 * v3
    const v2 = s2 + a2 * s1 + a3 * v3
    s1 = v1 + v1 - s1
    s2 = v2 + v2 - s2
    buffer[i] = high * (x - v2) + band * v1 + low * v2
  }
  f.s1 = s1
  f.s2 = s2
  f.a1 = a1
  f.a2 = a2
  f.a3 = a3
}

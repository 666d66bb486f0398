/** A stream of white noise: an integer that each frame moves on, the same on every machine. */
export type Noise = { state: number }

/** The integer after `state`; as int32, so `next * noiseScale` is -1 to 1. */
export const nextNoise = (state: number): number => (Math.imul(state, 1664525) + 1013904223) | 0

export const noiseScale = 2 ** -31

/** One number, -1 to 1. */
export function toss(noise: Noise): number {
  noise.state = nextNoise(noise.state)
  return noise.state * noiseScale
}

/** Adds white noise. */
export function addNoise(out: Float64Array, frames: number, noise: Noise, level: number): void {
  const scale = level * noiseScale
  let state = noise.state
  for (let i = 0; i < frames; i++) {
    state = nextNoise(state)
    out[i]! += state * scale
  }
  noise.state = state
}

/** Adds white noise that falls: each frame leaves `fall` of its level. */
export function addFallingNoise(
  out: Float64Array,
  frames: number,
  noise: Noise,
  falling: { level: number; fall: number },
): void {
  const { fall } = falling
  let { level } = falling
  let { state } = noise
  for (let i = 0; i < frames; i++) {
    state = nextNoise(state)
    out[i]! += state * noiseScale * level
    level *= fall
  }
  noise.state = state
  falling.level = level
}

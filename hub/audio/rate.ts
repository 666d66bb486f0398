import { tickFrames } from './envelope.ts'

/** A sample rate and what follows from it. */
export type Rate = {
  readonly sampleRate: number
  /** Seconds a frame lasts. */
  readonly frameS: number
  readonly tickMs: number
}

export const rateOf = (sampleRate: number): Rate => ({
  sampleRate,
  frameS: 1 / sampleRate,
  tickMs: (tickFrames * 1000) / sampleRate,
})

/** What a frame leaves of a level that falls by 60 dB in `ms`. */
export const fallOf = (ms: number, rate: Rate): number =>
  Math.exp((-6.9078 * 1000 * rate.frameS) / ms)

export const fromDb = (db: number): number => 10 ** (db / 20)

/** A touch twice as hard is 9 dB louder. */
export const loudness = (velocity: number): number => velocity ** 1.5

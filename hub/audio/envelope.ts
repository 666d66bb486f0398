/** Times in ms, `sustain` a level 0 to 1. Attack rises straight, decay and release fall as sound does. */
export type EnvelopeShape = {
  readonly attackMs: number
  readonly decayMs: number
  readonly sustain: number
  readonly releaseMs: number
}

/** An envelope moves in ticks of `tickFrames`; the sound between two ticks is a straight line. */
export type Envelope = { level: number; stage: 'attack' | 'decay' | 'release' }

export const envelope = (): Envelope => ({ level: 0, stage: 'attack' })

/** 1.3 ms at 48 kHz: short enough for any attack we make, long enough to cost nothing. */
export const tickFrames = 64

/** The level one tick later. A time is that of a fall to a thousandth (-60 dB). */
export function advance(e: Envelope, shape: EnvelopeShape, tickMs: number): number {
  if (e.stage === 'attack') {
    e.level += tickMs / Math.max(tickMs, shape.attackMs)
    if (e.level >= 1) {
      e.level = 1
      e.stage = 'decay'
    }
    return e.level
  }
  const held = e.stage === 'decay'
  const goal = held ? shape.sustain : 0
  const timeMs = held ? shape.decayMs : shape.releaseMs
  e.level = goal + (e.level - goal) * Math.exp((-6.9078 * tickMs) / Math.max(tickMs, timeMs))
  return e.level
}

import type { Sensed } from '../sensed.ts'

/** The library asks for no shorter one. */
const leastMs = 10
const usualHz = 100
/** 70 % of what 57,600 baud carries; at all of it everything waits 12 ms more in the board's buffer. */
const bytesPerMs = 0.7 * 5.76
const analogBytes = 3
/** Fourteen registers as SysEx. */
const motionBytes = 35

/**
 * How often the board is to report what it senses, in ms: as often as its fastest control wants, but no
 * more than the line carries at ease.
 */
export function samplingMs(controls: readonly Sensed<'firmata'>[]): number {
  const sampled = controls.filter(({ from }) => 'analog' in from || 'imu' in from)
  const channels = new Set(sampled.flatMap(({ from }) => ('analog' in from ? [from.analog] : [])))
  const moves = sampled.some(({ from }) => 'imu' in from)
  const bytes = channels.size * analogBytes + (moves ? motionBytes : 0)
  const fastestHz = Math.max(
    1,
    ...sampled.map((control) => (control.kind === 'continuous' && control.rateHz) || usualHz),
  )
  return Math.max(leastMs, Math.floor(1000 / fastestHz), Math.ceil(bytes / bytesPerMs))
}

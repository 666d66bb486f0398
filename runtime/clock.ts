import type { Clock } from '#core/clock.ts'

/** The machine's own time: `now()` is CLOCK_MONOTONIC in ms, equal in all processes. */
export const systemClock: Clock = {
  now: () => Number(process.hrtime.bigint()) / 1e6,
  date: () => new Date().toISOString(),
}

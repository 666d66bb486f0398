import type { Clock } from '#core/clock.ts'
import type { Controls } from '#hub/engine/live/band.ts'

/** What macros 1 to 4 steer of the band. */
const steered = ['energy', 'density', 'brightness', 'swing'] as const satisfies (keyof Controls)[]

/** How long a turn takes to be followed. */
export const slewMs = 200

type Turn = { readonly from: number; readonly to: number; readonly atMs: number }

/** Follows macros 1 to 4, not faster than 200 ms from one end to the other. */
export function openControls(clock: Clock) {
  const turns = new Map<keyof Controls, Turn>()

  const standsAt = ({ from, to, atMs }: Turn): number => {
    const share = Math.min(1, (clock.now() - atMs) / slewMs)
    return from + (to - from) * share
  }

  return {
    /** False for a macro that steers nothing here. */
    turn(macro: number, value: number): boolean {
      const control = steered[macro - 1]
      if (!control) return false
      const before = turns.get(control)
      const from = before ? standsAt(before) : value
      turns.set(control, { from, to: value, atMs: clock.now() })
      return true
    },
    /** Those that were ever turned, to a hundredth. */
    now: (): Partial<Controls> =>
      Object.fromEntries(
        [...turns].map(([control, turn]) => [control, Math.round(standsAt(turn) * 100) / 100]),
      ),
  }
}

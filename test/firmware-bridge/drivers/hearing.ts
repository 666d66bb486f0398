import type { DeviceStatus } from '#core/rig/device-status.ts'
import type { DeviceEars, ForeignTopics, World } from '#firmware-bridge/driver.ts'
import { openSerial } from '#firmware-bridge/transports/serial.ts'
import { systemClock } from '#runtime/clock.ts'
import { silentLog } from '#test/support/database.ts'
import { fakePresence } from '#test/support/fake-presence.ts'
import { until } from '#test/support/rigsong.ts'

/** Ears that remember. */
export type Hearing = DeviceEars & {
  readonly moves: { readonly control: string; readonly raw: number; readonly atMs: number }[]
  readonly statuses: DeviceStatus[]
  readonly faults: string[]
  /** What was told of the line: opened and closing. */
  readonly lives: string[]
  /** The last value of a control. */
  valueOf(control: string): number | undefined
  /** Waits until a status like this is told, now or before. */
  becomes(status: DeviceStatus['status']): Promise<void>
  moved(control: string, raw: number, atMs: number): void
}

export function hearing(): Hearing {
  const moves: Hearing['moves'] = []
  const statuses: DeviceStatus[] = []
  const faults: string[] = []
  const lives: string[] = []
  return {
    moves,
    statuses,
    faults,
    lives,
    valueOf: (control) => moves.findLast((move) => move.control === control)?.raw,
    becomes: (status) => until(() => statuses.at(-1)?.status === status, `${status}`, 8000),
    midi() {},
    moved: (control, raw, atMs) => void moves.push({ control, raw, atMs }),
    fault: (what) => void faults.push(what),
    changed: (status) => void statuses.push(status),
    opened: () => void lives.push('opened'),
    closing: () => void lives.push('closing'),
  }
}

export const noTopics: ForeignTopics = {
  listen: () => ({ [Symbol.dispose]() {} }),
  say() {},
}

export const worldOf = (more: Partial<World> = {}): World => ({
  clock: systemClock,
  log: silentLog,
  random: Math.random,
  presence: fakePresence(),
  foreign: noTopics,
  openSerial,
  ...more,
})

import type { DeviceStatus } from '#core/rig/device-status.ts'

/** A word of the device's own beside the status of its port, such as "no fix yet". */
export type LiveHint = {
  /** The status as it is to be said. */
  of(status: DeviceStatus): DeviceStatus
  /** The port is so now. */
  changed(status: DeviceStatus): void
  /** Said while the port is live; undefined takes it back. */
  say(hint?: string): void
}

export function liveHint(tell: (status: DeviceStatus) => void): LiveHint {
  let hint: string | undefined
  let last: DeviceStatus | undefined
  const of = (status: DeviceStatus): DeviceStatus =>
    status.status === 'live' && hint !== undefined ? { ...status, hint } : status
  return {
    of,
    changed(status) {
      last = status
      tell(of(status))
    },
    say(next) {
      if (hint === next) return
      hint = next
      if (last?.status === 'live') tell(of(last))
    },
  }
}

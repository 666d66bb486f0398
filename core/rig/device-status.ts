/** How a device is. Green is `live` alone. */
export const deviceStatuses = {
  absent: 'it is not plugged in',
  settling: 'it was just plugged in and may still go away again',
  opening: 'its port is being opened',
  identifying: 'it is being asked what it is',
  live: 'it plays',
  suspect: 'it has been silent for longer than it should',
  closing: 'its port is being closed',
  refused: 'it cannot be used as it is; the hint says what to do',
  abandoned: 'its port does not let go; the live process starts anew when nobody plays',
  flashing: 'its firmware is being written',
} as const satisfies Record<string, string>

export type DeviceState = keyof typeof deviceStatuses
export const deviceStateNames = Object.keys(deviceStatuses) as [DeviceState, ...DeviceState[]]

/** `hint` says why, and what to do, where it is not live. */
export type DeviceStatus = { readonly status: DeviceState; readonly hint?: string }

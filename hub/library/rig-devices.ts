import { HubError } from '#core/errors.ts'
import { placeOf } from '#core/rig/port-name.ts'
import type { Rig, RigDevice } from '#core/rig/rig.ts'
import { type RigChange, withDevice, withoutDevice } from './rigs.ts'

/** The rig with a device that somebody added; a port that was not wanted is wanted again. */
export const adding = (rig: Rig, device: Omit<RigDevice, 'id'>): RigChange => ({
  devices: withDevice(rig, device),
  ignored: rig.ignored.filter((port) => port !== device.port),
})

/** The rig without a device. What would be found again by itself is remembered as not wanted. */
export function removing(rig: Rig, id: string): RigChange {
  const devices = withoutDevice(rig, id)
  const port = rig.devices.find((device) => device.id === id)?.port
  const by = port && placeOf(port)?.by
  const returns = by === 'usb' || by === 'alsa'
  return { devices, ...(returns && { ignored: [...new Set([...rig.ignored, port!])] }) }
}

/** The rig with other words for one of its devices. Throws where its new port is another's. */
export function changing(rig: Rig, id: string, words: Partial<Omit<RigDevice, 'id'>>): RigChange {
  const old = rig.devices.find((device) => device.id === id)
  if (!old)
    throw new HubError('device-unknown', `the rig has no device ${id}`, {
      hint: 'List them with rigsong devices list.',
    })
  const holder = rig.devices.find((device) => device.id !== id && device.port === words.port)
  if (holder)
    throw new HubError('port-busy', `${words.port} is already the port of ${holder.id}`, {
      hint: `Remove ${holder.id} first, or name another port.`,
    })
  return { devices: rig.devices.map((device) => (device === old ? { ...old, ...words } : device)) }
}

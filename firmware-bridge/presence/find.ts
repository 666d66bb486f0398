import { type Place, portName } from '#core/rig/port-name.ts'
import type { PresentPort } from '#core/rig/present-port.ts'
import type { Found } from '../presence.ts'

/** A port with the number of its plugging in. */
export type Plugged = {
  readonly port: PresentPort
  readonly plug: number
  /** One more port of a device that has several: found by its whole name only. */
  readonly further?: boolean
}

/** Where a place other than a path is among what is plugged in. */
export function findAmong(
  plugged: readonly Plugged[],
  place: Place,
  kind?: PresentPort['kind'],
): Found {
  const word = portName(place)
  const some = plugged.filter(({ port }) => kind === undefined || port.kind === kind)
  const named = some.filter(({ port }) => port.name === word)
  const fitting = some.filter(({ port, further }) => !further && fits(port, place))
  const [only, ...more] = named.length === 1 ? named : fitting
  if (!only) return { found: 'absent' }
  if (more.length > 0) return { found: 'ambiguous', ports: [only, ...more].map(({ port }) => port) }
  return { found: 'here', port: only.port, plug: only.plug }
}

function fits(port: PresentPort, place: Place): boolean {
  if (place.by !== 'usb' || !port.usb) return false
  const { vendor, product, serial, path } = port.usb
  return (
    vendor === place.vendor &&
    product === place.product &&
    (place.serial === undefined || serial === place.serial) &&
    (place.path === undefined || path === place.path)
  )
}

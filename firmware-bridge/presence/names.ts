import { placeOf, portName } from '#core/rig/port-name.ts'
import type { PresentPort } from '#core/rig/present-port.ts'
import type { RawPort } from './raw-port.ts'

/** A port with its name. */
export type Named = {
  readonly raw: RawPort
  readonly port: PresentPort
  /** One more port of a device that has several: found by its whole name only. */
  readonly further: boolean
}

/**
 * Names ports so that the same one has the same name after every replug: by the serial number of its
 * device where no other device has it, else by its socket, else by its path. Further ports of one
 * device are told apart after the socket. A program has the name of its client and which of that name.
 */
export function namePorts(raws: readonly RawPort[]): readonly Named[] {
  const sorted = [...raws].sort((a, b) => order(a).localeCompare(order(b), 'en', numeric))
  const taken = new Set<string>()
  return sorted.flatMap((raw) => {
    const further = sorted.find((one) => isSameDevice(one, raw)) !== raw
    const isFree = (name: string): boolean => isWhole(name) && !taken.has(`${raw.kind} ${name}`)
    const name = candidates(raw, sorted, further).find(isFree)
    if (name === undefined) return []
    taken.add(`${raw.kind} ${name}`)
    return [{ raw, port: portOf(raw, name), further }]
  })
}

const numeric = { numeric: true }
const order = ({ kind, plug, key }: RawPort): string =>
  `${kind} ${plug ? `${plug.usb.path}:${plug.part}` : ''} ${key}`

const isSameDevice = (a: RawPort, b: RawPort): boolean =>
  a === b || (a.kind === b.kind && a.plug !== undefined && a.plug.usb.path === b.plug?.usb.path)

/** What it could be called, the most certain name first. */
function candidates(raw: RawPort, all: readonly RawPort[], further: boolean): readonly string[] {
  const { plug, client, path, index } = raw
  const last = path === undefined ? [] : [path]
  if (plug && further) {
    const { vendor, product, path: socket } = plug.usb
    const part = index > 0 ? `${plug.part}.${index}` : plug.part
    return [portName({ by: 'usb', vendor, product, path: `${socket}:${part}` }), ...last]
  }
  if (plug) {
    const { vendor, product, serial = '', path: socket } = plug.usb
    const bySocket = portName({ by: 'usb', vendor, product, path: socket })
    const isTold = serial !== '' && !all.some((one) => isTwin(one, raw))
    return [
      ...(isTold ? [portName({ by: 'usb', vendor, product, serial })] : []),
      bySocket,
      ...last,
    ]
  }
  if (client === undefined) return last
  const ordinal = all.filter((one) => one.client === client).indexOf(raw) + 1
  return [portName({ by: 'alsa', client, ordinal }), ...last]
}

/** Another device that says it has the same serial number, as clones do. */
function isTwin(one: RawPort, raw: RawPort): boolean {
  const [a, b] = [one.plug?.usb, raw.plug?.usb]
  return (
    one.kind === raw.kind &&
    !isSameDevice(one, raw) &&
    a?.vendor === b?.vendor &&
    a?.product === b?.product &&
    a?.serial === b?.serial
  )
}

/** Whether it can be read again: some serial numbers are longer than names may be. */
const isWhole = (name: string): boolean => {
  const place = placeOf(name)
  return place !== undefined && portName(place) === name
}

function portOf({ kind, title, path, sequencer, plug }: RawPort, name: string): PresentPort {
  return {
    ...{ name, kind, title },
    ...(path !== undefined && { path }),
    ...(sequencer !== undefined && { sequencer }),
    ...(plug && { usb: plug.usb }),
  }
}

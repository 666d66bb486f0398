import { HubError } from '#core/errors.ts'
import type { ControlOf } from '#core/rig/description.ts'
import type { DeviceEars, Driver, DriverDevice, OpenDriver } from '../driver.ts'
import { keepPort } from '../keep-port.ts'
import { decodeOsc, encodeOsc, type OscArgument, type OscMessage } from '../osc/codec.ts'
import { discoverControls } from '../osc/discovered.ts'
import { isSensed } from '../sensed.ts'
import { openUdp, type UdpLine, type UdpPeer } from '../transports/udp.ts'

type Output = Extract<ControlOf<'osc'>, { kind: 'output' }>

/** Keeps a UDP port open for a surface that speaks OSC, and answers whoever spoke last. */
export const openOsc: OpenDriver<'osc'> = (device, ears, world) => {
  const { place } = device
  const hear = reader(device, ears)
  const outputs = outputsOf(device)
  let line: UdpLine | undefined
  let surface: UdpPeer | undefined
  /** What each output is to show, so that a surface that comes later sees it too. */
  const shown = new Map<string, number>()

  const show = (output: Output, value: number): void => {
    if (!line || !surface) return
    const { address, port = surface.port } = output.to
    line.send(encodeOsc({ address, args: [value] }), { host: surface.host, port })
  }
  const answerTo = (from: UdpPeer): void => {
    if (surface?.host === from.host && surface.port === from.port) return
    surface = from
    for (const [id, value] of shown) show(outputs.get(id)!, value)
  }

  const kept = keepPort<UdpLine>({
    place,
    presence: world.presence,
    random: world.random,
    async open(_, { heard, lost }) {
      if (place.by !== 'udp') throw noUdp(place.by)
      const ears = {
        hear(bytes: Uint8Array, from: UdpPeer) {
          if (!hear(bytes, world.clock.now())) return
          heard()
          answerTo(from)
        },
        lost,
      }
      return openUdp(place, ears)
    },
    opened(opened) {
      line = opened
      ears.opened()
    },
    async closing() {
      await ears.closing()
      line = undefined
      surface = undefined
    },
    changed: ears.changed,
    ...(device.description.silentMs !== undefined && { silentMs: device.description.silentMs }),
  })

  return {
    status: kept.status,
    reportLoss: kept.reportLoss,
    set(output, value) {
      const known = outputs.get(output)
      if (!known) return
      shown.set(output, value)
      show(known, value)
    },
    [Symbol.asyncDispose]: () => kept[Symbol.asyncDispose](),
  } satisfies Driver
}

const noUdp = (by: string): HubError =>
  new HubError('port-refused', `OSC does not come over ${by}`, {
    hint: 'Give the device a place such as udp://0.0.0.0:9000.',
  })

const outputsOf = ({ description }: DriverDevice<'osc'>): ReadonlyMap<string, Output> =>
  new Map(
    description.controls.flatMap((control) =>
      control.kind === 'output' ? [[control.id, control] as const] : [],
    ),
  )

/** Reads datagrams into movements; false where there was no message in one. */
function reader({ description }: DriverDevice<'osc'>, ears: DeviceEars) {
  const sensed = description.controls.filter(isSensed)
  const byAddress = Map.groupBy(sensed, ({ from }) => from.address)
  const discovered = discoverControls(new Set(description.controls.map(({ id }) => id)))

  const read = ({ address, args }: OscMessage, atMs: number): void => {
    const described = byAddress.get(address)
    for (const { id, kind, from } of described ?? []) {
      const { argument = 0 } = from
      const struck = args.length === 0 && kind === 'trigger'
      const value = struck ? 1 : numberOf(args[argument])
      if (value !== undefined) ears.moved(id, value, atMs)
    }
    if (described || !description.discover) return
    for (const [argument, arg] of args.slice(0, mostArguments).entries()) {
      const value = numberOf(arg)
      const found = value === undefined ? undefined : discovered.heard(address, argument, value)
      if (found) ears.moved(found.control, found.value, atMs)
    }
  }

  return (bytes: Uint8Array, atMs: number): boolean => {
    const { messages, fault } = decodeOsc(bytes)
    for (const message of messages) read(message, atMs)
    if (fault !== undefined) ears.fault(fault)
    return messages.length > 0
  }
}

/** Of an address that nobody described: two axes, or the three of a sensor. */
const mostArguments = 4

function numberOf(arg: OscArgument | undefined): number | undefined {
  if (typeof arg === 'boolean') return arg ? 1 : 0
  return typeof arg === 'number' && Number.isFinite(arg) ? arg : undefined
}

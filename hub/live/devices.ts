import { reportOf } from '#core/errors.ts'
import type { DeviceDescription } from '#core/rig/description.ts'
import type { DeviceState } from '#core/rig/device-status.ts'
import type { Rig, RigDevice } from '#core/rig/rig.ts'
import type { Transport } from '#core/rig/transports.ts'
import type { Author } from '#core/score/author.ts'
import type { Shelf } from '#firmware-bridge/descriptions/shelf.ts'
import type { OpenDriver } from '#firmware-bridge/driver.ts'
import { type Device, type DeviceParts, openDevice } from './device.ts'
import type { PresentDevice } from './mapping/mapper.ts'
import type { Recorder } from './recorder.ts'

/** The devices of the rig, each kept open by its driver. */
export type Devices = AsyncDisposable & {
  /** Opens, closes and renames until the devices are those of the rig. */
  apply(rig: Rig): Promise<void>
  find(device: string): Device | undefined
  /** Every device of the rig, by its name. */
  all(): ReadonlyMap<string, Device>
  /** Those that are here now, as far as mappings go. */
  present(): readonly PresentDevice[]
  /** Whose hand plays on it; undefined where it is no device of the rig. */
  authorOf(device: string): Author | undefined
  /** What came on any wire and was none of its protocol, since the start. */
  faults(): number
  /** The clock worker could not write to this output. */
  writeFailed(output: number, why: string): void
}

export type DevicesParts = Pick<DeviceParts, 'world' | 'router' | 'output' | 'say'> & {
  readonly shelf: Pick<Shelf, 'find' | 'generic'>
  /** What the device on this port said of itself. */
  readonly announced: (port: string) => DeviceDescription | undefined
  readonly driverOf: (device: RigDevice) => Promise<OpenDriver<Transport>>
  readonly recorder: Pick<Recorder, 'heard'>
  readonly moved: DeviceParts['moved']
  readonly opened: (device: string) => void
  readonly lost: (device: string) => void
  readonly forget: (device: string) => void
}

type Held = {
  rigged: RigDevice
  /** Made once for all that it plays. */
  author: Author
  readonly description: DeviceDescription
  readonly device: Device
}

export function openDevices(parts: DevicesParts): Devices {
  const { world, shelf, forget } = parts
  const devices = new Map<string, Held>()
  /** Those that could not even be begun with. */
  const unopened = new Set<string>()
  /** Those whose firmware is being written: what the rig wants of them waits, and nothing else does. */
  const busy = new Set<string>()
  let faults = 0
  let last: Rig | undefined
  let applying = Promise.resolve()
  let ended = false

  async function open(rigged: RigDevice, description: DeviceDescription): Promise<void> {
    const { id } = rigged
    const device = openDevice(rigged, {
      ...parts,
      description,
      open: await parts.driverOf(rigged),
      say(state) {
        parts.say(state)
        if (state.status !== 'flashing' && busy.delete(id) && last) void apply(last)
      },
      opened: () => parts.opened(id),
      lost: () => parts.lost(id),
      tap: (to, bytes) => parts.recorder.heard(id, to, bytes),
      fault(what) {
        faults += 1
        world.log.debug('fault on the wire', { device: id, what })
      },
    })
    devices.set(id, { rigged, author: authorFor(rigged), description, device })
    parts.say(device.state())
  }

  /** The others play though one of them cannot even be begun with. */
  async function tryOpen(rigged: RigDevice): Promise<void> {
    const { id: device, description: _, ...words } = rigged
    unopened.delete(device)
    try {
      await open(rigged, descriptionOf(rigged))
    } catch (cause) {
      unopened.add(device)
      world.log.error('device not opened', { device, cause })
      const { hint } = reportOf(cause)
      parts.say({ ...words, device, status: 'refused', hint })
    }
  }

  /** Whose it is holds until all that it played has been said. */
  async function close(id: string): Promise<void> {
    try {
      await devices.get(id)?.device[Symbol.asyncDispose]()
    } catch (cause) {
      world.log.error('device not closed well', { device: id, cause })
    }
    devices.delete(id)
  }

  function descriptionOf({ id, transport, port, description }: RigDevice): DeviceDescription {
    const generic = shelf.generic(transport)
    const found = description === undefined ? generic : shelf.find(description)
    // What it says of itself is more than what anything of its kind has.
    if (found === generic) return parts.announced(port) ?? generic
    if (found?.transport === transport) return found
    world.log.warn('no such description; played as a generic one', { device: id, description })
    return generic
  }

  async function become(rig: Rig): Promise<void> {
    if (ended) return
    const wanted = new Map(rig.devices.map((device) => [device.id, device]))
    for (const [id, held] of [...devices]) {
      const next = wanted.get(id)
      if (next && isSame(held, next, descriptionOf(next))) continue
      if (held.device.status() === 'flashing') {
        busy.add(id)
        continue
      }
      await close(id)
      if (!next) forget(id)
    }
    for (const id of [...unopened]) if (!wanted.has(id) && unopened.delete(id)) forget(id)
    for (const next of wanted.values()) {
      if (busy.has(next.id)) continue
      const held = devices.get(next.id)
      if (held) {
        held.rigged = next
        held.author = authorFor(next)
        held.device.rename(next)
      } else await tryOpen(next)
    }
  }

  function apply(rig: Rig): Promise<void> {
    last = rig
    // One rig after the other: a second change comes while the first still waits for a port.
    applying = applying.then(() => become(rig))
    return applying
  }

  return {
    apply,
    find: (id) => devices.get(id)?.device,
    all: () => new Map([...devices].map(([id, { device }]) => [id, device])),
    present: () =>
      [...devices].flatMap(([id, { description, device, rigged }]) =>
        here.has(device.status())
          ? [
              {
                id,
                roles: description.roles,
                transport: rigged.transport,
                controls: device.controls(),
                discovers: description.discover,
              },
            ]
          : [],
      ),
    authorOf: (id) => devices.get(id)?.author,
    faults: () => faults,
    writeFailed(failed, why) {
      for (const { device } of devices.values())
        if (device.output() === failed) device.reportLoss(`writing failed (${why})`)
    },
    async [Symbol.asyncDispose]() {
      // A description may still change, and what waits would open everything again.
      ended = true
      await applying
      await Promise.all([...devices.keys()].map(close))
    },
  }
}

/** Silent is here: a mapping must not go to another device while one draws breath. */
const here: ReadonlySet<DeviceState> = new Set(['live', 'suspect'])

const authorFor = ({ id, player, simulated }: RigDevice): Author => ({
  ...{ kind: 'human', player, device: id, ...(simulated && { simulated }) },
})

const isSame = (held: Held, next: RigDevice, description: DeviceDescription): boolean =>
  held.rigged.transport === next.transport &&
  held.rigged.port === next.port &&
  held.description === description

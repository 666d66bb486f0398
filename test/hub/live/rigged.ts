import { HubError } from '#core/errors.ts'
import type { DeviceDescription } from '#core/rig/description.ts'
import type { DeviceStatus } from '#core/rig/device-status.ts'
import { emptyPatch, type Rig, type RigDevice } from '#core/rig/rig.ts'
import type { Transport } from '#core/rig/transports.ts'
import type { DeviceEars, Driver, OpenDriver } from '#firmware-bridge/driver.ts'
import type { OutputClock } from '#hub/clock/clock.ts'
import { type Devices, openDevices } from '#hub/live/devices.ts'
import { openFeedback } from '#hub/live/feedback.ts'
import { openRouter } from '#hub/live/router.ts'
import { worldOf } from '#test/firmware-bridge/drivers/hearing.ts'

export const rigOf = (...devices: readonly RigDevice[]): Rig => ({
  ...{ revision: 1, devices: [...devices], ignored: [], patch: emptyPatch },
})

export const rigDevice = (id: string, words: Partial<RigDevice> = {}): RigDevice => ({
  ...{ id, name: id, transport: 'din', port: `/dev/${id}`, player: 'ada' },
  ...words,
})

const bare = (id: string, transport: 'din' | 'hub-frames'): DeviceDescription =>
  ({ id, title: id, transport, match: [], controls: [], discover: true, roles: {} }) as const

const genericDin = bare('generic-din', 'din')
const genericBoard = bare('generic-hub-frames', 'hub-frames')

/** A driver that a test speaks through. */
export type HeldDriver = {
  readonly description: DeviceDescription
  readonly ears: DeviceEars
  /** What it was told to set. */
  readonly sets: (readonly [output: string, value: number])[]
  /** Its line opens; `fd` where MIDI can be written to it. */
  opens(fd?: number): void
  become(status: DeviceStatus): void
  closed: boolean
}

type Parts = {
  readonly descriptions?: readonly DeviceDescription[]
  /** What happens first when a driver of this device is opened or closed. */
  readonly opening?: (device: string) => void
  readonly closing?: (device: string) => Promise<void> | void
  /** Boards, and whether the path is handed over. */
  readonly lend?: Driver['lend']
}

/** The devices of a rig with drivers that a test plays by hand, and all that they say and are sent. */
export function rigged({ descriptions = [], opening, closing, lend }: Parts = {}) {
  const said: string[] = []
  const sent: { readonly to: number; readonly bytes: readonly number[] }[] = []
  const states = new Map<string, string>()
  const drivers = new Map<string, HeldDriver>()
  const attached = new Map<number, number>()
  const output: Pick<OutputClock, 'attach' | 'detach' | 'send'> = {
    attach(out) {
      const free = [0, 1, 2].find((one) => !attached.has(one))!
      attached.set(free, out.by === 'descriptor' ? out.fd : -1)
      return free
    },
    async detach(one) {
      attached.delete(one)
    },
    send(to, bytes) {
      // A port by its descriptor: its number may be another's later.
      for (const [one, fd] of attached)
        if (to & (1 << one)) sent.push({ to: fd, bytes: [...bytes] })
      return true
    },
  }
  const world = worldOf()
  const router = openRouter({ outlet: output, copy() {} })

  const openDriver: OpenDriver<Transport> = ({ id, description }, ears): Driver => {
    opening?.(id)
    let status: DeviceStatus = { status: 'opening' }
    let open = false
    async function close(): Promise<void> {
      await closing?.(id)
      if (open) await ears.closing()
      open = false
      held.closed = true
    }
    async function lose(why: string): Promise<void> {
      if (open) await ears.closing()
      open = false
      held.become({ status: 'absent', hint: why })
    }
    const held: HeldDriver = {
      ...{ description, ears, sets: [], closed: false },
      opens(fd) {
        open = true
        ears.opened(fd === undefined ? undefined : { by: 'descriptor', fd, byteMs: 0 })
        held.become({ status: 'live' })
      },
      become(next) {
        status = next
        ears.changed(next)
      },
    }
    drivers.set(id, held)
    return {
      status: () => status,
      reportLoss: (why) => void lose(why),
      ...(lend && { lend }),
      set: (name, value) => void held.sets.push([name, value]),
      [Symbol.asyncDispose]: close,
    }
  }

  const devices: Devices = openDevices({
    ...{ world, router, output: output as OutputClock },
    shelf: {
      find: (id) => descriptions.find((one) => one.id === id),
      generic: (transport) => (transport === 'din' ? genericDin : genericBoard),
    },
    announced: () => undefined,
    async driverOf(device) {
      if (device.name === 'no such driver')
        throw new HubError('internal', 'no driver', { hint: 'Install it.' })
      return openDriver
    },
    recorder: { heard() {} },
    moved(event) {
      said.push(`${event.device} ${event.control} ${event.value}${event.lost ? ' lost' : ''}`)
      feedback.moved(event)
    },
    opened: (device) => feedback.opened(device),
    lost: (device) => void said.push(`${device} lost`),
    say: ({ device, status }) => void states.set(device, status),
    forget(device) {
      feedback.forget(device)
      states.delete(device)
    },
  })
  const feedback = openFeedback({ find: devices.find, all: devices.all })
  return {
    ...{ devices, feedback, router, said, sent, states },
    driver: (id: string): HeldDriver => drivers.get(id)!,
    /** What went to the port of this descriptor. */
    heardAt: (fd: number) => sent.filter(({ to }) => to === fd).map(({ bytes }) => bytes),
  }
}

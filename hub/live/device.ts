import type { Payload } from '#core/bus/topics.ts'
import type { MidiMessage } from '#core/midi/message.ts'
import { rawRange } from '#core/rig/control-value.ts'
import type { Control, DeviceDescription } from '#core/rig/description.ts'
import type { DeviceState } from '#core/rig/device-status.ts'
import { placeOf } from '#core/rig/port-name.ts'
import type { RigDevice } from '#core/rig/rig.ts'
import type { Transport } from '#core/rig/transports.ts'
import type { ControlEvent } from '#core/score/control-event.ts'
import { midiControls } from '#firmware-bridge/descriptions/midi-controls.ts'
import type { DeviceEars, Driver, OpenDriver, World } from '#firmware-bridge/driver.ts'
import { openLanes } from '#firmware-bridge/lanes.ts'
import type { OutputClock } from '#hub/clock/clock.ts'
import { knownControls } from './known-controls.ts'
import { openOutlet } from './outlet.ts'
import type { Router } from './router.ts'

/** A device of the rig with its driver: what comes from it, what goes to it, how it is. */
export type Device = AsyncDisposable & {
  state(): Payload<'device'>
  status(): DeviceState
  /** The rig calls it differently now. */
  rename(device: RigDevice): void
  controls(): readonly Control[]
  /** Whether it has a light, servo or relay of this name; a board may have more than were described. */
  hasOutput(name: string): boolean
  /** Sets an output, 0 to 1. */
  set(output: string, value: number): void
  /** The number its MIDI output has in the clock worker. */
  output(): number | undefined
  reportLoss(why: string): void
  lend: Driver['lend']
}

export type DeviceParts = {
  readonly description: DeviceDescription
  readonly open: OpenDriver<Transport>
  readonly world: World
  readonly router: Router
  readonly output: OutputClock
  readonly say: (state: Payload<'device'>) => void
  /** A control moved; `midi` where the router had its message before. */
  readonly moved: (event: ControlEvent, midi: boolean) => void
  /** It can be written to: its lights are to be set. */
  readonly opened: () => void
  /** It is gone, and what its pads held with it. */
  readonly lost: () => void
  readonly fault: (what: string) => void
  /** What goes over its line, while somebody records it. */
  readonly tap: (to: 'hub' | 'device', bytes: Uint8Array) => void
}

/** Begins to keep a device open, and hears it. */
export function openDevice(rigged: RigDevice, parts: DeviceParts): Device {
  const { description, world, router, output, say } = parts
  const id = rigged.id
  const isMidi = description.transport === 'usb-midi' || description.transport === 'din'
  const midi = midiControls(description)
  const controls = knownControls(description, midi)
  const outlet = openOutlet(id, { world, router, output, midi, safe: controls.safe })
  /** Pads that are down. */
  const held = new Set<string>()
  const unread: { readonly message: MidiMessage; readonly atMs: number }[] = []
  /** What is let go of now goes with the device. */
  let losing = false
  let device = rigged
  let told = controls.all()

  const lanes = openLanes({
    controls: controls.named,
    clock: world.clock,
    deliver(reading) {
      if (reading.kind === 'trigger') {
        if (reading.value > 0) held.add(reading.control)
        else held.delete(reading.control)
      }
      parts.moved({ device: id, ...reading, ...(losing && { lost: true }) }, isMidi)
    },
  })

  function moved(control: string, raw: number, atMs: number): void {
    lanes.moved(control, raw, atMs)
    if (told === controls.all()) return
    told = controls.all()
    tell()
  }

  /** What messages say of controls, in the next turn of the loop: the next message goes out first. */
  function readControls(): void {
    for (const { message, atMs } of unread.splice(0))
      midi.read(message, (control, raw) => moved(control, raw, atMs))
  }

  const ears: DeviceEars = {
    midi(message, bytes, atMs) {
      if (description.transport === 'usb-midi') parts.tap('hub', bytes)
      router.hear(id, message, bytes, atMs)
      if (unread.length === 0) setImmediate(readControls)
      unread.push({ message, atMs })
    },
    moved,
    fault: parts.fault,
    changed(status) {
      world.log.info('device', { device: id, ...status })
      if (status.status === 'suspect') release()
      tell()
    },
    opened(out) {
      if (out) outlet.attach(out)
      parts.opened()
    },
    async closing() {
      release()
      await outlet.close()
    },
  }

  /** Whoever is silent or gone holds nothing: not a note, not a pad. */
  function release(): void {
    // What waits for its turn could strike something later that nobody would let go of.
    readControls()
    lanes.flush()
    midi.reset()
    const atMs = world.clock.now()
    losing = true
    for (const control of [...held]) lanes.moved(control, rawAtRest(controls.named(control)), atMs)
    losing = false
    parts.lost()
    router.lose(id, atMs)
  }

  const driver = parts.open({ id, place: placeOf(device.port)!, description }, ears, {
    ...world,
    openSerial: tapped(world.openSerial, parts.tap),
  })

  function state(): Payload<'device'> {
    const { name, transport, port: where, player, simulated } = device
    return {
      ...{ device: id, name, transport, port: where, player, description: description.id },
      ...(simulated && { simulated }),
      ...driver.status(),
      controls: controls.all().map(({ id: control, kind, ...words }) => ({
        ...{ id: control, kind },
        ...(words.title !== undefined && { title: words.title }),
        ...('unit' in words && words.unit !== undefined && { unit: words.unit }),
      })),
    }
  }

  function tell(): void {
    say(state())
  }

  return {
    state,
    status: () => driver.status().status,
    rename(next) {
      device = next
      tell()
    },
    controls: controls.all,
    hasOutput: (name) => controls.look(name)?.kind === 'output',
    set(control, value) {
      if (isMidi) outlet.light(control, value)
      else driver.set(control, value)
    },
    output: outlet.port,
    reportLoss: (why) => driver.reportLoss(why),
    lend: driver.lend?.bind(driver),
    async [Symbol.asyncDispose]() {
      try {
        await driver[Symbol.asyncDispose]()
      } finally {
        // Also what came from one that was never said to be open, such as a sensor that calls itself gone.
        release()
        lanes.close()
      }
    },
  }
}

/** The raw value at which a trigger is let go. */
const rawAtRest = (control: Control | undefined): number => (control ? rawRange(control)[0] : 0)

/** The same door to serial lines, with somebody who hears what goes over them. */
const tapped =
  (open: World['openSerial'], tap: DeviceParts['tap']): World['openSerial'] =>
  async (path, baud, ears, ...rest) => {
    const line = await open(
      path,
      baud,
      {
        ...ears,
        hear(bytes) {
          tap('hub', bytes)
          ears.hear(bytes)
        },
      },
      ...rest,
    )
    return {
      ...line,
      write(bytes) {
        tap('device', bytes)
        line.write(bytes)
      },
    }
  }

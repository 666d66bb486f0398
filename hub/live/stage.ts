import { join } from 'node:path'
import type { Bus } from '#core/bus/bus.ts'
import { decodeMidi, encodeMidi } from '#core/midi/codec.ts'
import type { DeviceDescription } from '#core/rig/description.ts'
import { portName } from '#core/rig/port-name.ts'
import type { Rig, RigDevice } from '#core/rig/rig.ts'
import type { Transport } from '#core/rig/transports.ts'
import type { Accompaniment } from '#core/score/accompaniment.ts'
import type { Author } from '#core/score/author.ts'
import type { ControlEvent } from '#core/score/control-event.ts'
import type { Shelf } from '#firmware-bridge/descriptions/shelf.ts'
import type { OpenDriver, World } from '#firmware-bridge/driver.ts'
import { drivers } from '#firmware-bridge/drivers/index.ts'
import { openOwnPort, ownPortName } from '#firmware-bridge/drivers/own-port.ts'
import { askName } from '#firmware-bridge/hub-frames/ask-name.ts'
import { discoverMqtt } from '#firmware-bridge/mqtt-sensors/discover.ts'
import { hasSequencer } from '#firmware-bridge/transports/sequencer-device.ts'
import type { OutputClock } from '#hub/clock/clock.ts'
import type { Transport as Playing } from '#hub/clock/transport.ts'
import { openAdoption } from './adoption.ts'
import { boardCommands } from './board-commands.ts'
import type { Copies } from './copies.ts'
import { openDevices } from './devices.ts'
import { beatLight, openFeedback, type Shown } from './feedback.ts'
import type { Herald } from './herald.ts'
import type { HubDoor } from './journal/push.ts'
import { openMapper } from './mapping/mapper.ts'
import type { Actions } from './mapping/press-actions.ts'
import { openRecorder } from './recorder.ts'
import type { Router } from './router.ts'

/** The devices of the rig, their lights, and what their controls do. */
export type Stage = AsyncDisposable & {
  apply(rig: Rig): Promise<void>
  /** A description changed: who is read by it is read anew. */
  reread(): Promise<void>
  /** Whose hand plays on it; undefined where it is no device of the rig. */
  authorOf(device: string): Author | undefined
  /** A knob of a page or a program moved. */
  moved(event: ControlEvent): void
  /** A page was closed, and holds nothing more. */
  lost(device: string): void
  /** Lights that show this of the hub follow. */
  show(what: Shown, value: number): void
  /** The transport is like this now. */
  follow(transport: ReturnType<Playing['state']>): void
  /** Does the commands about devices, mappings, roles and scenes that come over this bus. */
  own(bus: Bus): Promise<void>
  writeFailed(output: number, why: string): void
  faults(): number
  notes(): readonly string[]
}

export type StageParts = {
  readonly dataDir: string
  readonly world: World
  readonly shelf: Shelf
  readonly router: Router
  readonly output: OutputClock
  readonly transport: Playing
  readonly herald: Herald
  readonly copies: Copies
  readonly act: Omit<Actions, 'macro' | 'note'>
  readonly answering: () => boolean
  readonly accompaniment: () => Accompaniment
  /** A macro turned: what it steers beside the synths. */
  readonly turned: (macro: number, value: number) => void
  readonly hub: HubDoor | undefined
  readonly fetch: typeof globalThis.fetch
  /** A port does not let go: only leaving the process cures it. */
  readonly abandoned: (why: string) => void
  /** Whether other programs get a port to play into; where there is a sequencer, when left out. */
  readonly withOwnPort?: boolean
}

/**
 * Where other programs of this machine play into the hub, and hear it. They sign with a name of their own:
 * what a sequencer plays is nobody's manner who sits here.
 */
const ownPort: RigDevice = {
  ...{ id: 'rigsong-port', name: 'Other programs', transport: 'usb-midi', player: 'program' },
  port: `alsa:${ownPortName}`,
}

async function driverOf(device: RigDevice): Promise<OpenDriver<Transport>> {
  const open = device === ownPort ? openOwnPort : await drivers[device.transport]()
  return open as OpenDriver<Transport>
}

/** General Purpose Controllers 1 to 8 of MIDI 1.0, which carry the macros to synths. */
const macroControllers = [16, 17, 18, 19, 80, 81, 82, 83] as const

export function openStage(parts: StageParts): Stage {
  const { dataDir, world, shelf, router, output, transport, herald, copies, hub } = parts
  const { presence, clock, log } = world
  const { withOwnPort = hasSequencer() } = parts
  const ownPorts = withOwnPort ? [ownPort] : []
  const recorder = openRecorder({ folder: join(dataDir, 'live', 'recordings'), clock })
  const devices = openDevices({
    ...{ world, router, output, recorder },
    shelf,
    announced: (port) => announced.get(port),
    driverOf,
    say(state) {
      herald.state('device', state, { device: state.device })
      if (state.status === 'abandoned') parts.abandoned(`${state.device} does not let go`)
    },
    forget(device) {
      feedback.forget(device)
      herald.forget('device', { device })
    },
    moved(event, midi) {
      copies.moved(event, midi)
      moved(event)
    },
    opened(device) {
      feedback.opened(device)
      tellMacros(device)
    },
    lost: (device) => mapper.lost(device),
  })
  const feedback = openFeedback({ find: devices.find, all: devices.all })
  const mapper = openMapper({
    ...{ clock, transport, present: devices.present },
    ...{ answering: parts.answering, accompaniment: parts.accompaniment },
    herald: {
      state(name, payload, words) {
        herald.state(name, payload, words)
        if (name === 'learning')
          feedback.show('learning', 'armed' in payload && payload.armed ? 1 : 0)
      },
    },
    act: { ...parts.act, macro, note },
  })
  const adoption = hub
    ? openAdoption({
        ...{ presence, shelf, hub, log, fetch: parts.fetch },
        ask: (path, signal) => askName(path, world, signal),
      })
    : undefined
  const beat = beatLight(clock, (value) => feedback.show('beat', value))
  const watching = presence.watch(tellPorts)
  const announced = new Map<string, DeviceDescription>()
  const discovering = discoverMqtt(world.foreign, {
    found({ place, description }) {
      announced.set(portName(place), description)
      reread().catch((cause: unknown) => log.warn('announced device not read', { cause }))
    },
    gone(place) {
      // One of the rig keeps its controls for when it comes back.
      const isRigged = rig?.devices.some(({ port }) => port === portName(place))
      if (!isRigged) announced.delete(portName(place))
      tellPorts()
    },
  })
  let rig: Rig | undefined

  function moved(event: ControlEvent): void {
    feedback.moved(event)
    mapper.moved(event)
  }

  const sevenBits = new Int8Array(macroControllers.length).fill(-1)
  function macro(number: number, value: number): void {
    const seven = Math.round(value * 127)
    feedback.show(`macro-${number}` as Shown, value)
    parts.turned(number, value)
    if (sevenBits[number - 1] === seven) return
    sevenBits[number - 1] = seven
    sendMacro(router.outputs(), number, seven)
  }

  function sendMacro(outputs: number, number: number, value: number): void {
    const controller = macroControllers[number - 1]!
    output.send(outputs, encodeMidi({ type: 'control-change', channel: 0, controller, value }))
  }

  /** A synth that comes, or comes back, has them where they stand; none that nobody turned. */
  function tellMacros(device: string): void {
    const port = devices.find(device)?.output()
    if (port === undefined) return
    for (const [i, value] of sevenBits.entries()) if (value >= 0) sendMacro(1 << port, i + 1, value)
  }

  function note(bytes: Uint8Array, device: string): void {
    const message = decodeMidi(bytes)
    if (message) router.hear(device, message, bytes, clock.now())
  }

  function tellPorts(): void {
    const onBroker = discovering
      .devices()
      .map(({ place, title }) => ({ name: portName(place), kind: 'mqtt' as const, title }))
    herald.state('ports', { ports: [...presence.ports(), ...onBroker], notes: [...notes()] })
  }

  async function reread(): Promise<void> {
    tellPorts()
    if (rig) await devices.apply({ ...rig, devices: [...rig.devices, ...ownPorts] })
    adoption?.reread()
  }

  const notes = (): readonly string[] => [...presence.notes(), ...shelf.notes()]

  tellPorts()
  return {
    async apply(next) {
      rig = next
      mapper.apply(next)
      // First, so that a board that is being asked is let go of by us before its driver opens it.
      await adoption?.follow(next)
      await devices.apply({ ...next, devices: [...next.devices, ...ownPorts] })
    },
    reread,
    authorOf: devices.authorOf,
    moved,
    lost: (device) => mapper.lost(device),
    show: feedback.show,
    follow(state) {
      feedback.show('playing', state.playing ? 1 : 0)
      beat.follow(state)
    },
    async own(bus) {
      await mapper.own(bus)
      await boardCommands(bus, { devices, feedback, recorder, herald, log })
    },
    writeFailed: devices.writeFailed,
    faults: devices.faults,
    notes,
    async [Symbol.asyncDispose]() {
      beat.stop()
      watching[Symbol.dispose]()
      discovering[Symbol.dispose]()
      await adoption?.[Symbol.asyncDispose]()
      // Their knobs still say where they stopped, which may begin something that the mapper ends.
      await devices[Symbol.asyncDispose]()
      mapper[Symbol.dispose]()
      await recorder[Symbol.asyncDispose]()
    },
  }
}

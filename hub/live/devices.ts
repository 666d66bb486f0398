import type { Payload } from '#core/bus/topics.ts'
import type { Clock } from '#core/clock.ts'
import type { MidiMessage } from '#core/midi/message.ts'
import type { Rig, RigDevice } from '#core/rig/rig.ts'
import type { Author } from '#core/score/author.ts'
import { type DinPort, type DinStatus, dinByteMs, keepDinPort } from '#firmware-bridge/din-midi.ts'
import type { OutputClock } from '#hub/clock/clock.ts'
import type { Log } from '#runtime/log.ts'
import type { Router } from './router.ts'

type DeviceState = Payload<'device'>

/** The devices of the rig and their ports. */
export type Devices = AsyncDisposable & {
  /** Opens, closes and renames until the ports are those of the rig. */
  apply(rig: Rig): Promise<void>
  /** Whose hand plays on it; undefined where it is no device of the rig. */
  authorOf(device: string): Author | undefined
  /** Bytes and messages that were no MIDI, on all ports since the start. */
  faults(): number
  /** A thread could not write to this output. */
  writeFailed(output: number, why: string): void
}

type Held = {
  device: RigDevice
  readonly port: DinPort
  output: number | undefined
  stopSensing: () => void
}

/** Sustain off and all notes off on every channel: whoever played here before may have left notes. */
export function silenceOn(output: Pick<OutputClock, 'send'>, outputs: number): void {
  for (let channel = 0; channel < 16; channel++) {
    output.send(outputs, Uint8Array.of(0xb0 | channel, 64, 0))
    output.send(outputs, Uint8Array.of(0xb0 | channel, 123, 0))
  }
}

export function openDevices({
  router,
  output,
  clock,
  log,
  say,
  forget,
}: {
  router: Router
  output: OutputClock
  clock: Clock
  log: Log
  say: (state: DeviceState) => void
  forget: (device: string) => void
}): Devices {
  const devices = new Map<string, Held>()
  let faults = 0

  function open(device: RigDevice): Held {
    const id = device.id
    const sensing = activeSensing(() => router.lose(id))
    const held: Held = {
      device,
      output: undefined,
      stopSensing: sensing.stop,
      port: keepDinPort(device.port, {
        hear(message: MidiMessage, bytes: Uint8Array) {
          sensing.heard(message)
          router.hear(id, message, bytes, clock.now())
        },
        fault() {
          faults += 1
        },
        changed(status: DinStatus) {
          log.info('device', { device: id, ...status })
          say(stateOf(held.device, status))
        },
        opened({ fd }) {
          held.output = output.attach(fd, dinByteMs)
          if (held.output === undefined) return log.warn('no output left', { device: id })
          silenceOn(output, 1 << held.output)
          router.openOutput(id, held.output)
        },
        async closing() {
          sensing.stop()
          router.lose(id)
          router.closeOutput(id)
          const was = held.output
          held.output = undefined
          if (was !== undefined) await output.detach(was)
        },
      }),
    }
    say(stateOf(device, held.port.status()))
    return held
  }

  async function close(id: string): Promise<void> {
    const held = devices.get(id)
    devices.delete(id)
    await held?.port[Symbol.asyncDispose]()
  }

  return {
    async apply(rig) {
      const wanted = new Map(rig.devices.map((device) => [device.id, device]))
      for (const [id, held] of [...devices]) {
        if (wanted.get(id)?.port === held.device.port) continue
        await close(id)
        if (!wanted.has(id)) forget(id)
      }
      for (const device of wanted.values()) {
        const held = devices.get(device.id)
        if (!held) devices.set(device.id, open(device))
        else {
          held.device = device
          say(stateOf(device, held.port.status()))
        }
      }
    },
    authorOf(id) {
      const device = devices.get(id)?.device
      if (!device) return undefined
      const { player, simulated } = device
      return { kind: 'human', player, device: id, ...(simulated && { simulated }) }
    },
    faults: () => faults,
    writeFailed(failed, why) {
      for (const held of devices.values())
        if (held.output === failed) held.port.reportLoss(`writing failed (${why})`)
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...devices.keys()].map(close))
    },
  }
}

function stateOf(device: RigDevice, status: DinStatus): DeviceState {
  const { id, name, transport, port, player, simulated } = device
  return { device: id, name, transport, port, player, ...(simulated && { simulated }), ...status }
}

/** MIDI 1.0: who ever sent active sensing sends something at least every 300 ms, or is gone. */
const sensingMs = 300
const lookEveryMs = 100

function activeSensing(gone: () => void) {
  let heardMs = 0
  let timer: NodeJS.Timeout | undefined
  const stop = (): void => {
    clearInterval(timer)
    timer = undefined
  }
  return {
    stop,
    heard(message: MidiMessage) {
      heardMs = performance.now()
      if (message.type !== 'active-sensing' || timer) return
      timer = setInterval(() => {
        // A loop that was busy has not heard yet what is waiting: one more look is the grace.
        if (performance.now() - heardMs < sensingMs + lookEveryMs) return
        stop()
        gone()
      }, lookEveryMs)
    },
  }
}

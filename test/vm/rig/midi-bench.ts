import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import type { MidiMessage } from '#core/midi/message.ts'
import { placeOf } from '#core/rig/port-name.ts'
import type { DeviceEars, Driver, OpenDriver } from '#firmware-bridge/driver.ts'
import { openSerial } from '#firmware-bridge/transports/serial.ts'
import { openClock } from '#hub/clock/clock.ts'
import { systemClock } from '#runtime/clock.ts'
import { silentLog } from '#test/support/database.ts'
import { until } from '#test/support/rigsong.ts'
import { lookAround, patienceMs } from './house.ts'

const description = {
  ...{ id: 'generic-usb-midi', title: 'MIDI', transport: 'usb-midi' as const },
  ...{ match: [], controls: [], discover: true, roles: {} },
}

/** A SysEx that is longer than the sequencer takes at once. */
export const longSysex = [0xf0, ...Array.from({ length: 4094 }, (_, i) => i % 128), 0xf7]

/** Where ALSA gives back what it is given. */
export const midiThrough = 'Midi Through:Midi Through Port-0 14:0'

/** One MIDI driver at a time on the real kernel, with the clock that plays what it opens. */
export async function openMidiBench() {
  const presence = await lookAround()
  const notes: MidiMessage[] = []
  const lives: string[] = []
  let driver: Driver | undefined
  let output: number | undefined
  const clock = await openClock({
    ...{ log: silentLog, realTime: false },
    writeFailed: (_output, why) => driver?.reportLoss(why),
  })

  const ears: DeviceEars = {
    midi: (message) => void notes.push(message),
    moved() {},
    fault: (what) => void lives.push(what),
    changed() {},
    opened(out) {
      lives.push(`opened ${out?.by}`)
      output = out && clock.attach(out)
    },
    async closing() {
      lives.push('closing')
      if (output !== undefined) await clock.detach(output)
      output = undefined
    },
  }

  async function close(): Promise<void> {
    await driver?.[Symbol.asyncDispose]()
    driver = undefined
  }

  const becomes = (status: string): Promise<void> =>
    until(() => driver?.status().status === status, `it is ${status}`, patienceMs)

  return {
    presence,
    clock,
    /** What was heard, and what was told of the line, since it was opened. */
    notes,
    lives,
    hint: () => driver?.status().hint,
    becomes,
    /** Opens a device by its port name, and waits until it is live. */
    async open(openDriver: OpenDriver<'usb-midi'>, port: string): Promise<void> {
      await close()
      notes.length = 0
      lives.length = 0
      driver = openDriver({ id: 'box', place: placeOf(port)!, description }, ears, {
        ...{ clock: systemClock, log: silentLog, random: Math.random, presence, openSerial },
        foreign: { listen: () => ({ [Symbol.dispose]() {} }), say() {} },
      })
      await becomes('live')
    },
    close,
    /** Plays; nothing where there is no output. */
    send(...bytes: number[]): void {
      if (output !== undefined) clock.send(1 << output, Uint8Array.from(bytes))
    },
    hears: (count: number): Promise<void> =>
      until(() => notes.length >= count, `${count} messages`, patienceMs),
    async [Symbol.asyncDispose]() {
      await close()
      await clock[Symbol.asyncDispose]()
      await presence[Symbol.asyncDispose]()
    },
  }
}

/** Which sequencer clients and cards this process has open. */
export const heldPorts = (): readonly string[] =>
  readdirSync('/proc/self/fd')
    .map((fd) => linkOf(`/proc/self/fd/${fd}`))
    .filter((path) => /^\/dev\/snd\/(?:seq|midiC)/.test(path))

function linkOf(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    // The descriptor of the folder that was just read.
    return ''
  }
}

/** The whole name of a port at the sequencer, of those as well that are no devices to us. */
export function portCalled(client: string, port: string): string | undefined {
  const all = readFileSync('/proc/asound/seq/clients', 'utf8')
  for (const [, number, name, ports] of all.matchAll(
    /^Client +(\d+) : "(.*)" \[.*\n((?: .*\n)*)/gm,
  )) {
    const found = new RegExp(`^  Port +(\\d+) : "${port}"`, 'm').exec(ports!)
    if (name === client && found) return `${client}:${port} ${number}:${found[1]}`
  }
  return undefined
}

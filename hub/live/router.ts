import { encodeMidi } from '#core/midi/codec.ts'
import type { MidiMessage, TimeMessage } from '#core/midi/message.ts'
import { type NoteLedger, noteLedger } from './note-ledger.ts'

/** Where a route ends; the clock worker's side of an output. */
export type Outlet = {
  /** Sends to these outputs (a bit each) at once. */
  send(outputs: number, bytes: Uint8Array): void
}

/** What of a device goes on to the journal and the bus: never waited for. */
export type Copy = {
  readonly device: string
  readonly message: MidiMessage
  readonly bytes: Uint8Array
  readonly atMs: number
}

export type Router = {
  /** A message came from a device: it is at the outputs when this returns. */
  hear(device: string, message: MidiMessage, bytes: Uint8Array, atMs: number): void
  /** From now on an output of this device exists; everything but itself plays on it. */
  openOutput(device: string, output: number): void
  /** The output is gone, and what sounded on it. */
  closeOutput(device: string): void
  /**
   * The device is gone: what it left sounding is released, and its copies end there as well. Says how
   * many notes that were.
   */
  lose(device: string, atMs: number): number
  /** Every route released, and what is written down ends there too; how many notes that were. */
  releaseAll(atMs: number): number
  /** All outputs, or those of these devices, a bit each. */
  outputs(devices?: readonly string[]): number
  sounding(): number
}

const allSoundOff = 120
const resetControllers = 121
const localControl = 122

/**
 * The live path's only crossroads: whatever comes from a device goes to every output but the device's
 * own, and a ledger for each pair knows what sounds there. Time does not: of several clocks one leads,
 * and who is to have one is sent ours.
 */
export function openRouter({
  outlet,
  copy,
  time = () => {},
  outputsChanged = () => {},
}: {
  outlet: Outlet
  copy: (copy: Copy) => void
  /** A device ticked, or said where its song starts, stops or is. */
  time?: (device: string, message: TimeMessage, atMs: number) => void
  /** An output came or went. */
  outputsChanged?: () => void
}): Router {
  const outputs = new Map<string, number>()
  const routes = new Map<string, Map<number, NoteLedger>>()
  /** What each device holds, whether or not anything sounds it. */
  const hands = new Map<string, NoteLedger>()

  function handsOn(device: string): NoteLedger {
    const found = hands.get(device) ?? noteLedger()
    hands.set(device, found)
    return found
  }

  /** A take or a phrase of what was held must not go on after it. */
  function copyReleases(device: string, atMs: number, channel?: number): void {
    for (const message of hands.get(device)?.release(channel) ?? [])
      copy({ device, message, bytes: encodeMidi(message), atMs })
  }

  function ledgersOf(device: string): Map<number, NoteLedger> {
    const found = routes.get(device)
    if (found) return found
    const ledgers = new Map<number, NoteLedger>()
    for (const [name, output] of outputs) if (name !== device) ledgers.set(output, noteLedger())
    routes.set(device, ledgers)
    return ledgers
  }

  function release(ledgers: Map<number, NoteLedger>, channel?: number): number {
    let released = 0
    for (const [output, ledger] of ledgers) {
      released = Math.max(released, ledger.sounding())
      for (const message of ledger.release(channel)) outlet.send(1 << output, encodeMidi(message))
    }
    return released
  }

  function pass(device: string, message: MidiMessage, bytes: Uint8Array): void {
    let to = 0
    for (const [output, ledger] of ledgersOf(device)) {
      ledger.note(message)
      to |= 1 << output
    }
    if (to !== 0) outlet.send(to, bytes)
  }

  return {
    hear(device, message, bytes, atMs) {
      // Some keyboards send all-notes-off every 300 ms; passing it on would cut everybody else's chords.
      if (isAllOff(message)) {
        release(ledgersOf(device), message.channel)
        copyReleases(device, atMs, message.channel)
      } else if (isTime(message)) time(device, message, atMs)
      else if (goesOn(message)) pass(device, message, bytes)
      handsOn(device).note(message)
      if (!isHeartbeat(message)) copy({ device, message, bytes, atMs })
    },
    openOutput(device, output) {
      outputs.set(device, output)
      for (const [source, ledgers] of routes)
        if (source !== device) ledgers.set(output, noteLedger())
      outputsChanged()
    },
    closeOutput(device) {
      const output = outputs.get(device)
      if (output === undefined) return
      outputs.delete(device)
      for (const ledgers of routes.values()) ledgers.delete(output)
      outputsChanged()
    },
    lose(device, atMs) {
      copyReleases(device, atMs)
      hands.delete(device)
      const ledgers = routes.get(device)
      if (!ledgers) return 0
      routes.delete(device)
      return release(ledgers)
    },
    releaseAll(atMs) {
      for (const device of hands.keys()) copyReleases(device, atMs)
      return [...routes.values()].reduce((sum, ledgers) => sum + release(ledgers), 0)
    },
    outputs: (devices) =>
      [...outputs].reduce(
        (mask, [name, output]) =>
          devices && !devices.includes(name) ? mask : mask | (1 << output),
        0,
      ),
    sounding: () =>
      [...routes.values()].reduce(
        (sum, ledgers) =>
          sum + Math.max(0, ...[...ledgers.values()].map((ledger) => ledger.sounding())),
        0,
      ),
  }
}

type ControlChange = Extract<MidiMessage, { type: 'control-change' }>

const isAllOff = (message: MidiMessage): message is ControlChange =>
  message.type === 'control-change' &&
  message.controller >= allSoundOff &&
  message.controller !== resetControllers &&
  message.controller !== localControl

const timeTypes: ReadonlySet<MidiMessage['type']> = new Set([
  'clock',
  'start',
  'continue',
  'stop',
  'song-position',
])
const isTime = (message: MidiMessage): message is TimeMessage => timeTypes.has(message.type)

/** Each lead has its own active sensing, and a reset from one device must not reset the others. */
const goesOn = (message: MidiMessage): boolean =>
  message.type !== 'active-sensing' && message.type !== 'reset'

/** What comes all the time without anybody playing: it is not kept. */
const isHeartbeat = (message: MidiMessage): boolean =>
  message.type === 'active-sensing' || message.type === 'clock'

import type { Clock } from '#core/clock.ts'
import type { MidiMessage } from '#core/midi/message.ts'
import type { DescriptionOf } from '#core/rig/description.ts'
import type { DeviceStatus } from '#core/rig/device-status.ts'
import type { Place } from '#core/rig/port-name.ts'
import type { Transport } from '#core/rig/transports.ts'
import type { Log } from '#runtime/log.ts'
import type { Presence } from './presence.ts'
import type { openSerial } from './transports/serial.ts'

/** How the clock worker writes MIDI to a device: by itself, never through this thread. */
export type MidiOut =
  /** A descriptor opened non-blocking, paced to `byteMs` a byte. */
  | { readonly by: 'descriptor'; readonly fd: number; readonly byteMs: number }
  /** A port of the ALSA sequencer by its name as it is now; one of our own is made. */
  | { readonly by: 'sequencer'; readonly name: string; readonly at: SequencerPlace }

/** What stands behind a port of the sequencer: a MIDI card, a program, or nobody but us. */
export const sequencerPlaces = ['card', 'program', 'own'] as const
export type SequencerPlace = (typeof sequencerPlaces)[number]

/** Who hears a device. Everything is said in the order it came. */
export type DeviceEars = {
  /** A whole MIDI message in full form; `atMs` is its capture on the hub's clock. */
  midi(message: MidiMessage, bytes: Uint8Array, atMs: number): void
  /** A control of the description (or a discovered one) has this raw value now, in its own unit. */
  moved(control: string, raw: number, atMs: number): void
  /** Something came that was none of its protocol; counted and said, never thrown. */
  fault(what: string): void
  changed(status: DeviceStatus): void
  /** It can be written to from now on, until `closing` has returned; its lights are to be set again. */
  opened(out?: MidiOut): void
  /** Called once after each `opened`, before anything is closed; what it returns is awaited. */
  closing(): void | Promise<void>
}

/** What drivers stand on. */
export type World = {
  readonly clock: Clock
  readonly log: Log
  /** 0 (inclusive) to 1 (exclusive). */
  readonly random: () => number
  readonly presence: Presence
  /** Opens a serial line; handed in, so that what goes over it can be recorded. */
  readonly openSerial: typeof openSerial
  /** Topics of other people's firmware on the broker. */
  readonly foreign: ForeignTopics
}

/** MQTT outside our own vocabulary: what ESPHome, Tasmota and the like say. */
export type ForeignTopics = {
  /**
   * Stands also while the broker is away; the disposable ends it. `retained` is what was said before
   * we listened.
   */
  listen(
    filter: string,
    hear: (topic: string, payload: Uint8Array, retained: boolean) => void,
  ): Disposable
  /** Said once, never kept, and lost while the broker is away. */
  say(topic: string, payload: string): void
}

/** One device being kept open: a driver opens, reopens and closes it by itself. */
export type Driver = AsyncDisposable & {
  status(): DeviceStatus
  /** The writer of its output learned that the line is dead. */
  reportLoss(why: string): void
  /** Sets an output of the description, 0 to 1; the latest wins where the line is slow. */
  set(output: string, value: number): void
  /**
   * Lets go of the line, hands its path over to write firmware, and opens it again afterwards.
   * Throws HubError where the device is not there. Only boards have it.
   */
  lend?<T>(use: (path: string) => Promise<T>): Promise<T>
}

/** What a driver is told to keep open. */
export type DriverDevice<T extends Transport> = {
  readonly id: string
  readonly place: Place
  readonly description: DescriptionOf<T>
}

/** Begins to keep a device open; nothing has been opened yet when it returns. */
export type OpenDriver<T extends Transport> = (
  device: DriverDevice<T>,
  ears: DeviceEars,
  world: World,
) => Driver

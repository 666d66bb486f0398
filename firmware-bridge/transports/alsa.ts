import type { Clock } from '#core/clock.ts'
import { HubError } from '#core/errors.ts'
import type { MidiMessage } from '#core/midi/message.ts'
import { midiStreamParser } from '#core/midi/stream-parser.ts'
import type { SequencerPlace } from '../driver.ts'
import { cardBuffer } from './card-buffer.ts'
import {
  made,
  midiLibrary,
  type Native,
  type NativeOutput,
  type RawSource,
} from './midi-library.ts'
import { portTime } from './port-time.ts'
import { sequencerClients } from './sequencer-clients.ts'
import { hasSequencer } from './sequencer-device.ts'
import { wholeMessages } from './whole-messages.ts'

/** Who hears a port of the sequencer. */
export type SequencerEars = {
  /** A whole message in full form; `atMs` is its capture on the hub's clock. */
  hear(message: MidiMessage, bytes: Uint8Array, atMs: number): void
  fault?(what: string): void
}

/** A port of the sequencer that is heard. */
export type SequencerInput = AsyncDisposable & {
  /**
   * How many messages at least came faster than we took them and are lost, since it was opened. The
   * kernel also throws away the up to 200 that wait then, and does not count them.
   */
  lost(): number
}

export type SequencerPorts = {
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
}

/**
 * What a full-speed USB cable carries: 16 events of 3 bytes in the 64-byte packet of a frame of 1 ms
 * (USB MIDI 1.0, section 4; USB 2.0, 5.8.3). The pace of every output that is not a serial line.
 */
export const usbByteMs = 1 / 48

const maxSysexBytes = 65_536
/**
 * The ports of the sequencer by their names of now, such as "Fader Box:Fader Box MIDI 1 24:0"; ours and
 * the plumbing of others are left out. None where there is no MIDI system: why, `midiSystem` says.
 */
export function sequencerPorts({
  load = midiLibrary,
  present = hasSequencer,
}: Native = {}): SequencerPorts {
  if (!present()) return noPorts
  try {
    // The static calls leave nothing behind; an enumerating instance would be a client of the kernel's 64.
    const { Input, Output } = load()
    return {
      inputs: Input.getPortNames().filter(isForeign),
      outputs: Output.getPortNames().filter(isForeign),
    }
  } catch {
    // Whoever looks for ports looks again in a while, and sees the serial ones all the same.
    return noPorts
  }
}

const noPorts: SequencerPorts = { inputs: [], outputs: [] }

/** A port that a program opened to reach another one, and our own: nobody plays those. */
const isForeign = (name: string): boolean =>
  !/^RtMidi (?:Input|Output) Client:(?:RtMidi (?:Input|Output)|Rigsong) \d+:\d+$/.test(name)

/**
 * Listens to a port of the sequencer. Throws 'port-missing', 'port-busy' or 'midi-unavailable'.
 * Whether the port is still there is nothing the line can say: that is known by who is present.
 * @param name as it is now, from `sequencerPorts`
 * @example await using line = openSequencerInput('Fader Box:Fader Box MIDI 1 24:0', ears, { clock })
 */
export function openSequencerInput(
  name: string,
  ears: SequencerEars,
  { clock, clients = sequencerClients, ...native }: { clock: Clock } & Native,
): SequencerInput {
  const before = new Set(clients().map(({ number }) => number))
  const input = made(({ Input }) => new Input(), native)
  const [own, ...others] = clients().filter(
    ({ number, name }) => !before.has(number) && name === 'RtMidi Input Client',
  )
  const stop = listen(input, ears, clock)
  const close = (): void => {
    stop()
    input.closePort()
    input.destroy()
  }
  try {
    input.ignoreTypes(false, false, false)
    connect(input, name)
  } catch (error) {
    close()
    throw error
  }
  return {
    lost() {
      // Another program came in the same moment: then nobody can say which of the two is ours.
      if (!own || others.length > 0) return 0
      return clients().find(({ number }) => number === own.number)?.lost ?? 0
    },
    async [Symbol.asyncDispose]() {
      close()
    },
  }
}

/** Reads what a native port says, and stops when what it returns is called. */
export function listen(source: RawSource, ears: SequencerEars, clock: Clock): () => void {
  const timeOf = portTime()
  let atMs = 0
  let open = true
  const parser = midiStreamParser({
    onMessage: (message, bytes) => ears.hear(message, bytes, atMs),
    onFault: ({ type }) => ears.fault?.(type),
    maxSysexBytes,
  })
  source.on('messageBuffer', (sinceLastS, bytes) => {
    if (!open) return
    atMs = timeOf(sinceLastS * 1000, clock.now())
    parser.push(bytes)
  })
  return () => {
    open = false
  }
}

/** What writes to a port of the sequencer: from `at` on, `length` bytes; says how many went, 0 where it is full. */
export type SequencerOutput = Disposable & {
  write(bytes: Uint8Array, at: number, length: number): number
}

/**
 * Writes to a port of the sequencer, or to one of our own that others listen to. It takes bytes at the
 * pace of `usbByteMs` as a line does, and for a card no more than its buffer holds; that a program lost
 * some, ALSA does not tell. Throws 'port-missing', 'port-busy' or 'midi-unavailable'.
 *
 * A card's own file would say when it is full, but the kernel shows its sender the bytes of a write
 * before they are all copied (snd_rawmidi_kernel_write1 of Linux 6.1): now and then a message goes out
 * as what lay there before. What the sequencer hands over is copied under the lock.
 */
export function sequencerOutput(
  { name, at: place }: { readonly name: string; readonly at: SequencerPlace },
  native: Native = {},
): SequencerOutput {
  const output = made(({ Output }) => new Output(), native)
  const close = (): void => {
    output.closePort()
    output.destroy()
  }
  try {
    if (place === 'own') output.openVirtualPort(name)
    else connect(output, name)
  } catch (error) {
    close()
    throw error
  }
  const push = wholeMessages((bytes) => output.sendMessage(bytes))
  const { now = () => performance.now() } = native
  const buffer = place === 'card' ? cardBuffer() : undefined
  return {
    write(bytes, at, length) {
      const nowMs = now()
      const goes = buffer ? Math.min(length, buffer.room(nowMs)) : length
      for (let i = at; i < at + goes; i++) push(bytes[i]!)
      buffer?.filled(goes, nowMs)
      return goes
    },
    [Symbol.dispose]: close,
  }
}

function connect(port: Pick<NativeOutput, 'openPortByName' | 'isPortOpen'>, name: string): void {
  try {
    port.openPortByName(name)
  } catch (cause) {
    throw new HubError('port-busy', `${name} takes no connection`, {
      hint: 'Close the program that has it for itself, such as amidi.',
      cause,
    })
  }
  if (port.isPortOpen()) return
  throw new HubError('port-missing', `there is no MIDI port ${name}`, {
    hint: 'Plug it in, or start the program that has it.',
  })
}

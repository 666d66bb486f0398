import { createRequire } from 'node:module'
import type { Input, Output } from '@julusian/midi'
import type { sequencerClients } from './sequencer-clients.ts'
import {
  type Absence,
  hasSequencer,
  midiUnavailable,
  sequencerAbsence,
} from './sequencer-device.ts'

/** What we use of the native library, so that a test can stand in for it. */
export type MidiLibrary = {
  readonly Input: (new () => NativeInput) & Pick<typeof Input, 'getPortNames'>
  readonly Output: (new () => NativeOutput) & Pick<typeof Output, 'getPortNames'>
}
type Port = 'openPortByName' | 'isPortOpen' | 'closePort' | 'destroy'
type NativeInput = Pick<Input, Port | 'ignoreTypes'> & RawSource
export type NativeOutput = Pick<Output, Port | 'openVirtualPort' | 'sendMessage'>

/** What gives raw bytes, each time with the seconds since the time before as the kernel counts them. */
export type RawSource = {
  on(event: 'messageBuffer', hear: (sinceLastS: number, bytes: Uint8Array) => void): unknown
}

/** Whether this machine has the ALSA sequencer; `fix` says how it gets it. */
export type MidiSystem = { readonly state: 'there' } | ({ readonly state: 'absent' } & Absence)

/** What stands in for the library and its device in a test. */
export type Native = {
  readonly load?: () => MidiLibrary
  readonly present?: () => boolean
  readonly clients?: typeof sequencerClients
  readonly now?: () => number
}

const require = createRequire(import.meta.url)

/**
 * The native library, loaded when it is first needed, also in a thread that never returns to its event
 * loop. Throws where libasound is missing.
 */
export function midiLibrary(): MidiLibrary {
  const library = require('@julusian/midi/lazy')
  library.verifyLibraryLoaded()
  return library
}

/** Says whether there is a MIDI system, and what to do where there is none. Prints nothing. */
export async function midiSystem({
  opens,
  load = midiLibrary,
}: {
  opens?: () => Promise<void>
  load?: () => unknown
} = {}): Promise<MidiSystem> {
  const absence = await sequencerAbsence(opens)
  if (absence) return { state: 'absent', ...absence }
  try {
    load()
    return { state: 'there' }
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error)
    return {
      state: 'absent',
      says: `the MIDI library does not load (${why})`,
      fix: 'Install libasound: sudo apt install libasound2, or libasound2t64 on a newer system.',
    }
  }
}

/** An input or output of the library. Throws 'midi-unavailable' where there is none. */
export function made<T>(
  make: (library: MidiLibrary) => T,
  { load = midiLibrary, present = hasSequencer }: Native,
): T {
  if (!present()) throw midiUnavailable()
  try {
    return make(load())
  } catch (cause) {
    throw midiUnavailable(cause)
  }
}

import { decodeMidi, messageLength } from './codec.ts'
import type { MidiMessage } from './message.ts'

/** What the wire got wrong, and what the parser did about it. */
export type MidiFault =
  /** A data byte that belongs to no message; dropped. */
  | { readonly type: 'orphan-data'; readonly byte: number }
  /** F4, F5, F9, FD, or an F7 that ends nothing; dropped. */
  | { readonly type: 'undefined-status'; readonly byte: number }
  /** A status byte came before the message before it was whole; what there was is dropped. */
  | { readonly type: 'cut-short'; readonly byte: number }
  /** A status byte came before the F7; the SysEx is dropped, `bytes` long so far. */
  | { readonly type: 'sysex-cut'; readonly bytes: number }
  /** The SysEx is longer than the limit; dropped, as is the rest of it. */
  | { readonly type: 'sysex-too-long'; readonly bytes: number }

export type MidiStreamParser = {
  push(bytes: Uint8Array): void
  /** Forgets a half message and the running status, as after a replug. */
  reset(): void
}

/** Real-time messages are many and all alike: each is made once, here, and shared. */
const realTime = Array.from({ length: 8 }, (_, n) => {
  const bytes = Uint8Array.of(0xf8 + n)
  const message = decodeMidi(bytes)
  return message && { message, bytes }
})

/**
 * Turns a MIDI byte stream, cut anywhere, into messages. `bytes` is the message in full form, without
 * running status; the bytes of a real-time message are shared and must not be changed.
 */
export function midiStreamParser({
  onMessage,
  onFault = () => {},
  maxSysexBytes = 65_536,
}: {
  onMessage: (message: MidiMessage, bytes: Uint8Array) => void
  onFault?: (fault: MidiFault) => void
  maxSysexBytes?: number
}): MidiStreamParser {
  /** The status byte that data bytes belong to, 0 where they belong to none. */
  let status = 0
  /** The first of two data bytes, waiting for the second. */
  let first: number | undefined
  let begun = false
  let sysex: number[] | undefined
  let sysexDropped = false

  function take(byte: number): void {
    if (byte >= 0xf8) takeRealTime(byte)
    else if (byte >= 0x80) takeStatus(byte)
    else if (sysex) takeSysexData(byte, sysex)
    else if (!sysexDropped) takeData(byte)
  }

  function takeRealTime(byte: number): void {
    const found = realTime[byte - 0xf8]
    if (found) onMessage(found.message, found.bytes)
    else onFault({ type: 'undefined-status', byte })
  }

  function takeStatus(byte: number): void {
    if (byte === 0xf7 && (sysex || sysexDropped)) {
      endSysex()
      return
    }
    reportCut()
    reset()
    if (byte === 0xf0) sysex = [byte]
    else if (byte === 0xf6) deliver(Uint8Array.of(byte))
    else if (messageLength(byte) === 0) onFault({ type: 'undefined-status', byte })
    else {
      status = byte
      begun = true
    }
  }

  function reportCut(): void {
    if (sysex) onFault({ type: 'sysex-cut', bytes: sysex.length })
    else if (begun) onFault({ type: 'cut-short', byte: status })
  }

  function takeSysexData(byte: number, so: number[]): void {
    // One place is left for the F7.
    if (so.length < maxSysexBytes - 1) {
      so.push(byte)
      return
    }
    sysex = undefined
    sysexDropped = true
    onFault({ type: 'sysex-too-long', bytes: so.length + 1 })
  }

  function endSysex(): void {
    const whole = sysex
    reset()
    if (whole) deliver(Uint8Array.from([...whole, 0xf7]))
  }

  function takeData(byte: number): void {
    const length = messageLength(status)
    if (length === 0) {
      onFault({ type: 'orphan-data', byte })
      return
    }
    if (length === 3 && first === undefined) {
      first = byte
      begun = true
      return
    }
    const whole =
      first === undefined ? Uint8Array.of(status, byte) : Uint8Array.of(status, first, byte)
    first = undefined
    begun = false
    // Running status repeats channel messages only.
    if (status >= 0xf0) status = 0
    deliver(whole)
  }

  function deliver(bytes: Uint8Array): void {
    const message = decodeMidi(bytes)
    if (message) onMessage(message, bytes)
  }

  function reset(): void {
    status = 0
    first = undefined
    begun = false
    sysex = undefined
    sysexDropped = false
  }

  return {
    push(bytes) {
      for (let i = 0; i < bytes.length; i++) take(bytes[i]!)
    },
    reset,
  }
}

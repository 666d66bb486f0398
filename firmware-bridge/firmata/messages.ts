/** Takes whole messages out of what a Firmata board sends. */
export type FirmataParser = { push(bytes: Uint8Array): void }

export type FirmataEars = {
  /** One whole message, from its first byte to its last. */
  message(bytes: Uint8Array): void
  /** So many bytes in a row were part of none. */
  noise(count: number): void
}

const startSysex = 0xf0
const endSysex = 0xf7
const version = 0xf9
/** A Mega with 70 pins describes itself in about 1,000 bytes. */
const maxSysexBytes = 4096

/**
 * Lets only well-formed messages through (Firmata protocol 2.x: analog 0xE0, digital 0x90 and version
 * 0xF9 with two bytes below 0x80 each, and SysEx), in pieces of any size. A board that starts anew in
 * the middle of a message, or a line with noise, costs that message and no other.
 */
export function firmataParser(ears: FirmataEars): FirmataParser {
  let message: number[] = []
  let lost = 0

  function begin(byte: number): void {
    lost += message.length
    message = []
    if (!begins(byte)) {
      lost += 1
      return
    }
    sayNoise()
    message.push(byte)
  }

  function sayNoise(): void {
    if (lost > 0) ears.noise(lost)
    lost = 0
  }

  function end(): void {
    const whole = Uint8Array.from(message)
    message = []
    ears.message(whole)
  }

  return {
    push(bytes) {
      for (const byte of bytes) {
        const sysex = message[0] === startSysex
        if (sysex && byte === endSysex) {
          message.push(byte)
          end()
        } else if (byte >= 0x80 || message.length === 0 || message.length === maxSysexBytes) {
          begin(byte)
        } else {
          message.push(byte)
          if (!sysex && message.length === 3) end()
        }
      }
      if (message.length === 0) sayNoise()
    },
  }
}

const begins = (byte: number): boolean =>
  byte === startSysex || byte === version || [0x90, 0xe0].includes(byte & 0xf0)

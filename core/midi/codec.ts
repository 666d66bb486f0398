import { HubError } from '#core/errors.ts'
import { pitchName } from '#core/music/pitch.ts'
import type { MidiMessage } from './message.ts'

type Of<Type extends MidiMessage['type']> = Extract<MidiMessage, { type: Type }>

/** The system messages that are nothing but their status byte. */
const bareStatus = {
  'tune-request': 0xf6,
  clock: 0xf8,
  start: 0xfa,
  continue: 0xfb,
  stop: 0xfc,
  'active-sensing': 0xfe,
  reset: 0xff,
} as const
type Bare = keyof typeof bareStatus
const bareFrom = new Map<number, MidiMessage>(
  Object.entries(bareStatus).map(([type, status]) => [
    status,
    Object.freeze({ type: type as Bare }),
  ]),
)

/** How many bytes a message has with this status byte; 0 for F0, F7 and the undefined ones. */
export function messageLength(status: number): 0 | 1 | 2 | 3 {
  if (status < 0x80) return 0
  if (status < 0xf0) return status >= 0xc0 && status < 0xe0 ? 2 : 3
  if (status === 0xf2) return 3
  if (status === 0xf1 || status === 0xf3) return 2
  return bareFrom.has(status) ? 1 : 0
}

/**
 * The bytes of one message, in full form: status byte first, no running status.
 * @throws HubError 'midi-malformed' for a value that has no place on the wire
 */
export function encodeMidi(message: MidiMessage): Uint8Array {
  switch (message.type) {
    case 'note-off':
      return voice(0x80, message.channel, message.pitch, message.velocity)
    case 'note-on':
      return voice(0x90, message.channel, message.pitch, message.velocity)
    case 'poly-pressure':
      return voice(0xa0, message.channel, message.pitch, message.pressure)
    case 'control-change':
      return voice(0xb0, message.channel, message.controller, message.value)
    case 'program-change':
      return voice(0xc0, message.channel, message.program)
    case 'channel-pressure':
      return voice(0xd0, message.channel, message.pressure)
    case 'pitch-bend':
      return voice(0xe0, message.channel, ...fourteenBits(message.bend + 0x2000))
    case 'sysex':
      return sysex(message.bytes)
    case 'quarter-frame':
      return system(0xf1, message.value)
    case 'song-position':
      return system(0xf2, ...fourteenBits(message.sixteenths))
    case 'song-select':
      return system(0xf3, message.song)
    case 'tune-request':
    case 'clock':
    case 'start':
    case 'continue':
    case 'stop':
    case 'active-sensing':
    case 'reset':
      return Uint8Array.of(bareStatus[message.type])
  }
}

/** The message these bytes are: exactly one, whole, in full form; else undefined. */
export function decodeMidi(bytes: ArrayLike<number>): MidiMessage | undefined {
  const status = bytes[0]
  if (status === undefined) return undefined
  if (status === 0xf0) return decodeSysex(bytes)
  if (bytes.length !== messageLength(status)) return undefined
  const a = bytes[1] ?? 0
  const b = bytes[2] ?? 0
  if (!isData(a) || !isData(b)) return undefined
  const channel = status & 0x0f
  switch (status & 0xf0) {
    case 0x80:
      return { type: 'note-off', channel, pitch: a, velocity: b }
    case 0x90:
      return { type: 'note-on', channel, pitch: a, velocity: b }
    case 0xa0:
      return { type: 'poly-pressure', channel, pitch: a, pressure: b }
    case 0xb0:
      return { type: 'control-change', channel, controller: a, value: b }
    case 0xc0:
      return { type: 'program-change', channel, program: a }
    case 0xd0:
      return { type: 'channel-pressure', channel, pressure: a }
    case 0xe0:
      return { type: 'pitch-bend', channel, bend: a + (b << 7) - 0x2000 }
    default:
      return decodeSystem(status, a, b)
  }
}

/** A note begins: note-on with a velocity above 0. */
export function isNoteOn(message: MidiMessage): message is Of<'note-on'> {
  return message.type === 'note-on' && message.velocity > 0
}

/** A note ends: note-off, or note-on with velocity 0. */
export function isNoteOff(
  message: MidiMessage,
): message is Of<'note-off'> | (Of<'note-on'> & { readonly velocity: 0 }) {
  return message.type === 'note-off' || (message.type === 'note-on' && message.velocity === 0)
}

/** A message as people say it, channels counted from 1: 'note-on C4 100 ch 1'. */
export function describeMidi(message: MidiMessage): string {
  switch (message.type) {
    case 'note-off':
    case 'note-on':
      return says(message, pitchName(message.pitch), message.velocity)
    case 'poly-pressure':
      return says(message, pitchName(message.pitch), message.pressure)
    case 'control-change':
      return says(message, message.controller, message.value)
    case 'program-change':
      return says(message, message.program)
    case 'channel-pressure':
      return says(message, message.pressure)
    case 'pitch-bend':
      return says(message, message.bend)
    case 'sysex':
      return `sysex ${message.bytes.length} bytes`
    case 'quarter-frame':
      return `quarter-frame ${message.value}`
    case 'song-position':
      return `song-position ${message.sixteenths}`
    case 'song-select':
      return `song-select ${message.song}`
    case 'tune-request':
    case 'clock':
    case 'start':
    case 'continue':
    case 'stop':
    case 'active-sensing':
    case 'reset':
      return message.type
  }
}

const says = (
  { type, channel }: { type: string; channel: number },
  ...words: (string | number)[]
): string => `${type} ${words.join(' ')} ch ${channel + 1}`

const isData = (byte: number): boolean => Number.isInteger(byte) && byte >= 0 && byte < 0x80

function fourteenBits(value: number): [number, number] {
  if (!Number.isInteger(value) || value < 0 || value > 0x3fff) throw malformed(value)
  return [value & 0x7f, value >> 7]
}

function voice(kind: number, channel: number, ...values: number[]): Uint8Array {
  if (!Number.isInteger(channel) || channel < 0 || channel > 15) throw malformed(channel)
  return system(kind | channel, ...values)
}

function system(status: number, ...values: number[]): Uint8Array {
  for (const value of values) if (!isData(value)) throw malformed(value)
  return Uint8Array.of(status, ...values)
}

function sysex(bytes: readonly number[]): Uint8Array {
  if (!decodeSysex(bytes)) throw malformed(`sysex of ${bytes.length} bytes`)
  return Uint8Array.from(bytes)
}

const malformed = (value: number | string): HubError =>
  new HubError('midi-malformed', `${value} has no place in this MIDI message`, {
    hint: 'Channels go from 0 to 15, values from 0 to 127, SysEx from F0 to F7.',
  })

function decodeSysex(bytes: ArrayLike<number>): MidiMessage | undefined {
  const last = bytes.length - 1
  if (last < 1 || bytes[0] !== 0xf0 || bytes[last] !== 0xf7) return undefined
  for (let i = 1; i < last; i++) if (!isData(bytes[i]!)) return undefined
  return { type: 'sysex', bytes: Array.from(bytes) }
}

function decodeSystem(status: number, a: number, b: number): MidiMessage | undefined {
  if (status === 0xf1) return { type: 'quarter-frame', value: a }
  if (status === 0xf2) return { type: 'song-position', sixteenths: a + (b << 7) }
  if (status === 0xf3) return { type: 'song-select', song: a }
  return bareFrom.get(status)
}

import { HubError } from '#core/errors.ts'
import { decodeMidi, messageLength } from '#core/midi/codec.ts'
import {
  longestDelta,
  type Smf,
  type SmfEvent,
  type SmfMessage,
  type SmfTrack,
  smfTexts,
} from './format.ts'

type SmfLimits = {
  readonly bytes: number
  readonly tracks: number
  /** Of all tracks together. */
  readonly events: number
  /** The longest silence between two events, in ticks. */
  readonly delta: number
}

const usualLimits: SmfLimits = {
  bytes: 8 * 1024 * 1024,
  tracks: 512,
  events: 500_000,
  delta: longestDelta,
}

/**
 * Reads a Standard MIDI File of format 0 or 1. Unknown chunks and a missing end of track are
 * forgiven; what would make us guess at notes is not.
 * @throws HubError 'smf-malformed' or 'limit-exceeded'
 */
export function readSmf(bytes: Uint8Array, limits: Partial<SmfLimits> = {}): Smf {
  const allowed = { ...usualLimits, ...limits }
  if (bytes.length > allowed.bytes) throw tooMuch('bytes', allowed.bytes)
  const file = reader(bytes)
  const header = readHeader(file)
  const tracks: SmfTrack[] = []
  let eventsLeft = allowed.events
  while (file.left() >= 8) {
    const { name, body } = readChunk(file)
    if (name !== 'MTrk') continue
    if (tracks.length === allowed.tracks) throw tooMuch('tracks', allowed.tracks)
    const track = readTrack(body, { ...allowed, events: eventsLeft })
    eventsLeft -= track.events.length
    tracks.push(track)
  }
  if (tracks.length < header.tracks)
    throw malformed(`the file ends after ${tracks.length} of ${header.tracks} tracks`)
  const format = tracks.length > 1 ? 1 : header.format
  return { format, ticksPerBeat: header.ticksPerBeat, tracks }
}

type Reader = {
  left(): number
  byte(): number
  number(size: number): number
  take(size: number): Uint8Array
  /** A number of up to four bytes of seven bits. */
  length(): number
}

function reader(bytes: Uint8Array): Reader {
  let at = 0
  function take(size: number): Uint8Array {
    if (size > bytes.length - at) throw malformed('the file ends in the middle')
    at += size
    return bytes.subarray(at - size, at)
  }
  function byte(): number {
    if (at >= bytes.length) throw malformed('the file ends in the middle')
    return bytes[at++]!
  }
  return {
    left: () => bytes.length - at,
    byte,
    take,
    number: (size) => take(size).reduce((sum, part) => sum * 256 + part, 0),
    length() {
      let value = 0
      for (let i = 0; i < 4; i++) {
        const part = byte()
        value = value * 128 + (part & 0x7f)
        if (part < 0x80) return value
      }
      throw malformed('a number is longer than four bytes')
    },
  }
}

function readChunk(file: Reader): { name: string; body: Reader } {
  const name = String.fromCharCode(...file.take(4))
  return { name, body: reader(file.take(file.number(4))) }
}

function readHeader(file: Reader): { format: 0 | 1; tracks: number; ticksPerBeat: number } {
  if (file.left() < 14) throw malformed('it is too short to be one')
  const { name, body } = readChunk(file)
  if (name !== 'MThd' || body.left() < 6) throw malformed('it does not begin with MThd')
  const format = body.number(2)
  const tracks = body.number(2)
  const division = body.number(2)
  if (format === 2)
    throw malformed('it holds patterns of their own (format 2)', 'Save it as format 0 or 1.')
  if (format !== 0 && format !== 1) throw malformed(`there is no format ${format}`)
  if (division >= 0x8000)
    throw malformed('it counts film frames (SMPTE)', 'Save it with ticks per quarter note.')
  if (division === 0) throw malformed('a beat of no ticks')
  return { format, tracks, ticksPerBeat: division }
}

function readTrack(body: Reader, limits: SmfLimits): SmfTrack {
  const events: SmfEvent[] = []
  let name: string | undefined
  let tick = 0
  let running = 0
  while (body.left() > 0) {
    const delta = body.length()
    if (delta > limits.delta) throw tooMuch('ticks between two events', limits.delta)
    tick += delta
    const first = body.byte()
    if (first === 0xff) {
      const event = readMeta(body, tick)
      if (event === 'end') break
      if (name === undefined && isNameAtStart(event)) name = event.text
      else events.push(event)
    } else if (first === 0xf0 || first === 0xf7) {
      events.push(readSysex(body, tick, first))
    } else {
      // Meta events and SysEx should end running status; many files go on with it.
      if (first >= 0x80) running = first
      events.push({ tick, type: 'midi', message: readMessage(body, first, running) })
    }
    if (events.length > limits.events) throw tooMuch('events', limits.events)
  }
  const lastTick = events.at(-1)?.tick ?? 0
  return {
    ...(name !== undefined && { name }),
    events,
    ...(tick > lastTick && { endTick: tick }),
  }
}

const isNameAtStart = (event: SmfEvent): event is SmfEvent & { type: 'text' } =>
  event.tick === 0 && event.type === 'text' && event.kind === 'track-name'

function readMessage(body: Reader, first: number, running: number): SmfMessage {
  if (running === 0) throw malformed('data before any status byte')
  if (running >= 0xf0) throw malformed('a message that has no place in a file')
  const data = messageLength(running) - 1
  const bytes = first >= 0x80 ? [running] : [running, first]
  while (bytes.length <= data) bytes.push(body.byte())
  const message = decodeMidi(bytes)
  if (!message) throw malformed('a status byte where data should be')
  return message as SmfMessage
}

function readSysex(body: Reader, tick: number, status: 0xf0 | 0xf7): SmfEvent {
  const bytes = Array.from(body.take(body.length()))
  const message = status === 0xf0 ? decodeMidi([0xf0, ...bytes]) : undefined
  if (message?.type === 'sysex') return { tick, type: 'midi', message }
  return { tick, type: 'packet', status, bytes }
}

function readMeta(body: Reader, tick: number): SmfEvent | 'end' {
  const meta = body.byte()
  const bytes = body.take(body.length())
  if (meta === 0x2f) return 'end'
  const kind = smfTexts[meta - 1]
  if (kind) return { tick, type: 'text', kind, text: textOf(bytes) }
  return readKnownMeta(meta, bytes, tick) ?? { tick, type: 'meta', meta, bytes: Array.from(bytes) }
}

/** A meta event of the wrong size or range stays what it is: bytes. */
function readKnownMeta(meta: number, bytes: Uint8Array, tick: number): SmfEvent | undefined {
  const [a = 0, b = 0, c = 0, d = 0] = bytes
  if (meta === 0x51 && bytes.length === 3) {
    const microsPerBeat = (a << 16) | (b << 8) | c
    return microsPerBeat === 0 ? undefined : { tick, type: 'tempo', microsPerBeat }
  }
  if (meta === 0x58 && bytes.length === 4 && a > 0 && b < 8)
    return {
      tick,
      type: 'meter',
      beats: a,
      unit: 2 ** b,
      clocksPerClick: c,
      thirtySecondsPerBeat: d,
    }
  const sharps = (a << 24) >> 24
  if (meta === 0x59 && bytes.length === 2 && sharps >= -7 && sharps <= 7 && b <= 1)
    return { tick, type: 'key', sharps, minor: b === 1 }
  return undefined
}

/** The standard names no encoding: UTF-8 where it is, else Latin-1. */
function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
  }
}

const malformed = (
  what: string,
  hint = 'Save it again as a Standard MIDI File from the program it came from.',
): HubError => new HubError('smf-malformed', `This MIDI file cannot be read: ${what}`, { hint })

const tooMuch = (what: string, limit: number): HubError =>
  new HubError('limit-exceeded', `This MIDI file has more than ${limit} ${what}`, {
    hint: 'Split it into smaller files.',
  })

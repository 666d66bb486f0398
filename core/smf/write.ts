import { HubError } from '#core/errors.ts'
import { encodeMidi } from '#core/midi/codec.ts'
import { longestDelta, type Smf, type SmfEvent, type SmfTrack, smfTexts } from './format.ts'

/**
 * The bytes of a Standard MIDI File, the same for the same `smf`.
 * @throws HubError 'smf-malformed' for what a file cannot hold
 */
export function writeSmf(smf: Smf): Uint8Array {
  if (smf.format === 0 && smf.tracks.length !== 1) throw unwritable('format 0 has one track')
  if (!inRange(smf.ticksPerBeat, 1, 0x7fff)) throw unwritable('a beat has 1 to 32767 ticks')
  if (smf.tracks.length > 0xffff) throw unwritable('there is room for 65535 tracks')
  const header = [smf.format, smf.tracks.length, smf.ticksPerBeat].flatMap((n) => bigEndian(n, 2))
  return Uint8Array.from([...chunk('MThd', header), ...smf.tracks.flatMap(writeTrack)])
}

function writeTrack({ name, events, endTick }: SmfTrack): number[] {
  const body: number[] = []
  let tick = 0
  let running = 0
  const put = (event: SmfEvent): void => {
    if (!Number.isInteger(event.tick) || event.tick < tick)
      throw unwritable('events stand by tick, from 0 on')
    body.push(...sevenBitNumber(event.tick - tick))
    tick = event.tick
    const bytes = bytesOf(event)
    const status = bytes[0]!
    // The same status again is left out.
    for (let i = status === running ? 1 : 0; i < bytes.length; i++) body.push(bytes[i]!)
    running = status < 0xf0 ? status : 0
  }
  if (name !== undefined) put({ tick: 0, type: 'text', kind: 'track-name', text: name })
  for (const event of events) put(event)
  const end = Math.max(tick, endTick ?? 0)
  body.push(...sevenBitNumber(end - tick), 0xff, 0x2f, 0)
  return chunk('MTrk', body)
}

function bytesOf(event: SmfEvent): ArrayLike<number> {
  switch (event.type) {
    case 'midi': {
      const bytes = encodeMidi(event.message)
      if (bytes[0] !== 0xf0) return bytes
      return [0xf0, ...sevenBitNumber(bytes.length - 1), ...bytes.subarray(1)]
    }
    case 'tempo':
      if (!inRange(event.microsPerBeat, 1, 0xff_ffff)) throw unwritable('a beat lasts up to 16.7 s')
      return meta(0x51, bigEndian(event.microsPerBeat, 3))
    case 'meter':
      return meta(0x58, meterBytes(event))
    case 'key':
      if (!inRange(event.sharps, -7, 7)) throw unwritable('a key has up to 7 sharps or flats')
      return meta(0x59, [event.sharps & 0xff, event.minor ? 1 : 0])
    case 'text':
      return meta(smfTexts.indexOf(event.kind) + 1, [...new TextEncoder().encode(event.text)])
    case 'meta':
      if (!inRange(event.meta, 0, 127) || event.meta === 0x2f)
        throw unwritable(`a meta event of number ${event.meta}`)
      return meta(event.meta, event.bytes)
    case 'packet':
      return [event.status, ...sevenBitNumber(event.bytes.length), ...event.bytes]
  }
}

function meterBytes(meter: SmfEvent & { type: 'meter' }): number[] {
  const power = Math.log2(meter.unit)
  const bytes = [meter.beats, power, meter.clocksPerClick, meter.thirtySecondsPerBeat]
  if (meter.beats === 0 || power > 7 || !bytes.every((byte) => inRange(byte, 0, 255)))
    throw unwritable(`a meter of ${meter.beats}/${meter.unit}`)
  return bytes
}

const meta = (kind: number, bytes: readonly number[]): number[] => [
  0xff,
  kind,
  ...sevenBitNumber(bytes.length),
  ...bytes,
]

function chunk(name: string, body: readonly number[]): number[] {
  return [...[...name].map((letter) => letter.charCodeAt(0)), ...bigEndian(body.length, 4), ...body]
}

const bigEndian = (value: number, size: number): number[] =>
  Array.from({ length: size }, (_, i) => Math.floor(value / 256 ** (size - 1 - i)) % 256)

function sevenBitNumber(value: number): number[] {
  if (value > longestDelta) throw unwritable('something is longer than a file can say')
  const bytes = [value & 0x7f]
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) bytes.unshift((rest & 0x7f) | 0x80)
  return bytes
}

const inRange = (value: number, min: number, max: number): boolean =>
  Number.isInteger(value) && value >= min && value <= max

const unwritable = (what: string): HubError =>
  new HubError('smf-malformed', `This cannot be written as a MIDI file: ${what}`, {
    hint: 'Shorten the piece or change what it asks for.',
  })

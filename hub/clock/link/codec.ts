import type { StartStop, Timeline } from './timeline.ts'

/** Eight bytes as sixteen hexadecimal digits, which sort as the bytes do. */
export type LinkId = string

export type Endpoint = { readonly address: string; readonly port: number }

/** What a peer says of itself. */
export type PeerState = {
  readonly timeline: Timeline
  readonly session: LinkId
  readonly startStop?: StartStop
  /** Where it answers pings. */
  readonly measured?: Endpoint
}

/** A word of the discovery protocol. */
export type Discovery =
  | ({
      readonly says: 'alive' | 'response'
      readonly from: LinkId
      readonly ttlS: number
    } & PeerState)
  | { readonly says: 'byebye'; readonly from: LinkId }

/** A word of the measurement protocol; times in µs, those of the session are `ghost`. */
export type Measuring =
  | { readonly says: 'ping'; readonly host: number; readonly ghostBefore?: number }
  | {
      readonly says: 'pong'
      readonly session: LinkId
      readonly ghost: number
      readonly host: number
      readonly ghostBefore?: number
    }

export const mostBytes = 512
const discoveryMark = Buffer.from('_asdp_v\x01', 'latin1')
const measuringMark = Buffer.from('_link_v\x01', 'latin1')
const headBytes = 20
const kinds = { alive: 1, response: 2, byebye: 3 } as const
const measuringKinds = { ping: 1, pong: 2 } as const

type Entry = readonly [name: string, bytes: Buffer]

export function encodeDiscovery(word: Discovery): Uint8Array {
  const head = Buffer.alloc(headBytes)
  discoveryMark.copy(head)
  head[8] = kinds[word.says]
  head[9] = word.says === 'byebye' ? 0 : word.ttlS
  Buffer.from(word.from, 'hex').copy(head, 12)
  if (word.says === 'byebye') return head
  const { timeline, session, startStop, measured } = word
  return Buffer.concat([
    head,
    entry('tmln', longs(timeline.microsPerBeat, timeline.beatOrigin, timeline.timeOrigin)),
    entry('sess', Buffer.from(session, 'hex')),
    ...(startStop ? [entry('stst', startStopBytes(startStop))] : []),
    ...(measured ? [entry('mep4', endpointBytes(measured))] : []),
  ])
}

/** Undefined for what is not whole, too long, of another group or not of this protocol. */
export function decodeDiscovery(bytes: Uint8Array): Discovery | undefined {
  const packet = packetOf(bytes, discoveryMark, headBytes)
  if (packet?.readUInt16BE(10) !== 0) return undefined
  const from = packet.toString('hex', 12, headBytes)
  const kind = packet[8]
  if (kind === kinds.byebye) return { says: 'byebye', from }
  if (kind !== kinds.alive && kind !== kinds.response) return undefined
  const entries = entriesOf(packet, headBytes)
  const timeline = timelineOf(entries?.get('tmln'))
  const session = entries?.get('sess')
  if (!entries || !timeline || session?.length !== 8) return undefined
  const startStop = startStopOf(entries.get('stst'))
  const measured = endpointOf(entries.get('mep4'))
  return {
    says: kind === kinds.alive ? 'alive' : 'response',
    ...{ from, ttlS: packet[9]!, timeline, session: session.toString('hex') },
    ...(startStop && { startStop }),
    ...(measured && { measured }),
  }
}

export function encodeMeasuring(word: Measuring): Uint8Array {
  const head = Buffer.concat([measuringMark, Buffer.of(measuringKinds[word.says])])
  const echoed = [
    entry('__ht', longs(word.host)),
    ...(word.ghostBefore === undefined ? [] : [entry('_pgt', longs(word.ghostBefore))]),
  ]
  if (word.says === 'ping') return Buffer.concat([head, ...echoed])
  const own = [entry('sess', Buffer.from(word.session, 'hex')), entry('__gt', longs(word.ghost))]
  return Buffer.concat([head, ...own, ...echoed])
}

export function decodeMeasuring(bytes: Uint8Array): Measuring | undefined {
  const headLength = measuringMark.length + 1
  const packet = packetOf(bytes, measuringMark, headLength)
  const entries = packet && entriesOf(packet, headLength)
  const host = longOf(entries?.get('__ht'))
  if (!packet || !entries || host === undefined) return undefined
  const before = longOf(entries.get('_pgt'))
  const echoed = { host, ...(before !== undefined && { ghostBefore: before }) }
  const kind = packet[measuringMark.length]
  if (kind === measuringKinds.ping) return { says: 'ping', ...echoed }
  const session = entries.get('sess')
  const ghost = longOf(entries.get('__gt'))
  if (kind !== measuringKinds.pong || session?.length !== 8 || ghost === undefined) return undefined
  return { says: 'pong', session: session.toString('hex'), ghost, ...echoed }
}

function packetOf(bytes: Uint8Array, mark: Buffer, least: number): Buffer | undefined {
  if (bytes.length < least || bytes.length > mostBytes) return undefined
  const packet = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  return packet.subarray(0, mark.length).equals(mark) ? packet : undefined
}

function entry(name: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.write(name, 'latin1')
  head.writeUInt32BE(content.length, 4)
  return Buffer.concat([head, content])
}

/** By name; those we do not know are passed over. Undefined where one says more than there is. */
function entriesOf(packet: Buffer, from: number): ReadonlyMap<string, Buffer> | undefined {
  const found: Entry[] = []
  let at = from
  while (at < packet.length) {
    if (at + 8 > packet.length) return undefined
    const end = at + 8 + packet.readUInt32BE(at + 4)
    if (end > packet.length) return undefined
    found.push([packet.toString('latin1', at, at + 4), packet.subarray(at + 8, end)])
    at = end
  }
  return new Map(found)
}

function longs(...numbers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(8 * numbers.length)
  for (const [i, number] of numbers.entries())
    bytes.writeBigInt64BE(BigInt(Math.round(number)), 8 * i)
  return bytes
}

/** Undefined where it is not there, or beyond what a number holds to the µs. */
function longOf(bytes: Buffer | undefined, at = 0): number | undefined {
  if (!bytes || bytes.length < at + 8) return undefined
  const number = Number(bytes.readBigInt64BE(at))
  return Number.isSafeInteger(number) ? number : undefined
}

const slowestMicros = 60_000_000 / 20
const fastestMicros = 60_000_000 / 999

function timelineOf(bytes: Buffer | undefined): Timeline | undefined {
  const [microsPerBeat, beatOrigin, timeOrigin] = [0, 8, 16].map((at) => longOf(bytes, at))
  if (microsPerBeat === undefined || beatOrigin === undefined || timeOrigin === undefined)
    return undefined
  // 20 to 999 bpm is what a session can have.
  if (microsPerBeat < fastestMicros || microsPerBeat > slowestMicros) return undefined
  return { microsPerBeat, beatOrigin, timeOrigin }
}

const startStopBytes = ({ playing, beats, time }: StartStop): Buffer =>
  Buffer.concat([Buffer.of(playing ? 1 : 0), longs(beats, time)])

function startStopOf(bytes: Buffer | undefined): StartStop | undefined {
  const [beats, time] = [longOf(bytes, 1), longOf(bytes, 9)]
  if (!bytes || beats === undefined || time === undefined) return undefined
  return { playing: bytes[0] !== 0, beats, time }
}

function endpointBytes({ address, port }: Endpoint): Buffer {
  const bytes = Buffer.alloc(6)
  Buffer.from(address.split('.').map(Number)).copy(bytes)
  bytes.writeUInt16BE(port, 4)
  return bytes
}

function endpointOf(bytes: Buffer | undefined): Endpoint | undefined {
  if (bytes?.length !== 6) return undefined
  const port = bytes.readUInt16BE(4)
  return port === 0 ? undefined : { address: [...bytes.subarray(0, 4)].join('.'), port }
}

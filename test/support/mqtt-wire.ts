import { connect, type Socket } from 'node:net'

/**
 * A small MQTT 3.1.1 client written from the standard, on a bare socket. It shares nothing with the
 * clients and the broker we run, or it would prove nothing.
 */
export type Wire = AsyncDisposable & {
  readonly socket: Socket
  send(bytes: Uint8Array): void
  /** The next packet of a kind, also one that came before; fails after 4 s. */
  next<K extends WirePacket['kind']>(kind: K): Promise<Extract<WirePacket, { kind: K }>>
  connect(hello?: Hello): Promise<{ readonly sessionPresent: boolean; readonly code: number }>
  /** What was granted, 0x80 where it was refused. */
  subscribe(...filters: (string | readonly [filter: string, qos: number])[]): Promise<number[]>
  unsubscribe(...filters: string[]): Promise<void>
  /** Resolves when the handshake of its QoS is over. */
  publish(topic: string, payload?: string | Uint8Array, how?: How): Promise<void>
  /** A round trip: what the broker had sent before is here. */
  ping(): Promise<void>
  /** Says DISCONNECT, so that no will is published. */
  leave(): Promise<void>
  /** Resolves when the broker has closed the connection; fails after 4 s. */
  readonly ended: () => Promise<void>
  /** What came and was not taken by `next`. */
  readonly waiting: WirePacket[]
  /** Whether PUBLISH is acknowledged as it comes. */
  acknowledges: boolean
}

export type Hello = {
  readonly id?: string
  readonly clean?: boolean
  readonly keepaliveS?: number
  readonly user?: string
  readonly password?: string | Uint8Array
  readonly will?: { readonly topic: string; readonly payload: string } & How
  readonly protocolLevel?: number
}
export type How = { readonly qos?: 0 | 1 | 2; readonly retain?: boolean }

export type WirePacket =
  | { readonly kind: 'connack'; readonly sessionPresent: boolean; readonly code: number }
  | {
      readonly kind: 'publish'
      readonly topic: string
      readonly text: string
      readonly qos: number
      readonly retain: boolean
      readonly dup: boolean
      readonly id: number | undefined
    }
  | { readonly kind: 'suback'; readonly id: number; readonly granted: number[] }
  | {
      readonly kind: 'puback' | 'pubrec' | 'pubrel' | 'pubcomp' | 'unsuback'
      readonly id: number
    }
  | { readonly kind: 'pingresp' }

const withinMs = 4000

export async function openWire(port: number, host = '127.0.0.1'): Promise<Wire> {
  const socket = connect({ port, host, noDelay: true })
  const waiting: WirePacket[] = []
  const eager: { kind: string; take: (packet: WirePacket) => void }[] = []
  let nextId = 0

  const send = (bytes: Uint8Array): void => void socket.write(bytes)
  const arrive = (packet: WirePacket): void => {
    if (packet.kind === 'publish' && wire.acknowledges) {
      if (packet.qos === 1) send(acknowledgement('puback', packet.id!))
      if (packet.qos === 2) send(acknowledgement('pubrec', packet.id!))
    }
    if (packet.kind === 'pubrel') send(acknowledgement('pubcomp', packet.id))
    const at = eager.findIndex(({ kind }) => kind === packet.kind)
    if (at < 0) waiting.push(packet)
    else eager.splice(at, 1)[0]!.take(packet)
  }
  socket.on('data', packetReader(arrive))
  socket.on('error', () => {})
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))

  const next = <K extends WirePacket['kind']>(kind: K) => {
    type Wanted = Extract<WirePacket, { kind: K }>
    const at = waiting.findIndex((packet) => packet.kind === kind)
    if (at >= 0) return Promise.resolve(waiting.splice(at, 1)[0] as Wanted)
    const coming = new Promise<Wanted>((resolve) =>
      eager.push({ kind, take: (packet) => resolve(packet as Wanted) }),
    )
    const lost = closed.then(() => Promise.reject(new Error(`closed before a ${kind} came`)))
    return within(Promise.race([coming, lost]), `no ${kind} came`)
  }

  const wire: Wire = {
    socket,
    send,
    next,
    waiting,
    acknowledges: true,
    async connect(hello = {}) {
      send(connectPacket(hello))
      return next('connack')
    },
    async subscribe(...filters) {
      const id = ++nextId
      send(subscribePacket(id, filters))
      return (await next('suback')).granted
    },
    async unsubscribe(...filters) {
      send(packet(0xa2, number16(++nextId), ...filters.map(text)))
      await next('unsuback')
    },
    async publish(topic, payload = '', how = {}) {
      const id = how.qos ? ++nextId : undefined
      send(publishPacket(topic, payload, { ...how, id }))
      if (how.qos === 1) await next('puback')
      if (how.qos !== 2) return
      await next('pubrec')
      send(acknowledgement('pubrel', id!))
      await next('pubcomp')
    },
    async ping() {
      send(packet(0xc0))
      await next('pingresp')
    },
    async leave() {
      socket.end(packet(0xe0))
      await within(closed, 'the broker did not close')
    },
    ended: () => within(closed, 'the broker did not close'),
    async [Symbol.asyncDispose]() {
      socket.destroy()
      await closed
    },
  }
  const connected = new Promise<void>((resolve) => socket.once('connect', resolve))
  const refused = closed.then(() => Promise.reject(new Error('connection refused')))
  await within(Promise.race([connected, refused]), 'no connection')
  return wire
}

async function within<T>(wanted: Promise<T>, otherwise: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${otherwise} within ${withinMs} ms`)), withinMs)
  })
  return Promise.race([wanted, late]).finally(() => clearTimeout(timer))
}

// Writing

export const number16 = (value: number): Buffer => Buffer.from([value >> 8, value & 0xff])

export const text = (value: string | Uint8Array): Buffer => {
  const bytes = Buffer.from(value)
  return Buffer.concat([number16(bytes.length), bytes])
}

/** The remaining length in 7-bit groups, least first. */
export function lengthBytes(length: number): Buffer {
  const bytes: number[] = []
  let left = length
  do {
    const more = left >= 128
    bytes.push((left % 128) + (more ? 128 : 0))
    left = Math.floor(left / 128)
  } while (left > 0)
  return Buffer.from(bytes)
}

export function packet(first: number, ...parts: Uint8Array[]): Buffer {
  const body = Buffer.concat(parts)
  return Buffer.concat([Buffer.from([first]), lengthBytes(body.length), body])
}

export function connectPacket({
  id = '',
  clean = true,
  keepaliveS = 60,
  user,
  password,
  will,
  protocolLevel = 4,
}: Hello): Buffer {
  const willFlags = will ? 0x04 | ((will.qos ?? 0) << 3) | (will.retain ? 0x20 : 0) : 0
  const flags =
    (user === undefined ? 0 : 0x80) |
    (password === undefined ? 0 : 0x40) |
    willFlags |
    (clean ? 0x02 : 0)
  return packet(
    0x10,
    text(protocolLevel === 3 ? 'MQIsdp' : 'MQTT'),
    Buffer.from([protocolLevel, flags]),
    number16(keepaliveS),
    text(id),
    ...(will ? [text(will.topic), text(will.payload)] : []),
    ...(user === undefined ? [] : [text(user)]),
    ...(password === undefined ? [] : [text(password)]),
  )
}

export const subscribePacket = (
  id: number,
  filters: readonly (string | readonly [string, number])[],
): Buffer =>
  packet(
    0x82,
    number16(id),
    ...filters
      .map((one) => (typeof one === 'string' ? ([one, 0] as const) : one))
      .flatMap(([filter, qos]) => [text(filter), Buffer.from([qos])]),
  )

export function publishPacket(
  topic: string | Uint8Array,
  payload: string | Uint8Array,
  {
    qos = 0,
    retain = false,
    dup = false,
    id,
  }: How & { dup?: boolean; id?: number | undefined } = {},
): Buffer {
  const first = 0x30 | (dup ? 8 : 0) | (qos << 1) | (retain ? 1 : 0)
  return packet(
    first,
    text(topic),
    ...(id === undefined ? [] : [number16(id)]),
    Buffer.from(payload),
  )
}

const acknowledgements = { puback: 0x40, pubrec: 0x50, pubrel: 0x62, pubcomp: 0x70 } as const
export const acknowledgement = (kind: keyof typeof acknowledgements, id: number): Buffer =>
  packet(acknowledgements[kind], number16(id))

// Reading

/** Cuts a stream into packets. */
function packetReader(arrive: (packet: WirePacket) => void): (chunk: Buffer) => void {
  let left: Buffer = Buffer.alloc(0)
  return (chunk) => {
    left = left.length === 0 ? chunk : Buffer.concat([left, chunk])
    for (let whole = wholePacket(left); whole; whole = wholePacket(left)) {
      left = left.subarray(whole.size)
      const read = readPacket(whole.first, whole.body)
      if (read) arrive(read)
    }
  }
}

function wholePacket(bytes: Buffer) {
  let length = 0
  for (let i = 1; i < Math.min(5, bytes.length); i++) {
    length += (bytes[i]! & 0x7f) * 128 ** (i - 1)
    if (bytes[i]! >= 0x80) continue
    const size = i + 1 + length
    if (bytes.length < size) return undefined
    return { first: bytes[0]!, body: bytes.subarray(i + 1, size), size }
  }
  return undefined
}

function readPacket(first: number, body: Buffer): WirePacket | undefined {
  const id = body.length >= 2 ? body.readUInt16BE(0) : 0
  switch (first >> 4) {
    case 2:
      return { kind: 'connack', sessionPresent: body[0] === 1, code: body[1]! }
    case 3:
      return readPublish(first, body)
    case 4:
      return { kind: 'puback', id }
    case 5:
      return { kind: 'pubrec', id }
    case 6:
      return { kind: 'pubrel', id }
    case 7:
      return { kind: 'pubcomp', id }
    case 9:
      return { kind: 'suback', id, granted: [...body.subarray(2)] }
    case 11:
      return { kind: 'unsuback', id }
    case 13:
      return { kind: 'pingresp' }
    default:
      return undefined
  }
}

function readPublish(first: number, body: Buffer): WirePacket {
  const qos = (first >> 1) & 3
  const topicEnd = 2 + body.readUInt16BE(0)
  const payloadAt = topicEnd + (qos > 0 ? 2 : 0)
  return {
    kind: 'publish',
    topic: body.toString('utf8', 2, topicEnd),
    text: body.toString('utf8', payloadAt),
    qos,
    retain: (first & 1) === 1,
    dup: (first & 8) === 8,
    id: qos > 0 ? body.readUInt16BE(topicEnd) : undefined,
  }
}

import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** A connection to a broker as a sensor's firmware has it: MQTT 3.1.1, QoS 0, with a will. */
export type MqttLine = {
  say(topic: string, payload: string, retained?: boolean): void
  /** Hears what is said under a filter. */
  subscribe(filter: string): void
  /** Takes its leave, so that its will is not said. */
  leave(): void
  /** Lets go without a word, as when the power goes. */
  drop(): void
  /** Resolves when the connection is gone, whoever ended it. */
  readonly gone: Promise<void>
}

export type MqttHello = {
  readonly host: string
  readonly port: number
  readonly clientId: string
  readonly user?: string
  readonly password?: string
  readonly will: { readonly topic: string; readonly payload: string }
}

const keepAliveS = 30

/** Connects; throws where nobody answers, or the broker refuses the user. */
export async function openMqttLine(
  hello: MqttHello,
  hear: (topic: string, payload: string) => void,
): Promise<MqttLine> {
  const socket = connect({ host: hello.host, port: hello.port, noDelay: true })
  await once(socket, 'connect')
  const gone = once(socket, 'close').then(() => {})
  socket.on('error', () => socket.destroy())
  const welcome = Promise.withResolvers<void>()
  socket.on(
    'data',
    packets((kind, body) => {
      if (kind === 2 && body[1] === 0) welcome.resolve()
      else if (kind === 2) welcome.reject(new Error(`the broker refuses us (${body[1]})`))
      else if (kind === 3) hearPublish(body, hear)
    }),
  )
  socket.write(connectPacket(hello))
  await Promise.race([
    welcome.promise,
    gone.then(() => Promise.reject(new Error('the broker closed the connection'))),
  ])
  const pinging = setInterval(() => socket.write(packet(0xc0, [])), (keepAliveS * 1000) / 2)
  void gone.then(() => clearInterval(pinging))
  return lineOver(socket, gone)
}

function lineOver(socket: Socket, gone: Promise<void>): MqttLine {
  let nextId = 0
  return {
    say(topic, payload, retained = false) {
      socket.write(packet(retained ? 0x31 : 0x30, [text(topic), Buffer.from(payload)]))
    },
    subscribe(filter) {
      nextId += 1
      socket.write(packet(0x82, [Buffer.of(0, nextId), text(filter), Buffer.of(0)]))
    },
    leave: () => void socket.end(packet(0xe0, [])),
    drop: () => void socket.resetAndDestroy(),
    gone,
  }
}

function text(words: string): Buffer {
  const bytes = Buffer.from(words)
  return Buffer.concat([Buffer.of(bytes.length >> 8, bytes.length & 255), bytes])
}

function packet(first: number, parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts)
  const length: number[] = []
  for (let left = body.length; ; left >>= 7) {
    length.push(left > 127 ? (left & 127) | 128 : left)
    if (left <= 127) break
  }
  return Buffer.concat([Buffer.of(first, ...length), body])
}

function connectPacket({ clientId, user, password, will }: MqttHello): Buffer {
  // A clean session, a retained will, and name and password where there are any.
  const flags = 0x02 | 0x04 | 0x20 | (user === undefined ? 0 : 0x80) | (password ? 0x40 : 0)
  return packet(0x10, [
    text('MQTT'),
    Buffer.of(4, flags, 0, keepAliveS),
    ...[clientId, will.topic, will.payload].map(text),
    ...[user, password].filter((word) => word !== undefined).map(text),
  ])
}

/** Cuts what comes into packets, each with its kind. */
function packets(take: (kind: number, body: Buffer) => void): (bytes: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0)
  return (bytes) => {
    rest = Buffer.concat([rest, bytes])
    for (;;) {
      let size = 0
      let at = 1
      do size += ((rest[at] ?? 0x80) % 128) << (7 * (at - 1))
      while ((rest[at++] ?? 0) > 127)
      if (rest.length < at + size || rest.length < 2) return
      take(rest[0]! >> 4, rest.subarray(at, at + size))
      rest = rest.subarray(at + size)
    }
  }
}

function hearPublish(body: Buffer, hear: (topic: string, payload: string) => void): void {
  const end = 2 + body.readUInt16BE(0)
  hear(body.toString('utf8', 2, end), body.toString('utf8', end))
}

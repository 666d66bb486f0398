import { connect, type Socket } from 'node:net'
import { connectPacket, publishPacket, subscribePacket } from '#test/support/mqtt-wire.ts'

/**
 * What the generator is to do. It gets this from its parent, says 'warm' when a fifth of it is done,
 * waits for any message, does it all and sends a LoadResult.
 */
export type LoadOrder = {
  readonly port: number
  readonly subscribers: number
  /** Messages a second, or as fast as the subscribers take them. */
  readonly rate: number | 'all'
  readonly messages: number
  readonly payloadBytes: number
  /** One more subscriber, that stops reading after its first message. */
  readonly frozen: boolean
}
export type LoadResult = {
  readonly deliveries: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** The longest time in which the slowest healthy subscriber heard nothing. */
  readonly silenceMs: number
}

const topic = 'rigsong/hub/event/midi/keys'
/** How many messages may be under way when sending as fast as they are taken. */
const underWay = 256
const nowMs = (): number => Number(process.hrtime.bigint()) / 1e6

process.once('message', (order: LoadOrder) => {
  run(order).then(
    (result) => process.send!(result, () => process.exit()),
    (cause) => {
      console.error(cause)
      process.exit(1)
    },
  )
})

async function run(order: LoadOrder): Promise<LoadResult> {
  const size = publishPacket(topic, Buffer.alloc(order.payloadBytes)).length
  const latencies: number[] = []
  const subscribers = await Promise.all(
    Array.from({ length: order.subscribers }, async (_, i) => {
      const socket = await signIn(order.port, 'flows', `flows-${i}`)
      await say(socket, subscribePacket(1, [topic]))
      return counting(socket, { size, timeAt: size - order.payloadBytes }, latencies)
    }),
  )
  if (order.frozen) {
    const socket = await signIn(order.port, 'flows', 'flows-frozen')
    await say(socket, subscribePacket(1, [topic]))
    socket.once('data', () => socket.pause())
  }
  const publisher = await signIn(order.port, 'live', 'live')
  const send = sender(publisher, order.payloadBytes)
  const slowest = (): number => Math.min(...subscribers.map(({ heard }) => heard()))
  const load = order.rate === 'all' ? sendAll(send, slowest) : sendPaced(send, order.rate)

  const warmUp = Math.floor(order.messages / 5)
  await load(0, warmUp)
  await until(() => slowest() >= warmUp)
  process.send!('warm')
  await new Promise((resolve) => process.once('message', resolve))
  latencies.length = 0
  for (const { restart } of subscribers) restart()
  await load(warmUp, order.messages)
  await until(() => slowest() >= warmUp + order.messages)

  latencies.sort((a, b) => a - b)
  return {
    deliveries: subscribers.reduce((sum, { heard }) => sum + heard() - warmUp, 0),
    p50Ms: latencies[Math.floor(latencies.length * 0.5)] ?? Number.NaN,
    p99Ms: latencies[Math.floor(latencies.length * 0.99)] ?? Number.NaN,
    silenceMs: Math.max(...subscribers.map(({ silenceMs }) => silenceMs())),
  }
}

async function signIn(port: number, user: string, id: string): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  socket.on('error', () => {})
  await say(socket, connectPacket({ id, user, password: user, keepaliveS: 0 }))
  return socket
}

/** Sends and waits for the answer. */
function say(socket: Socket, bytes: Buffer): Promise<void> {
  socket.write(bytes)
  return new Promise((resolve) => socket.once('data', () => resolve()))
}

/** Every packet has the same length, so nothing is parsed; a few carry the time they were sent. */
function counting(
  socket: Socket,
  { size, timeAt }: { readonly size: number; readonly timeAt: number },
  latencies: number[],
) {
  let bytes = 0
  let lastMs = 0
  let silenceMs = 0
  let rest: Buffer = Buffer.alloc(0)
  socket.on('data', (chunk) => {
    const atMs = nowMs()
    if (lastMs > 0) silenceMs = Math.max(silenceMs, atMs - lastMs)
    lastMs = atMs
    bytes += chunk.length
    const all = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk
    const whole = all.length - (all.length % size)
    // The last one of a chunk waited the least, the first the longest: both count.
    for (const end of new Set([size, whole]))
      if (whole >= size) latencies.push(atMs - all.readDoubleBE(end - size + timeAt))
    rest = all.subarray(whole)
  })
  return {
    heard: () => Math.floor(bytes / size),
    silenceMs: () => silenceMs,
    restart() {
      lastMs = 0
      silenceMs = 0
    },
  }
}

function sender(socket: Socket, payloadBytes: number): (count: number) => void {
  const packet = publishPacket(topic, Buffer.alloc(payloadBytes))
  const timeAt = packet.length - payloadBytes
  return (count) => {
    const batch = Buffer.alloc(packet.length * count)
    const atMs = nowMs()
    for (let i = 0; i < count; i++) {
      packet.copy(batch, i * packet.length)
      batch.writeDoubleBE(atMs, i * packet.length + timeAt)
    }
    socket.write(batch)
  }
}

/** Sends so many beyond `before`. */
type Load = (before: number, messages: number) => Promise<void>

const sendAll =
  (send: (count: number) => void, slowest: () => number): Load =>
  async (before, messages) => {
    let sent = 0
    while (sent < messages) {
      const room = Math.min(underWay - (before + sent - slowest()), messages - sent)
      if (room >= Math.min(underWay / 4, messages - sent)) {
        send(room)
        sent += room
      }
      await turn()
    }
  }

const sendPaced =
  (send: (count: number) => void, rate: number): Load =>
  async (_, messages) => {
    const startMs = nowMs()
    let sent = 0
    while (sent < messages) {
      const due = Math.min(messages, Math.floor(((nowMs() - startMs) / 1000) * rate))
      if (due > sent) {
        send(due - sent)
        sent = due
      }
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
  }

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

async function until(done: () => boolean): Promise<void> {
  const endMs = nowMs() + waitAtMostMs
  while (!done() && nowMs() < endMs) await new Promise((resolve) => setTimeout(resolve, 1))
}

/** For what was lost on the way. */
const waitAtMostMs = 10_000

import assert from 'node:assert/strict'
import { randomFrom } from '#core/random.ts'
import { loops } from '#test/support/loops.ts'
import {
  acknowledgement,
  connectPacket,
  lengthBytes,
  number16,
  openWire,
  packet,
  publishPacket,
  subscribePacket,
  text,
  type Wire,
} from '#test/support/mqtt-wire.ts'
import { openStand, type Stand, supervisedUsers } from './stand.ts'

const bytes = (...values: number[]): Buffer => Buffer.from(values)
const login = { user: 'live', password: supervisedUsers.live }
const hello = connectPacket({ id: 'live-hostile', ...login })
const topic = 'rigsong/hub/event/midi/keys'
const nul = `${topic}\0`
const notUtf8 = Buffer.concat([Buffer.from(topic), bytes(0xc3, 0x28)])

/** Sent as the first thing on a connection. */
const strangers: readonly (readonly [says: string, bytes: Buffer])[] = [
  ['nothing but a header', bytes(0x10)],
  ['a length of five bytes', bytes(0x10, 0xff, 0xff, 0xff, 0xff, 0x7f)],
  ['a length that never ends', bytes(0x10, 0x80, 0x80, 0x80, 0x80, 0x80)],
  ['a CONNECT of 256 MB', bytes(0x10, 0xff, 0xff, 0xff, 0x7f)],
  ['an empty CONNECT', bytes(0x10, 0x00)],
  ['a CONNECT that ends inside the protocol name', packet(0x10, number16(4), Buffer.from('MQ'))],
  ['a protocol that is not MQTT', packet(0x10, text('AMQP'), bytes(4, 2, 0, 60), text('x'))],
  ['protocol level 0', packet(0x10, text('MQTT'), bytes(0, 2, 0, 60), text('x'))],
  ['protocol level 200', packet(0x10, text('MQTT'), bytes(200, 2, 0, 60), text('x'))],
  ['the reserved connect flag', packet(0x10, text('MQTT'), bytes(4, 3, 0, 60), text('x'))],
  ['a will that is not there', packet(0x10, text('MQTT'), bytes(4, 6, 0, 60), text('x'))],
  ['will QoS without a will', packet(0x10, text('MQTT'), bytes(4, 0x1a, 0, 60), text('x'))],
  [
    'a will of QoS 3',
    packet(0x10, text('MQTT'), bytes(4, 0x1e, 0, 60), text('x'), text('t'), text('')),
  ],
  ['a user name that is not there', packet(0x10, text('MQTT'), bytes(4, 0x82, 0, 60), text('x'))],
  [
    'a password without a user',
    packet(0x10, text('MQTT'), bytes(4, 0x42, 0, 60), text('x'), text('p')),
  ],
  [
    'a client id longer than the packet',
    packet(0x10, text('MQTT'), bytes(4, 2, 0, 60), number16(9999)),
  ],
  ['__proto__ as a client', connectPacket({ id: '__proto__', user: '__proto__', password: 'x' })],
  [
    'constructor as a client',
    connectPacket({ id: 'constructor', user: 'constructor', password: '' }),
  ],
  ['a client id of 60 kB', connectPacket({ id: 'x'.repeat(60_000), ...login })],
  ['a NUL in the client id', connectPacket({ id: 'live-\0', ...login })],
  ['MQTT 5', packet(0x10, text('MQTT'), bytes(5, 2, 0, 60, 0), text('x'))],
  ['an HTTP request', Buffer.from('GET / HTTP/1.1\r\nHost: rigsong\r\n\r\n')],
  ['a TLS hello', bytes(0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03)],
  ['PUBLISH before CONNECT', publishPacket(topic, 'x')],
  ['SUBSCRIBE before CONNECT', subscribePacket(1, ['#'])],
  ['zeros', Buffer.alloc(4096)],
  ['0xff without end', Buffer.alloc(4096, 0xff)],
]

/** Sent by somebody who was let in. */
const guests: readonly (readonly [says: string, bytes: Buffer])[] = [
  ['a second CONNECT', hello],
  ['packet type 0', bytes(0x00, 0x00)],
  ['packet type 15', bytes(0xf0, 0x00)],
  ['a CONNACK', packet(0x20, bytes(0, 0))],
  ['a SUBACK', packet(0x90, number16(1), bytes(0))],
  ['PUBLISH of QoS 3', packet(0x36, text(topic), number16(1), Buffer.from('x'))],
  ['PUBLISH with no topic', packet(0x30, text(''), Buffer.from('x'))],
  ['PUBLISH shorter than its topic', packet(0x30, number16(500), Buffer.from('x'))],
  ['PUBLISH to a filter', publishPacket('rigsong/hub/event/#', 'x')],
  ['PUBLISH to a plus', publishPacket('rigsong/+/event', 'x')],
  ['PUBLISH with a NUL in the topic', publishPacket(nul, 'x')],
  ['PUBLISH to a topic that is not UTF-8', publishPacket(notUtf8, 'x')],
  ['PUBLISH to 200 levels', publishPacket('a/'.repeat(199), 'x')],
  ['PUBLISH to 65,535 bytes', publishPacket('a'.repeat(65_535), 'x')],
  ['PUBLISH to __proto__', publishPacket('__proto__', 'x', { retain: true })],
  ['PUBLISH of QoS 1 with id 0', publishPacket(topic, 'x', { qos: 1, id: 0 })],
  ['PUBLISH without its id', packet(0x32, text(topic))],
  ['a PUBLISH of 256 MB', Buffer.concat([bytes(0x30), lengthBytes(268_435_455)])],
  ['SUBSCRIBE with no filter', packet(0x82, number16(1))],
  ['SUBSCRIBE with wrong flags', packet(0x80, number16(1), text('a'), bytes(0))],
  ['SUBSCRIBE of QoS 3', subscribePacket(1, [['rigsong/hub/event/#', 3]])],
  ['SUBSCRIBE to nothing', subscribePacket(1, [''])],
  ['SUBSCRIBE to a#', subscribePacket(1, ['rigsong/a#'])],
  ['SUBSCRIBE to #/a', subscribePacket(1, ['#/a'])],
  ['SUBSCRIBE to __proto__', subscribePacket(1, ['__proto__', 'constructor'])],
  [
    'SUBSCRIBE to 5,000 filters',
    subscribePacket(
      1,
      Array.from({ length: 5000 }, (_, i) => `a/${i}`),
    ),
  ],
  ['SUBSCRIBE to 200 levels', subscribePacket(1, ['+/'.repeat(199)])],
  ['UNSUBSCRIBE from nothing', packet(0xa2, number16(1))],
  ['UNSUBSCRIBE from __proto__', packet(0xa2, number16(1), text('__proto__'))],
  ['PUBACK of what was never sent', acknowledgement('puback', 77)],
  ['PUBREC of what was never sent', acknowledgement('pubrec', 77)],
  ['PUBREL of what was never sent', acknowledgement('pubrel', 77)],
  ['PUBCOMP of what was never sent', acknowledgement('pubcomp', 77)],
  ['PUBREL with wrong flags', packet(0x60, number16(1))],
  ['half a packet', publishPacket(topic, 'x'.repeat(100)).subarray(0, 50)],
  ['DISCONNECT with a body', packet(0xe0, bytes(1, 2, 3))],
  ['PINGREQ with a body', packet(0xc0, bytes(1, 2, 3))],
  ['a command nested 50,000 deep', publishPacket('rigsong/hub/command/play', '['.repeat(50_000))],
]

describe('hostile inputs', function () {
  this.timeout(60_000)
  let stand: Stand
  let healthy: Wire
  let heapBefore = 0
  before(async () => {
    stand = await openStand({ limits: { wrongPasswordBurst: 1_000_000 } })
    healthy = await stand.as('watcher')
    await healthy.subscribe('rigsong/hub/event/#')
    heapBefore = process.memoryUsage().rss
  })
  after(async () => {
    await healthy?.[Symbol.asyncDispose]()
    await stand?.[Symbol.asyncDispose]()
  })

  /** The broker takes a message and hands it on. */
  const works = async (): Promise<void> => {
    const live = await stand.as('live')
    const said = `still here ${Math.random()}`
    await live.publish(topic, said, { qos: 1 })
    for (;;) if ((await healthy.next('publish')).text === said) break
    await live.leave()
  }
  const attack = async (...attacks: readonly Uint8Array[]): Promise<void> => {
    await using wire = await openWire(stand.port)
    for (const one of attacks) wire.send(one)
    wire.socket.end()
    await wire.ended()
  }

  for (const [says, attackBytes] of strangers)
    it(`survives ${says}, said by a stranger`, async () => {
      await attack(attackBytes)
      await works()
    })

  for (const [says, attackBytes] of guests)
    it(`survives ${says}, said by a guest`, async () => {
      await attack(hello, attackBytes, publishPacket(topic, 'after'))
      await works()
    })

  it('survives sessions with bytes changed, left out and doubled', async () => {
    const session = Buffer.concat([
      hello,
      subscribePacket(1, [['rigsong/hub/command/#', 1], 'rigsong/+/state/#']),
      publishPacket(topic, '{"a":1}', { qos: 1, id: 2 }),
      publishPacket('rigsong/hub/state/engine', '{"a":1}', { qos: 2, id: 3, retain: true }),
      acknowledgement('pubrel', 3),
      packet(0xc0),
      packet(0xa2, number16(4), text('rigsong/+/state/#')),
      packet(0xe0),
    ])
    const random = randomFrom(20_260_101)
    for (let i = 0; i < loops(150, 1500); i++) {
      const mutated = Buffer.from(session)
      for (let n = random.below(6); n >= 0; n--)
        mutated[random.below(mutated.length)] = random.below(256)
      const from = random.below(mutated.length)
      const to = from + random.below(20)
      await attack(
        random.pick([
          mutated,
          mutated.subarray(0, from),
          Buffer.concat([mutated.subarray(0, from), mutated.subarray(to)]),
          Buffer.concat([mutated.subarray(0, to), mutated.subarray(from)]),
        ]),
      )
    }
    await works()
  })

  it('cuts a packet of 200 MB at its header', async () => {
    const cutBefore = stand.broker.figures().cutTooLong!
    await using wire = await stand.as('live', { id: 'live-large' })

    wire.send(Buffer.concat([bytes(0x31), lengthBytes(200 * 1024 * 1024), text(topic)]))

    await wire.ended()
    assert.equal(stand.broker.figures().cutTooLong, cutBefore + 1)
    await works()
  })

  it('takes a packet of 256 kB, and 1,000 small ones after it', async () => {
    await using wire = await stand.as('live', { id: 'live-large' })
    await using reader = await stand.as('tool', { id: 'tool-large' })
    await reader.subscribe(topic)
    const body = 'x'.repeat(256 * 1024 - topic.length - 2)

    await wire.publish(topic, body)
    for (let i = 0; i < 1000; i++) wire.send(publishPacket(topic, `note ${i}`))

    assert.equal((await reader.next('publish')).text.length, body.length)
    for (let i = 0; i < 1000; i++) assert.equal((await reader.next('publish')).text, `note ${i}`)
  })

  it('has not grown by 100 MB after all of it', async () => {
    globalThis.gc?.()
    const grownMb = (process.memoryUsage().rss - heapBefore) / 1024 / 1024

    assert.ok(grownMb < 100, `grown by ${grownMb.toFixed(0)} MB`)
    await works()
  })
})

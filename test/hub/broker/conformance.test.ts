import assert from 'node:assert/strict'
import type { Access } from '#hub/broker/access.ts'
import { type Hello, openWire, type Wire } from '#test/support/mqtt-wire.ts'
import { openStand, type Stand } from './stand.ts'

/** No rules but one, as the suite wants it: what is tested here is the protocol. */
const noRules: Access = {
  mayPublish: () => true,
  maySubscribe: (_, filter) => filter !== 'test/nosubscribe',
  mayReceive: () => true,
  mayBeRetained: () => true,
  isCommand: () => false,
  isTrusted: () => true,
  mayBeNamed: () => true,
}

/** The ten cases of Eclipse Paho's interoperability suite for MQTT 3.1.1, in our own words. */
describe('MQTT 3.1.1 as Paho’s suite asks for it', () => {
  let stand: Stand
  const wires: Wire[] = []
  before(async () => {
    stand = await openStand({ access: noRules })
  })
  afterEach(async () => {
    for (const wire of wires.splice(0)) await wire[Symbol.asyncDispose]()
  })
  after(() => stand[Symbol.asyncDispose]())

  const hello = { user: 'live', password: 'secret-of-live' }
  const open = async (id: string, more: Hello = {}): Promise<Wire> => {
    const wire = await openWire(stand.port)
    wires.push(wire)
    const { code } = await wire.connect({ id, ...hello, ...more })
    assert.equal(code, 0)
    return wire
  }
  const publications = async (wire: Wire) => {
    await wire.ping()
    return wire.waiting.splice(0).filter((packet) => packet.kind === 'publish')
  }

  it('basic: messages of each QoS come as they were sent, and a second CONNECT ends it', async () => {
    const first = await open('basic')
    await first.leave()
    const client = await open('basic')

    assert.deepEqual(await client.subscribe(['basic/topic', 2]), [2])
    for (const qos of [0, 1, 2] as const) await client.publish('basic/topic', `qos ${qos}`, { qos })

    const came = [
      await client.next('publish'),
      await client.next('publish'),
      await client.next('publish'),
    ]
    assert.deepEqual(came.map(({ text, qos, retain }) => [text, qos, retain]).sort(), [
      ['qos 0', 0, false],
      ['qos 1', 1, false],
      ['qos 2', 2, false],
    ])
    const again = client.connect({ id: 'basic', ...hello })
    await assert.rejects(again, /closed/)
    await client.ended()
  })

  it('retained messages: they are given to who comes later, until an empty one takes them back', async () => {
    const client = await open('retained')
    const topics = ['retained/one', 'retained/two/three', 'retained/four']
    for (const qos of [0, 1, 2] as const)
      await client.publish(topics[qos]!, `qos ${qos}`, { qos, retain: true })

    const late = await open('retained-late')
    await late.subscribe(['retained/#', 2])
    const kept = [
      await late.next('publish'),
      await late.next('publish'),
      await late.next('publish'),
    ]
    for (const topic of topics) await client.publish(topic, '', { qos: 1, retain: true })
    const later = await open('retained-later')
    await later.subscribe(['retained/#', 2])
    await client.publish('retained/end', 'end', { qos: 1 })

    assert.deepEqual(
      kept.map(({ topic, text, retain }) => [topic, text, retain]).sort(),
      topics.map((topic, qos) => [topic, `qos ${qos}`, true]).sort(),
    )
    assert.equal((await later.next('publish')).text, 'end')
  })

  it('offline message queueing: QoS 1 and 2 wait for a session that is away', async () => {
    const away = await open('queueing', { clean: false })
    await away.subscribe(['queueing/+', 2])
    await away.leave()
    const sender = await open('queueing-sender')
    for (const qos of [0, 1, 2] as const)
      await sender.publish(`queueing/${qos}`, `qos ${qos}`, { qos })

    const back = await openWire(stand.port)
    wires.push(back)
    const { sessionPresent } = await back.connect({ id: 'queueing', clean: false, ...hello })

    assert.equal(sessionPresent, true)
    const came = [await back.next('publish'), await back.next('publish')]
    assert.deepEqual(came.map(({ text }) => text).sort(), ['qos 1', 'qos 2'])
  })

  it('will message: it is published when the client is gone without a word, and only then', async () => {
    const watcher = await open('will-watcher')
    await watcher.subscribe(['will/#', 2])
    const polite = await open('will-polite', { will: { topic: 'will/polite', payload: 'gone' } })
    const lost = await open('will-lost', { will: { topic: 'will/lost', payload: 'gone', qos: 2 } })

    await polite.leave()
    lost.socket.destroy()

    const will = await watcher.next('publish')
    assert.deepEqual([will.topic, will.text], ['will/lost', 'gone'])
  })

  it('zero length client id: it needs a clean session', async () => {
    const unclean = await openWire(stand.port)
    wires.push(unclean)

    assert.equal((await unclean.connect({ id: '', clean: false, ...hello })).code, 2)
    await unclean.ended()
    await open('', { clean: true })
  })

  it('overlapping subscriptions: one message, at the highest QoS that was granted', async () => {
    const client = await open('overlapping')
    await client.subscribe(['overlapping/#', 2], ['overlapping/+', 1])

    await client.publish('overlapping/topic', 'once', { qos: 2 })

    const came = [await client.next('publish'), ...(await publications(client))]
    assert.ok(came.length === 1 || came.length === 2)
    assert.ok(came.some(({ qos }) => qos === 2))
    if (came.length === 2) assert.ok(came.some(({ qos }) => qos === 1))
  })

  it('keepalive: who says nothing for one and a half times of it is gone, with its will', async () => {
    const watcher = await open('keepalive-watcher')
    await watcher.subscribe(['keepalive/will', 2])
    const silent = await open('keepalive', {
      keepaliveS: 1,
      will: { topic: 'keepalive/will', payload: 'timed out' },
    })

    await silent.ended()

    assert.equal((await watcher.next('publish')).text, 'timed out')
  })

  it('redelivery on reconnect: what was not acknowledged comes again', async () => {
    const first = await open('redelivery', { clean: false })
    await first.subscribe(['redelivery/+', 2])
    first.acknowledges = false
    const sender = await open('redelivery-sender')
    await sender.publish('redelivery/one', 'qos 1', { qos: 1 })
    await sender.publish('redelivery/two', 'qos 2', { qos: 2 })
    const before = [await first.next('publish'), await first.next('publish')]
    first.socket.destroy()
    await first.ended()

    const second = await open('redelivery', { clean: false })
    const after = [await second.next('publish'), await second.next('publish')]

    assert.deepEqual(after.map(({ text }) => text).sort(), before.map(({ text }) => text).sort())
    await second.ping()
    const third = await open('redelivery', { clean: false })
    assert.deepEqual(await publications(third), [])
  })

  it('subscribe failure: a filter that is not allowed is answered with 0x80', async () => {
    const client = await open('failure')

    assert.deepEqual(await client.subscribe(['test/nosubscribe', 2], ['failure/ok', 1]), [0x80, 1])
  })

  it('dollar topics: a wildcard at the front does not match them', async () => {
    const client = await open('dollar')
    await client.subscribe(['+/dollar', 2], ['+/+', 2])

    await client.publish('$dollar/dollar', 'hidden', { qos: 1 })
    await client.publish('plain/dollar', 'seen', { qos: 1 })

    assert.equal((await client.next('publish')).text, 'seen')
  })
})

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { connectAsync } from 'mqtt'
import { createWebSocketStream, WebSocketServer } from 'ws'
import type { HubError } from '#core/errors.ts'
import { openBus } from '#runtime/bus.ts'
import { systemClock } from '#runtime/clock.ts'
import { openWire, publishPacket } from '#test/support/mqtt-wire.ts'
import { openStand, type Stand, supervisedUsers } from './stand.ts'

const quiet = { debug() {}, info() {}, warn() {}, error() {} }

describe('the broker', () => {
  let stand: Stand
  before(async () => {
    stand = await openStand()
  })
  after(() => stand[Symbol.asyncDispose]())

  it('says which port is taken and how to choose another', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo

    await assert.rejects(stand.broker.listen({ host: '127.0.0.1', port }), (error: HubError) => {
      assert.equal(error.code, 'port-busy')
      assert.match(error.hint, new RegExp(`RIGSONG_MQTT_PORT.*${port}`))
      return true
    })
    other.close()
  })

  it('moves to another address while those who are there play on', async () => {
    await using moving = await openStand()
    await using live = await moving.as('live')
    await using tool = await moving.as('tool')
    await tool.subscribe('rigsong/hub/event/#')

    await moving.broker.stopListening()
    await assert.rejects(openWire(moving.port), /connection refused/)
    assert.equal(await moving.broker.listen({ host: '0.0.0.0', port: moving.port }), moving.port)

    await live.publish('rigsong/hub/event/midi/keys', 'still here', { qos: 1 })
    assert.equal((await tool.next('publish')).text, 'still here')
    await using late = await moving.as('watcher')
    await late.ping()
  })

  it('speaks MQTT over a WebSocket', async () => {
    const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => 'mqtt' })
    const http = createHttpServer().listen(0, '127.0.0.1')
    http.on('upgrade', (request, socket, head) =>
      sockets.handleUpgrade(request, socket, head, (webSocket) =>
        stand.broker.acceptWebSocket(createWebSocketStream(webSocket), request),
      ),
    )
    await once(http, 'listening')
    const { port } = http.address() as AddressInfo
    const client = await connectAsync(`ws://127.0.0.1:${port}/mqtt`, {
      clientId: 'tool-page',
      username: 'tool',
      password: stand.secretOf('tool'),
      reconnectPeriod: 0,
    })
    const message = new Promise<string>((resolve) =>
      client.once('message', (topic, payload) => resolve(`${topic} ${payload}`)),
    )
    await client.subscribeAsync('rigsong/hub/event/#')

    await using live = await stand.as('live')
    await live.publish('rigsong/hub/event/midi/keys', 'over the web')

    assert.equal(await message, 'rigsong/hub/event/midi/keys over the web')
    await client.endAsync(true)
    http.close()
  })

  it('carries a question from a process to the hub and its answer back', async () => {
    await using live = await openBus({
      url: `mqtt://127.0.0.1:${stand.port}`,
      username: 'live',
      password: supervisedUsers.live,
      hub: 'hub',
      process: 'live',
      version: '0.1.0',
      log: quiet,
      clock: systemClock,
    })
    using _ = await stand.broker.bus.answer('render', ({ piece, by }) => ({
      sha256: `${piece} for ${by}`,
      bytes: 3,
    }))

    const answer = await live.ask('render', { piece: 'pc_1', recipe: 'wav' })

    assert.equal(answer.sha256, 'pc_1 for live')
  })

  it('asks a process from inside, and is known there as the hub', async () => {
    await using live = await stand.as('live')
    await live.subscribe('rigsong/hub/command/stop')

    const asking = stand.broker.bus.ask('stop', {})
    const command = JSON.parse((await live.next('publish')).text)
    const reply = JSON.stringify({ id: command.id, ok: true })
    await live.publish(`rigsong/hub/${command.replyTo}`, reply, { qos: 1 })

    assert.equal(command.by, 'hub')
    assert.deepEqual(await asking, {})
  })

  it('tells inside what is retained before what comes', async () => {
    await using live = await stand.as('live')
    const rig = (revision: number) => JSON.stringify({ revision, hash: 'x' })
    await live.publish('rigsong/hub/state/rig', rig(1), { qos: 1, retain: true })
    const heard: [number, boolean][] = []
    const second = Promise.withResolvers<void>()
    using _ = await stand.broker.bus.subscribe('rig', ({ payload, retained }) => {
      heard.push([payload.revision, retained])
      if (heard.length === 2) second.resolve()
    })

    await live.publish('rigsong/hub/state/rig', rig(2), { qos: 1, retain: true })

    await second.promise
    assert.deepEqual(heard, [
      [1, true],
      [2, false],
    ])
  })

  it('hands on every message, however they are kept and however close they come', async () => {
    await using live = await stand.as('live')
    await using tool = await stand.as('tool')
    const event = (name: string): string => `rigsong/hub/event/burst/${name}`
    await tool.subscribe(['rigsong/hub/event/burst/+', 1], ['rigsong/hub/state/burst', 1])

    live.send(
      Buffer.concat([
        publishPacket(event('a'), '1', { qos: 1, id: 7 }),
        publishPacket('rigsong/hub/state/burst', '2', { retain: true }),
        publishPacket(event('b'), '3'),
        publishPacket(event('c'), '4', { qos: 1, id: 8 }),
        publishPacket(event('d'), '5'),
      ]),
    )

    const texts = []
    for (let i = 0; i < 5; i++) texts.push((await tool.next('publish')).text)
    assert.deepEqual(texts.sort(), ['1', '2', '3', '4', '5'])
  })

  it('hands on a state of the hub that an event overtakes', async () => {
    await using tool = await stand.as('tool')
    await tool.subscribe('rigsong/hub/state/rig', 'rigsong/hub/event/midi/keys')
    const { bus } = stand.broker

    await Promise.all([
      bus.publish('rig', { revision: 77, hash: 'x' }),
      bus.publish(
        'midi',
        { atMs: 1, device: 'keys', bytes: [0xf8], says: 'tick' },
        { device: 'keys' },
      ),
    ])

    const texts = new Set<string>()
    // The rig of another test may be kept there.
    while (texts.size < 2) {
      const { text } = await tool.next('publish')
      if (text.includes('77') || text.includes('tick')) texts.add(text)
    }
  })

  it('hands a message that two filters of a client fit to it once', async () => {
    await using live = await stand.as('live')
    await using tool = await stand.as('tool')
    await tool.subscribe('rigsong/hub/event/twice/+', 'rigsong/hub/event/#')

    for (const text of ['1', '2']) await live.publish('rigsong/hub/event/twice/a', text, { qos: 1 })
    await live.publish('rigsong/hub/event/last', 'end', { qos: 1 })

    const texts = []
    for (let i = 0; i < 3; i++) texts.push((await tool.next('publish')).text)
    assert.deepEqual(texts, ['1', '2', 'end'])
  })

  it('keeps no event and no command, whatever the sender wished', async () => {
    await using live = await stand.as('live')
    await live.publish('rigsong/hub/event/midi/keys', 'once', { qos: 1, retain: true })

    await using late = await stand.as('tool')
    await late.subscribe('rigsong/hub/event/midi/keys')
    await live.publish('rigsong/hub/event/midi/keys', 'now', { qos: 1 })

    const { text, retain } = await late.next('publish')
    assert.deepEqual([text, retain], ['now', false])
  })

  it('says of the hub that it is there, and when it goes', async () => {
    const going = await openStand()
    await using tool = await going.as('tool')
    await tool.subscribe('rigsong/hub/state/availability/hub')
    const states = [JSON.parse((await tool.next('publish')).text)]

    await going[Symbol.asyncDispose]()
    states.push(JSON.parse((await tool.next('publish')).text))

    assert.deepEqual(
      states.map(({ online }) => online),
      [true, false],
    )
  })

  it('keeps the will of a process that was killed as its state', async () => {
    const topic = 'rigsong/hub/state/availability/flows'
    const flows = await stand.as('flows', {
      will: { topic, payload: 'gone', qos: 1, retain: true },
    })
    await using early = await stand.as('watcher', { id: 'watcher-early' })
    await early.subscribe(topic)

    await flows[Symbol.asyncDispose]()

    assert.equal((await early.next('publish')).text, 'gone')
    await using late = await stand.as('watcher', { id: 'watcher-late' })
    await late.subscribe(topic)
    const { text, retain } = await late.next('publish')
    assert.deepEqual([text, retain], ['gone', true])
  })

  it('refuses a will that its client might not publish', async () => {
    const refused = stand.as('tool', { will: { topic: 'rigsong/hub/state/rig', payload: 'x' } })

    await assert.rejects(refused, /refused with 5/)
  })

  it('refuses the name of another user’s client', async () => {
    await assert.rejects(stand.as('tool', { id: 'live' }), /refused with 2/)
  })

  it('refuses a keepalive beyond the limit, and takes none at all', async () => {
    await assert.rejects(stand.as('tool', { keepaliveS: 301 }), /refused with 5/)
    await using tool = await stand.as('tool', { keepaliveS: 0 })
    await tool.ping()
  })
})

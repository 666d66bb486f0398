import assert from 'node:assert/strict'
import { type Hello, publishPacket, type Wire } from '#test/support/mqtt-wire.ts'
import { openStand, type Stand } from './stand.ts'

const filter = 'rigsong/hub/event/#'
const lasting: Hello = { clean: false }

describe('sessions that outlive their connection', () => {
  const leaveSession = async (stand: Stand, id: string): Promise<void> => {
    const wire = await stand.as('tool', { id, ...lasting })
    await wire.subscribe([filter, 1])
    await wire.leave()
  }
  const send = async (stand: Stand, count: number, payload = ''): Promise<void> => {
    await using live = await stand.as('live')
    for (let i = 0; i < count; i++)
      await live.publish('rigsong/hub/event/take/tk_1', `${i} ${payload}`, { qos: 1 })
  }
  const numbers = async (wire: Wire): Promise<number[]> => {
    for (let sofar = -1; sofar !== wire.waiting.length; ) {
      sofar = wire.waiting.length
      await wire.ping()
    }
    return wire.waiting.flatMap((one) =>
      one.kind === 'publish' ? [Number.parseInt(one.text, 10)] : [],
    )
  }

  it('keep so many messages for a client that is away, and the first ones', async () => {
    await using stand = await openStand({ limits: { queuedMessages: 5 } })
    await leaveSession(stand, 'tool-away')

    await send(stand, 8)

    await using back = await stand.as('tool', { id: 'tool-away', ...lasting })
    assert.deepEqual(await numbers(back), [0, 1, 2, 3, 4])
    assert.equal(stand.broker.figures().queueDropped, 3)
    assert.equal(stand.broker.figures().queuedBytes, 0)
  })

  it('keep so many bytes', async () => {
    await using stand = await openStand({ limits: { queuedBytes: 10_000 } })
    await leaveSession(stand, 'tool-away')

    await send(stand, 10, 'x'.repeat(3000))

    await using back = await stand.as('tool', { id: 'tool-away', ...lasting })
    assert.deepEqual(await numbers(back), [0, 1, 2])
  })

  it('make way for newer ones of their user', async () => {
    await using stand = await openStand({ limits: { sessionsPerUser: 2 } })
    for (const id of ['tool-1', 'tool-2', 'tool-3']) await leaveSession(stand, id)

    await send(stand, 1)

    await using first = await stand.as('tool', { id: 'tool-1', ...lasting })
    await using third = await stand.as('tool', { id: 'tool-3', ...lasting })
    assert.deepEqual(await numbers(first), [])
    assert.deepEqual(await numbers(third), [0])
  })

  it('end with a clean one', async () => {
    await using stand = await openStand()
    await leaveSession(stand, 'tool-away')
    await (await stand.as('tool', { id: 'tool-away' })).leave()

    await send(stand, 1)

    await using back = await stand.as('tool', { id: 'tool-away', ...lasting })
    assert.deepEqual(await numbers(back), [])
    assert.equal(stand.broker.figures().queuedBytes, 0)
  })

  it('keep nothing for filters that were refused', async () => {
    await using stand = await openStand()
    const wire = await stand.as('tool', { id: 'tool-nosy', ...lasting })
    assert.deepEqual(await wire.subscribe([filter, 1], ['rigsong/hub/command/#', 1]), [1, 0x80])
    await wire.leave()

    await using live = await stand.as('live')
    await live.publish('rigsong/hub/command/render', '{}', { qos: 1 })

    assert.equal(stand.broker.figures().queuedBytes, 0)
  })

  it('hold so many subscriptions', async () => {
    await using stand = await openStand({ limits: { subscriptionsPerClient: 2 } })
    await using wire = await stand.as('tool')

    assert.deepEqual(await wire.subscribe(filter), [0])
    assert.deepEqual(await wire.subscribe('rigsong/hub/state/#'), [0])
    assert.deepEqual(await wire.subscribe('rigsong/hub/state/rig'), [0x80])
  })

  it('let so many QoS 2 messages wait for their release', async () => {
    await using stand = await openStand({ limits: { unreleasedBytesInAll: 10_000 } })
    await using patient = await stand.as('live', { id: 'live-patient' })
    for (let i = 0; i < 20; i++)
      await patient.publish('rigsong/hub/event/take/tk_1', 'x'.repeat(4000), { qos: 2 })
    await using greedy = await stand.as('live', { id: 'live-greedy' })

    for (let id = 1; id <= 4; id++)
      greedy.send(publishPacket('rigsong/hub/event/take/tk_1', 'x'.repeat(4000), { qos: 2, id }))

    await greedy.ended()
    await patient.ping()
  })
})

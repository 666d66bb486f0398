import assert from 'node:assert/strict'
import { type MosquittoClient, runMosquitto } from '#test/support/mosquitto.ts'
import { skipWithout } from '#test/support/skip.ts'
import { openTempFolder } from '#test/support/temp.ts'
import { openStand, type Stand } from './stand.ts'

const pieceAdded = { piece: 'pc_1', title: 'Rain', change: 'added' } as const

describe('the bus as mosquitto_sub and mosquitto_pub see it', () => {
  let stand: Stand
  before(async function () {
    skipWithout(this, 'mosquitto_sub')
    skipWithout(this, 'mosquitto_pub')
    stand = await openStand()
  })
  after(() => stand?.[Symbol.asyncDispose]())

  const login = (user: string, at = stand): string[] => [
    ...['-p', String(at.port), '-u', user, '-P', stand.secretOf(user)],
  ]
  /** Listening when this resolves. */
  const listen = async (user: string, filter: string, ...more: string[]) => {
    const client = runMosquitto('mosquitto_sub', [
      ...login(user),
      ...['-d', '-F', 'got %r %t %p', '-t', filter, ...more],
    ])
    try {
      await client.line(/^Subscribed/)
      return client
    } catch (cause) {
      await client[Symbol.asyncDispose]()
      throw cause
    }
  }
  const publish = async (user: string, topic: string, payload: string, ...more: string[]) => {
    await using client = runMosquitto('mosquitto_pub', [
      ...login(user),
      ...['-t', topic, '-m', payload, ...more],
    ])
    assert.equal(await client.ended, 0, client.errors())
  }
  const heard = (client: MosquittoClient) => client.line(/^got /)

  it('shows everything that happens on rigsong/+/event/#', async () => {
    await using sub = await listen('tool', 'rigsong/+/event/#')

    await stand.broker.bus.publish('piece', pieceAdded, { piece: 'pc_1' })
    await publish('live', 'rigsong/hub/event/midi/keys', 'note-on C4')

    assert.equal(
      await heard(sub),
      `got 0 rigsong/hub/event/piece/pc_1 ${JSON.stringify(pieceAdded)}`,
    )
    assert.equal(await heard(sub), 'got 0 rigsong/hub/event/midi/keys note-on C4')
  })

  it('tells who comes later what holds', async () => {
    await publish('live', 'rigsong/hub/state/engine', 'answering', '-r', '-q', '1')

    await using sub = await listen('tool', 'rigsong/+/state/engine')

    assert.equal(await heard(sub), 'got 1 rigsong/hub/state/engine answering')
  })

  it('publishes the last will of a client that was killed', async () => {
    await using watcher = await listen('watcher', 'rigsong/hub/state/availability/live')
    const will = ['--will-topic', 'rigsong/hub/state/availability/live', '--will-payload', 'gone']
    await using doomed = await listen('live', 'rigsong/hub/command/#', ...will)

    doomed.process.kill('SIGKILL')

    assert.equal(await heard(watcher), 'got 0 rigsong/hub/state/availability/live gone')
  })

  it('keeps QoS 1 messages for a client that comes back', async () => {
    const session = ['-c', '-i', 'tool-away', '-q', '1']
    {
      await using before = await listen('tool', 'rigsong/+/event/take/#', ...session)
      before.process.kill('SIGTERM')
      await before.ended
    }
    await publish('live', 'rigsong/hub/event/take/tk_1', 'kept', '-q', '1')

    await using back = await listen('tool', 'rigsong/+/event/take/#', ...session)

    assert.equal(await heard(back), 'got 0 rigsong/hub/event/take/tk_1 kept')
  })

  it('refuses a wrong password', async () => {
    await using client = runMosquitto('mosquitto_pub', [
      ...['-p', String(stand.port), '-u', 'live', '-P', 'guessed', '-t', 'x', '-m', 'y'],
    ])

    assert.notEqual(await client.ended, 0)
    assert.match(client.errors(), /bad user name or password/)
  })

  it('refuses who has no name', async () => {
    await using client = runMosquitto('mosquitto_pub', [
      ...['-p', String(stand.port), '-t', 'x', '-m', 'y'],
    ])

    assert.notEqual(await client.ended, 0)
    assert.match(client.errors(), /not authori[sz]ed/)
  })

  it('refuses a filter beyond the rights of the user', async () => {
    await using client = runMosquitto('mosquitto_sub', [...login('tool'), '-d', '-t', 'rigsong/#'])

    await client.line(/^Subscribed \(mid: 1\): 128/)
  })

  it('passes nothing on that a user may not publish, and goes on', async () => {
    await using sub = await listen('watcher', 'rigsong/hub/event/#')

    await publish('tool', 'rigsong/hub/event/midi/keys', 'forged', '-q', '1')
    await publish('live', 'rigsong/hub/event/midi/keys', 'played', '-q', '1')

    assert.equal(await heard(sub), 'got 0 rigsong/hub/event/midi/keys played')
    assert.ok(stand.said.some(({ event }) => event === 'publish refused'))
  })

  it('stamps a command with who sent it, and never as somebody else', async () => {
    await using sub = await listen('live', 'rigsong/hub/command/#')

    await publish('tool', 'rigsong/hub/command/panic', '{"id":"cm_1","by":"live"}', '-q', '1')

    assert.equal(await heard(sub), 'got 0 rigsong/hub/command/panic {"id":"cm_1","by":"tool"}')
  })

  it('drops a command that wants its answer sent to somebody else', async () => {
    await using sub = await listen('live', 'rigsong/hub/command/#')
    const command = (id: string, client: string) =>
      JSON.stringify({ id, replyTo: `reply/${client}/${id}` })

    await publish('tool', 'rigsong/hub/command/panic', command('cm_2', 'live'), '-q', '1')
    await publish('tool', 'rigsong/hub/command/panic', 'not json', '-q', '1')
    await publish('tool', 'rigsong/hub/command/panic', command('cm_3', 'tool'), '-q', '1')

    assert.match(await heard(sub), /"id":"cm_3".*"by":"tool"/)
  })

  it('asks the hub and hears the answer', async () => {
    using _ = await stand.broker.bus.answer('generate', () => ({
      piece: 'pc_9',
      title: 'Asked',
      seed: 7,
    }))
    await using sub = await listen('tool', 'rigsong/hub/reply/tool/#')

    const command = { id: 'cm_4', replyTo: 'reply/tool/cm_4', prompt: 'rain' }
    await publish('tool', 'rigsong/hub/command/generate', JSON.stringify(command), '-q', '1')

    const reply = (await heard(sub)).replace(/^got 0 \S+ /, '')
    assert.deepEqual(JSON.parse(reply), {
      piece: 'pc_9',
      title: 'Asked',
      seed: 7,
      id: 'cm_4',
      ok: true,
    })
  })

  it('still holds its state when the broker starts anew', async () => {
    await using folder = await openTempFolder()
    {
      await using first = await openStand({ folder: folder.path })
      const live = await first.as('live')
      await live.publish('rigsong/hub/state/engine', 'kept', { qos: 1, retain: true })
      await live.publish('rigsong/hub/state/rig', 'taken back', { qos: 1, retain: true })
      await live.publish('rigsong/hub/state/rig', '', { qos: 1, retain: true })
      await live[Symbol.asyncDispose]()
    }
    await using second = await openStand({ folder: folder.path })

    await using sub = runMosquitto('mosquitto_sub', [
      ...login('live', second),
      ...['-d', '-F', 'got %r %t %p', '-t', 'rigsong/hub/state/+'],
    ])

    assert.equal(await heard(sub), 'got 1 rigsong/hub/state/engine kept')
  })
})

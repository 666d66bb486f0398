import assert from 'node:assert/strict'
import { connectAsync } from 'mqtt'
import type { Phrase } from '#core/score/phrase.ts'
import { isOp, type LiveClient, openLive } from './live-client.ts'
import { cookieOf, liveSecret, type OpenHouse, openHouse } from './open-house.ts'

type Tick = readonly (readonly [id: string, seq: number, atMs: number, payload: unknown])[]
const isTick = Array.isArray
const phrase = (id: string): Phrase => ({
  id,
  session: 'ss_1',
  by: 'player',
  bpm: 100,
  meter: { beats: 4, unit: 4 },
  atMs: 0,
  notes: [],
})

describe('/live', () => {
  let house: OpenHouse
  let owner: string
  before(async () => {
    house = await openHouse()
    owner = await house.owner()
  })
  after(() => house[Symbol.asyncDispose]())

  const open = (token = owner): Promise<LiveClient> =>
    openLive(house.url, { headers: { authorization: `Bearer ${token}` } })
  const tokenOf = async (scope: string): Promise<string> => {
    const name = `${scope}-${Math.random().toString(36).slice(2, 8)}`
    const body = { kind: 'api', name, scope }
    const answer = await house.call('POST', '/api/v1/tokens', { token: owner, body })
    return ((await answer.json()) as { secret: string }).secret
  }

  it('greets with the name of its keys, and tells the time of the hub', async () => {
    await using client = await open()

    const hello = await client.next<{ device: string; role: string }>(isOp('hello'))
    client.send({ op: 'ping', t: 42 })
    const pong = await client.next<{ t: number; nowMs: number }>(isOp('pong'))

    assert.match(hello.device, /^screen-[a-z0-9]+-\d+$/)
    assert.equal(hello.role, 'owner')
    assert.equal(pong.t, 42)
    assert.ok(Math.abs(pong.nowMs - Number(process.hrtime.bigint()) / 1e6) < 60_000)
  })

  it('lets nobody in without a key, another origin, another name or another protocol', async () => {
    const authorization = `Bearer ${owner}`
    const refusals: readonly (readonly [string, Parameters<typeof openLive>[1]])[] = [
      ['401', {}],
      ['401', { headers: { authorization: 'Bearer x' } }],
      ['401', { headers: { authorization: `Bearer ${liveSecret}` } }],
      ['403', { headers: { authorization, origin: 'http://evil.example' } }],
      ['421', { headers: { authorization, host: 'evil.example' } }],
      ['400', { headers: { authorization }, protocol: 'other' }],
    ]
    for (const [status, words] of refusals)
      await assert.rejects(openLive(house.url, words), new Error(status))
    await assert.rejects(openLive(`${house.url}/nothing`), new Error('404'))
  })

  it('takes a cookie only from the page of the hub', async () => {
    const made = await house.call('POST', '/api/v1/invites', {
      token: owner,
      body: { role: 'player' },
    })
    const { invite } = (await made.json()) as { invite: string }
    const cookie = cookieOf(await house.call('POST', '/api/v1/sessions', { body: { invite } }))

    await assert.rejects(openLive(house.url, { headers: { cookie } }), new Error('403'))
    await using client = await openLive(house.url, { headers: { cookie, origin: house.url } })

    assert.equal((await client.next<{ role: string }>(isOp('hello'))).role, 'player')
  })

  it('says what holds and then what happens', async () => {
    const { bus } = house.broker
    await bus.publish('rig', { revision: 5, hash: 'h' })
    await using client = await open()

    client.send({ op: 'sub', id: 'r', topic: 'state/rig', mode: 'last' })
    client.send({ op: 'sub', id: 7, topic: 'rigsong/hub/event/phrase/+', mode: 'all' })
    client.send({ op: 'sub', id: 'a', topic: 'state/availability/+', mode: 'last' })
    const snaps = [await client.next(isOp('snap')), await client.next(isOp('snap'))]
    await bus.publish('phrase', phrase('ph_1'), { session: 'ss_1' })
    await bus.publish('phrase', phrase('ph_2'), { session: 'ss_1' })

    assert.deepEqual(snaps[0], { op: 'snap', id: 'r', data: { revision: 5, hash: 'h' } })
    assert.deepEqual(snaps[1], {
      op: 'snap',
      id: 'a',
      data: [{ process: 'hub', online: true, version: '0.0.0' }],
    })
    const said: [unknown, unknown][] = []
    while (said.length < 2)
      for (const [id, , , payload] of await client.next<Tick>(isTick))
        said.push([id, (payload as { id: string }).id])
    assert.deepEqual(said, [
      [7, 'ph_1'],
      [7, 'ph_2'],
    ])
  })

  it('goes on after a break where the page stopped hearing', async () => {
    const { bus } = house.broker
    const sub = { op: 'sub', id: 'p', topic: 'event/phrase/+', mode: 'all' }
    let seq = 0
    {
      await using client = await open()
      client.send(sub)
      client.send({ op: 'ping' })
      await client.next(isOp('pong'))
      await bus.publish('phrase', phrase('ph_1'), { session: 'ss_1' })
      const [[, first]] = await client.next<[[string, number]]>(isTick)
      seq = first
    }
    await bus.publish('phrase', phrase('ph_2'), { session: 'ss_1' })
    await bus.publish('phrase', phrase('ph_3'), { session: 'ss_1' })

    await using client = await open()
    client.send({ ...sub, since: seq })

    const tick = await client.next<Tick>(isTick)
    assert.deepEqual(
      tick.map(([, , , payload]) => (payload as { id: string }).id),
      ['ph_2', 'ph_3'],
    )
    client.send({ ...sub, id: 'old', since: 1 })
    assert.deepEqual(await client.next(isOp('lag')), { op: 'lag', id: 'old', dropped: 1 })
  })

  it('plays the keys of a page, and releases them when it goes', async () => {
    const heard: string[] = []
    let gone: () => void = () => {}
    const farewell = new Promise<void>((resolve) => {
      gone = resolve
    })
    using _hearing = await house.broker.bus.subscribe('command-midi', ({ payload, words }) => {
      const hex = Buffer.from(payload).toString('hex')
      heard.push(`${words.device} ${hex}`)
      if (hex === 'b07b00') gone()
    })
    const client = await open()
    const { device } = await client.next<{ device: string }>(isOp('hello'))

    for (const bytes of [
      [0x90, 60, 100],
      [0x90, 64, 100],
      [0x80, 60, 0],
      [0x92, 67, 90],
      [0xb0, 64, 127],
      [0xf8],
      [0x90, 200, 1],
      [1],
    ])
      client.send({ op: 'input', bytes })
    client.send({ op: 'ping' })
    await client.next(isOp('pong'))
    client.socket.terminate()
    await farewell

    const words = ['903c64', '904064', '803c00', '92435a', 'b0407f']
    const released = ['804000', '824300', 'b24000', 'b27b00', 'b04000', 'b07b00']
    assert.deepEqual(
      heard,
      [...words, ...released].map((hex) => `${device} ${hex}`),
    )
  })

  it('ends a viewer who plays, and whoever speaks another language', async () => {
    await using viewer = await open(await tokenOf('viewer'))
    viewer.send({ op: 'input', bytes: [0x90, 60, 1] })
    await using stranger = await open()
    stranger.send('hello')

    assert.deepEqual(await viewer.closed, { code: 1008, reason: 'a viewer may not play' })
    assert.equal((await stranger.closed).code, 1003)
  })

  it('tells a kiosk of the beat and not of the library', async () => {
    await using kiosk = await open(await tokenOf('kiosk'))
    await house.broker.bus.publish('rig', { revision: 6, hash: 'h' })
    kiosk.send({ op: 'sub', id: 'all', topic: 'state/#' })
    kiosk.send({ op: 'sub', id: 'pieces', topic: '#', mode: 'all' })
    kiosk.send({ op: 'ping' })
    await kiosk.next(isOp('pong'))

    await house.broker.bus.publish(
      'piece',
      { piece: 'pc_1', title: 'x', change: 'added' },
      { piece: 'pc_1' },
    )
    await house.broker.bus.publish('phrase', phrase('ph_9'), { session: 'ss_1' })

    const tick = await kiosk.next<Tick>(isTick)
    assert.deepEqual(
      tick.map(([id, , , payload]) => [id, (payload as { id: string }).id]),
      [['pieces', 'ph_9']],
    )
  })

  it('sends out whoever lost their access', async () => {
    const body = { kind: 'api', name: 'gone', scope: 'player' }
    const made = await house.call('POST', '/api/v1/tokens', { token: owner, body })
    const { id, secret } = (await made.json()) as { id: string; secret: string }
    const client = await open(secret)

    await house.call('DELETE', `/api/v1/tokens/api/${id}`, { token: owner })

    assert.deepEqual(await client.closed, { code: 1008, reason: 'access was taken back' })
  })

  it('gives a page that comes back the same name', async () => {
    const names: string[] = []
    for (let n = 0; n < 2; n++) {
      await using client = await open()
      names.push((await client.next<{ device: string }>(isOp('hello'))).device)
      await using other = await open()
      names.push((await other.next<{ device: string }>(isOp('hello'))).device)
    }

    assert.equal(names[0], names[2])
    assert.notEqual(names[0], names[1])
  })
})

describe('/live at the end of a hub', () => {
  it('releases what pages hold, and says that it closes', async () => {
    const house = await openHouse()
    const headers = { authorization: `Bearer ${await house.owner()}` }
    const client = await openLive(house.url, { headers })
    const heard: string[] = []
    await house.broker.bus.subscribe('command-midi', ({ payload }) => {
      heard.push(Buffer.from(payload).toString('hex'))
    })
    client.send({ op: 'input', bytes: [0x90, 60, 100] })
    client.send({ op: 'ping' })
    await client.next(isOp('pong'))

    await house[Symbol.asyncDispose]()

    assert.deepEqual(heard, ['903c64', '803c00', 'b04000', 'b07b00'])
    assert.ok([1001, 1006].includes((await client.closed).code))
  })
})

describe('/mqtt', () => {
  it('is the bus over a WebSocket, for users of the bus', async () => {
    await using house = await openHouse()
    const password = await house.broker.users.create('page', 'tool')
    const url = `${house.url.replace('http', 'ws')}/mqtt`
    const words = { username: 'page', password, clientId: 'page', reconnectPeriod: 0 }
    const client = await connectAsync(url, words)

    const heard = new Promise<string>((resolve) => client.once('message', resolve))
    await client.subscribeAsync('rigsong/hub/state/rig')
    const topic = await heard

    assert.equal(topic, 'rigsong/hub/state/rig')
    await client.endAsync(true)
  })
})

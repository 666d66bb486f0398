import assert from 'node:assert/strict'
import type { Payload } from '#core/bus/topics.ts'
import { pieceOf } from '#test/hub/library/pieces-of.ts'
import { liveSecret, type OpenHouse, openHouse } from './open-house.ts'
import { type PlayedLive, playLive, still } from './play-live.ts'

describe('the transport over HTTP', () => {
  let house: OpenHouse
  let live: PlayedLive
  let token: string
  before(async () => {
    house = await openHouse()
    token = await house.owner()
    await house.library.pieces.add(pieceOf('pc_1'))
  })
  after(() => house[Symbol.asyncDispose]())
  const put = (body: object) => house.call('PUT', '/api/v1/transport', { token, body })

  it('is not known before live has spoken', async () => {
    const answer = await house.call('GET', '/api/v1/transport', { token })

    assert.equal(answer.status, 504)
    live = await playLive(house.broker.bus)
  })

  it('tells what live said last', async () => {
    const answer = await house.call('GET', '/api/v1/transport', { token })

    assert.deepEqual(await answer.json(), still)
  })

  it('plays, stops and sets by asking live', async () => {
    const meter = { beats: 3, unit: 4 }
    for (const body of [
      { playing: true, piece: 'pc_1' },
      { playing: false },
      { bpm: 90, meter },
      { answering: false },
    ])
      assert.equal((await put(body)).status, 200)

    assert.deepEqual(live.told, [
      ['play', { piece: 'pc_1' }],
      ['stop', {}],
      ['set', { bpm: 90, meter }],
      ['set', { answering: false }],
    ])
  })

  it('asks which piece, and refuses one that is not there', async () => {
    assert.equal((await put({ playing: true })).status, 400)
    assert.equal((await put({ playing: true, piece: 'pc_no' })).status, 404)
    assert.equal((await put({ bpm: 9999 })).status, 400)
  })

  it('panics', async () => {
    const answer = await house.call('POST', '/api/v1/panic', { token })

    assert.deepEqual(await answer.json(), { released: 2 })
  })
})

describe('devices over HTTP', () => {
  let house: OpenHouse
  let token: string
  before(async () => {
    house = await openHouse()
    token = await house.owner()
  })
  after(() => house[Symbol.asyncDispose]())
  const call = (method: string, path: string, body?: object) =>
    house.call(method, `/api/v1/devices${path}`, { token, ...(body && { body }) })

  it('are added to the rig, which live hears of and fetches by its hash', async () => {
    const heard: { revision: number; hash: string }[] = []
    await house.broker.bus.subscribe('rig', ({ payload }) => heard.push(payload))
    const body = {
      transport: 'din',
      port: '/dev/pts/7',
      name: 'Keys',
      player: 'ada',
      simulated: true,
    }

    const added = await call('POST', '', body)

    assert.equal(added.status, 201)
    assert.equal(added.headers.get('location'), '/api/v1/devices/keys')
    assert.deepEqual(await added.json(), { id: 'keys', ...body })
    const { hash } = heard.at(-1)!
    const rig = await house.call('GET', `/api/v1/rig/${hash}`, { token: liveSecret })
    assert.deepEqual(await rig.json(), { revision: 1, devices: [{ id: 'keys', ...body }] })
  })

  it('are listed as live last saw them, and as lost while it is away', async () => {
    const { bus } = house.broker
    const list = async () =>
      ((await (await call('GET', '')).json()) as { devices: Payload<'device'>[] }).devices
    const there = (online: boolean) =>
      bus.publish('availability', { process: 'live', online, version: '0' }, { process: 'live' })
    const statuses = async () => (await list()).map(({ device, status }) => `${device} ${status}`)

    assert.deepEqual(await statuses(), ['keys lost'])
    await there(true)
    assert.deepEqual(await statuses(), ['keys opening'])
    const keys: Payload<'device'> = {
      device: 'keys',
      name: 'Keys',
      transport: 'din',
      status: 'live',
      player: 'ada',
    }
    const screen = { ...keys, device: 'screen-a-1', transport: 'screen' } as const
    await bus.publish('device', keys, { device: 'keys' })
    await bus.publish('device', screen, { device: 'screen-a-1' })
    assert.deepEqual(await list(), [keys, screen])
    await there(false)
    assert.deepEqual(await statuses(), ['keys lost'])
  })

  it('leave the rig once, and give their port free', async () => {
    const body = { transport: 'din', port: '/dev/pts/7' }
    assert.equal((await call('POST', '', body)).status, 409)
    assert.equal((await call('DELETE', '/keys')).status, 204)
    assert.equal((await call('DELETE', '/keys')).status, 404)

    const again = await call('POST', '', body)

    assert.equal(((await again.json()) as { id: string }).id, 'din-on-7')
  })

  it('sit on serial ports of this machine', async () => {
    const { ports } = (await (await call('GET', '/ports')).json()) as { ports: { path: string }[] }

    for (const { path } of ports) assert.match(path, /^\/dev\//)
  })
})

describe('tokens over HTTP', () => {
  it('let a program in, by API or bus, until they are taken back', async () => {
    await using house = await openHouse()
    const token = await house.owner()
    const call = (method: string, path: string, body?: object) =>
      house.call(method, `/api/v1/tokens${path}`, { token, ...(body && { body }) })
    type Made = { id: string; secret: string; kind: string }
    const api = (await (
      await call('POST', '', { kind: 'api', name: 'light', scope: 'viewer' })
    ).json()) as Made
    const mqtt = (await (
      await call('POST', '', { kind: 'mqtt', name: 'node', scope: 'tool' })
    ).json()) as Made

    const me = () => house.call('GET', '/api/v1/session', { token: api.secret })
    assert.deepEqual(await (await me()).json(), { role: 'viewer', name: 'light' })
    assert.equal((await call('POST', '', { kind: 'api', name: 'light' })).status, 400)
    const text = await (await call('GET', '')).text()
    assert.ok(text.includes('light') && text.includes('node'))
    assert.ok(!text.includes(api.secret) && !text.includes(mqtt.secret))

    assert.equal((await call('DELETE', `/api/${api.id}`)).status, 204)
    assert.equal((await call('DELETE', `/mqtt/${mqtt.id}`)).status, 204)
    assert.equal((await call('DELETE', `/mqtt/${mqtt.id}`)).status, 404)
    assert.equal((await me()).status, 401)
  })
})

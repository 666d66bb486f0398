import assert from 'node:assert/strict'
import type { Payload } from '#core/bus/topics.ts'
import { emptyPatch, type RigDevice } from '#core/rig/rig.ts'
import { pieceOf } from '#test/hub/library/pieces-of.ts'
import { liveSecret, type OpenHouse, openHouse } from './open-house.ts'
import { accompanying, type PlayedLive, playLive, still } from './play-live.ts'

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

  it('tells and sets who plays along', async () => {
    const told = await house.call('GET', '/api/v1/accompaniment', { token })
    const body = { drums: true, respond: 'trade', tradeBars: 2 }
    const set = await house.call('PUT', '/api/v1/accompaniment', { token, body })
    const wrong = await house.call('PUT', '/api/v1/accompaniment', {
      token,
      body: { tradeBars: 0 },
    })

    assert.deepEqual(await told.json(), accompanying)
    assert.equal(set.status, 200)
    assert.deepEqual(live.told.at(-1), ['set', { accompaniment: body }])
    assert.equal(wrong.status, 400)
  })

  it('says why a phrase is as it is', async () => {
    const named = await house.call('GET', '/api/v1/why/ph_7', { token })
    const last = await house.call('GET', '/api/v1/why', { token })

    assert.equal(((await named.json()) as { phrase: string }).phrase, 'ph_7')
    assert.equal(((await last.json()) as { phrase: string }).phrase, 'ph_last')
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
    assert.deepEqual(await rig.json(), {
      ...{ revision: 1, devices: [{ id: 'keys', ...body }], ignored: [], patch: emptyPatch },
    })
  })

  it('are listed as live last saw them, and as absent while it is away', async () => {
    const { bus } = house.broker
    const list = async () =>
      ((await (await call('GET', '')).json()) as { devices: Payload<'device'>[] }).devices
    const there = (online: boolean) =>
      bus.publish('availability', { process: 'live', online, version: '0' }, { process: 'live' })
    const statuses = async () => (await list()).map(({ device, status }) => `${device} ${status}`)

    assert.deepEqual(await statuses(), ['keys absent'])
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
    // Taken out of the rig while it played: the last that was heard of it is that it lives.
    await bus.publish('device', { ...keys, device: 'gone' }, { device: 'gone' })
    assert.deepEqual(await list(), [keys, screen])
    await there(false)
    assert.deepEqual(await statuses(), ['keys absent'])
  })

  it('leave the rig once, and give their port free', async () => {
    const body = { transport: 'din', port: '/dev/pts/7' }
    assert.equal((await call('POST', '', body)).status, 409)
    assert.equal((await call('DELETE', '/keys')).status, 204)
    assert.equal((await call('DELETE', '/keys')).status, 404)

    const again = await call('POST', '', body)

    assert.equal(((await again.json()) as { id: string }).id, 'din-on-7')
  })

  it('are what their description says, and refused where it says otherwise', async () => {
    const box = { port: '/dev/pts/8', description: 'knob-box' }

    const added = (await (await call('POST', '', box)).json()) as RigDevice
    const other = await call('POST', '', { ...box, port: '/dev/pts/9', transport: 'din' })
    const unknown = await call('POST', '', { ...box, port: '/dev/pts/9', description: 'nothing' })
    const unsaid = await call('POST', '', { port: '/dev/pts/9' })

    assert.deepEqual([added.transport, added.id], ['hub-frames', 'knob-box'])
    assert.deepEqual([other.status, unknown.status, unsaid.status], [409, 404, 400])
  })

  it('are called differently, and take no port of another', async () => {
    const changed = await call('PATCH', '/knob-box', { name: 'Left box', player: 'ada' })
    const taken = await call('PATCH', '/knob-box', { port: '/dev/pts/7' })
    const nobody = await call('PATCH', '/nobody', { name: 'x' })

    const { name, player } = (await changed.json()) as RigDevice
    assert.deepEqual([name, player], ['Left box', 'ada'])
    assert.deepEqual([taken.status, nobody.status], [409, 404])
  })

  it('that are found join the rig once, and not again when they were removed', async () => {
    const found = {
      transport: 'usb-midi',
      port: 'usb:1d6b:0104/serial=FB1',
      description: 'fader-box',
      name: 'Fader Box',
    }
    const tell = async () => {
      const body = { token: liveSecret, body: found }
      const answer = await house.call('POST', '/api/v1/devices/found', body)
      return ((await answer.json()) as { device?: RigDevice }).device?.id
    }

    assert.deepEqual([await tell(), await tell()], ['fader-box', 'fader-box'])
    await call('DELETE', '/fader-box')
    assert.equal(await tell(), undefined)
    assert.equal((await call('POST', '', found)).status, 201)

    assert.equal(await tell(), 'fader-box')
  })

  it('take a light, a firmware and a recording by asking live', async () => {
    const live = await playLive(house.broker.bus)

    const light = await call('PUT', '/box/outputs/light-1', { value: 0.5 })
    const flash = await call('POST', '/box/flash', { firmware: 'knob-box' })
    const record = await call('POST', '/box/record', { on: true })

    assert.deepEqual([light.status, flash.status, record.status], [204, 202, 200])
    assert.deepEqual(live.told, [
      ['output', { device: 'box', output: 'light-1', value: 0.5 }],
      ['flash', { device: 'box', firmware: 'knob-box' }],
      ['record', { device: 'box', on: true }],
    ])
  })

  it('sit on ports that live sees', async () => {
    const ports = [{ name: '/dev/ttyAMA0', kind: 'serial', title: 'ttyAMA0' } as const]
    await house.broker.bus.publish('ports', { ports, notes: ['no ALSA here'] })

    const answer = await call('GET', '/ports')

    assert.deepEqual(await answer.json(), { ports, notes: ['no ALSA here'] })
  })

  it('are in the rig once, whatever name of their port is said', async () => {
    const uno = { kind: 'serial', title: 'Uno' } as const
    const ports = [
      { ...uno, name: 'usb:2341:0043/path=1-7', path: '/dev/ttyACM7' },
      { ...uno, name: 'usb:2341:0043/path=1-8', path: '/dev/ttyACM8' },
      { ...uno, name: 'usb:2341:0043/path=1-7', kind: 'midi' as const },
    ]
    await house.broker.bus.publish('ports', { ports, notes: [] })
    const add = async (transport: string, port: string) =>
      (await call('POST', '', { transport, port, name: 'Uno Seven' })).status

    const added = [
      await add('firmata', 'usb:2341:0043/path=1-7'),
      await add('firmata', '/dev/ttyACM7'),
      await add('firmata', '/dev/ttyACM8'),
    ]
    const moved = await call('PATCH', '/uno-seven', { port: '/dev/ttyACM7' })
    const taken = await call('PATCH', '/uno-seven', { port: 'usb:2341:0043/path=1-8' })

    assert.deepEqual(added, [201, 409, 201])
    assert.deepEqual([moved.status, taken.status], [200, 409])
    for (const device of ['uno-seven', 'uno-seven-2']) await call('DELETE', `/${device}`)
  })

  it('are described by the shelf', async () => {
    const answer = await call('GET', '/descriptions')

    const { descriptions } = (await answer.json()) as { descriptions: { id: string }[] }
    assert.ok(descriptions.some(({ id }) => id === 'knob-box'))
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

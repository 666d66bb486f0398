import assert from 'node:assert/strict'
import type { Payload } from '#core/bus/topics.ts'
import type { Rig } from '#core/rig/rig.ts'
import type { Opening, RigFile } from '#core/rig/rig-file.ts'
import type { Mapper, PresentDevice } from '#hub/live/mapping/mapper.ts'
import { type OpenHouse, openHouse } from './open-house.ts'
import { playMapper } from './play-mapper.ts'

const box: PresentDevice = {
  id: 'box',
  transport: 'osc',
  roles: {},
  controls: ['fader-1', 'fader-2'].map((id) => ({
    id,
    kind: 'continuous',
    from: { address: `/${id}` },
  })),
}
const rigged = (id: string, port: string) => ({
  ...{ id, name: id, transport: 'osc', port, player: 'ada' },
  description: 'touch-faders',
})

/** A house with one device that is here. */
async function openWithBox() {
  const house = await openHouse()
  await house.library.rigs.change(() => ({
    devices: [{ ...rigged('box', 'udp://0.0.0.0:9000'), transport: 'osc' }],
  }))
  const { controls, transport } = box
  await house.broker.bus.publish(
    'device',
    {
      ...{ device: 'box', name: 'box', transport, status: 'live', player: 'ada' },
      description: 'touch-faders',
      controls: controls.map(({ id, kind }) => ({ id, kind })),
    },
    { device: 'box' },
  )
  return house
}

describe('mappings over HTTP', () => {
  let house: OpenHouse
  let mapper: Mapper
  let token: string
  before(async () => {
    house = await openWithBox()
    mapper = await playMapper(house, [box])
    token = await house.owner()
  })
  after(() => {
    mapper[Symbol.dispose]()
    return house[Symbol.asyncDispose]()
  })
  const call = (method: string, path: string, body?: object) =>
    house.call(method, `/api/v1${path}`, { token, ...(body && { body }) })
  const get = async <T>(path: string) => (await (await call('GET', path)).json()) as T
  type Mappings = { stored: boolean; mappings: { id: string; do: string; by: string }[] }

  it('are what roles do by themselves, until somebody says otherwise', async () => {
    const { stored, mappings } = await get<Mappings>('/mappings')

    assert.equal(stored, true)
    assert.equal(mappings.length, 17)
    assert.ok(mappings.every(({ by }) => by === 'default'))
  })

  it('are made, changed, and taken away', async () => {
    const words = { when: { device: 'box', control: 'fader-1' }, do: 'tempo' }
    await call('PUT', '/mappings/speed', words)
    const put = await call('PUT', '/mappings/speed', { ...words, takeover: 'scale' })
    assert.deepEqual(await put.json(), { id: 'speed', ...words, takeover: 'scale' })
    const { mappings, stored } = await get<Mappings>('/mappings')
    assert.deepEqual(mappings[0], { id: 'speed', ...words, takeover: 'scale', by: 'rig' })
    assert.equal(stored, false)

    assert.equal((await call('DELETE', '/mappings/speed')).status, 204)
    assert.equal((await call('DELETE', '/mappings/speed')).status, 404)
    assert.equal((await call('PUT', '/mappings/x', { ...words, do: 'fly' })).status, 400)
  })

  it('of roles are cleared by the name of the role, and all come back together', async () => {
    assert.equal((await call('DELETE', '/mappings/foot-1')).status, 204)
    const { mappings } = await get<Mappings>('/mappings')
    assert.equal(mappings.find(({ id }) => id === 'foot-1')?.do, 'nothing')

    const reset = await call('DELETE', '/mappings')

    assert.deepEqual(await reset.json(), { removed: 1 })
  })

  it('are learned', async () => {
    await call('PUT', '/learning', { armed: true, target: 'macro-1', takeover: 'jump' })
    for (const value of [0, 0.2]) {
      const event = { device: 'box', control: 'fader-2', value, raw: value, atMs: 0 }
      mapper.moved({ ...event, kind: 'continuous' })
    }

    const { armed, learned } = await get<Payload<'learning'>>('/learning')

    assert.equal(armed, true)
    assert.equal(learned?.id, 'fader-2-macro-1')
    await call('PUT', '/learning', { armed: false })
  })

  it('and roles say who stands for what', async () => {
    type Roles = { roles: { role: string; device?: string; bound: boolean }[] }
    const macro = async () =>
      (await get<Roles>('/roles')).roles.find(({ role }) => role === 'macro-5')!
    assert.equal((await macro()).device, undefined)

    await call('PUT', '/roles/macro-5', { device: 'box', control: 'fader-1' })

    assert.deepEqual(await macro(), {
      ...{ role: 'macro-5', says: 'the fifth macro' },
      ...{ device: 'box', control: 'fader-1', bound: true },
    })
    assert.equal((await call('PUT', '/roles/boss', {})).status, 400)
  })

  it('refuse a control that the device has not, with the nearest that it has', async () => {
    const mapping = { when: { device: 'box', control: 'fader-3' }, do: 'tempo' }

    const refused = [
      await call('PUT', '/roles/macro-5', { device: 'box', control: 'fader-11' }),
      await call('PUT', '/mappings/fast', mapping),
    ]
    const unplugged = await call('PUT', '/roles/macro-6', { device: 'pedal', control: 'left' })

    assert.deepEqual(
      refused.map(({ status }) => status),
      [404, 404],
    )
    assert.match(((await refused[0]!.json()) as { fix: string }).fix, /Did you mean fader-1\?/)
    assert.ok(unplugged.ok)
    await call('PUT', '/roles/macro-6', {})
  })

  it('turn macros and open scenes', async () => {
    assert.equal((await call('PUT', '/macros/3', { value: 0.5 })).status, 204)
    assert.equal(mapper.macros()[2], 0.5)
    assert.equal((await call('PUT', '/macros/9', { value: 0.5 })).status, 400)
    const saved = await call('POST', '/scenes', { name: 'Quiet verse' })
    assert.equal(saved.headers.get('location'), '/api/v1/scenes/quiet-verse')

    const opened = await call('POST', '/scenes/open', {})

    assert.deepEqual(await opened.json(), { scene: 'quiet-verse' })
    const { open, scenes } = await get<{ open: string; scenes: { name: string }[] }>('/scenes')
    assert.deepEqual([open, scenes.map(({ name }) => name)], ['quiet-verse', ['Quiet verse']])
    assert.equal((await call('DELETE', '/scenes/quiet-verse')).status, 204)
    assert.equal((await call('POST', '/scenes/open', { scene: 'quiet-verse' })).status, 404)
  })

  it('are stored as they are played, as one revision', async () => {
    await call('PUT', '/mappings/speed', {
      when: { device: 'box', control: 'fader-1' },
      do: 'tempo',
    })
    const before = (await house.library.rigs.current()).rig.revision

    const stored = await call('POST', '/rig/store')

    assert.deepEqual(await stored.json(), { revision: before + 1 })
    const { rig } = await house.library.rigs.current()
    assert.ok(rig.patch.mappings.some(({ id }) => id === 'speed'))
    assert.equal((await get<Mappings>('/mappings')).stored, true)
    const again = await call('POST', '/rig/store')
    assert.deepEqual(await again.json(), { revision: before + 1 })
  })
})

describe('edits that are not stored', () => {
  it('survive a device that is added meanwhile, and are stored with it', async () => {
    await using house = await openHouse()
    using _ = await playMapper(house)
    const token = await house.owner()
    const call = (method: string, path: string, body?: object) =>
      house.call(method, `/api/v1${path}`, { token, ...(body && { body }) })
    await call('PUT', '/mappings/quiet', { when: { role: 'foot-1' }, do: 'panic' })

    await call('POST', '/devices', { transport: 'din', port: '/dev/pts/9', name: 'Keys' })
    const { revision } = (await (await call('POST', '/rig/store')).json()) as { revision: number }

    const { rig } = await house.library.rigs.current()
    assert.equal(rig.revision, revision)
    assert.deepEqual(
      [rig.devices.map(({ id }) => id), rig.patch.mappings.map(({ id }) => id)],
      [['keys'], ['quiet']],
    )
  })
})

describe('a rig over HTTP', () => {
  let house: OpenHouse
  let token: string
  before(async () => {
    house = await openWithBox()
    token = await house.owner()
  })
  after(() => house[Symbol.asyncDispose]())
  const call = (method: string, path: string, body?: object) =>
    house.call(method, `/api/v1${path}`, { token, ...(body && { body }) })
  const twin = (file: RigFile): object => {
    const mapping = { id: 'm', when: { device: 'tablet', control: 'fader-2' }, do: 'tempo' }
    const lost = { id: 'l', when: { device: 'tablet', control: 'button-1' }, do: 'play' }
    const hardware = file.hardware.map((one) => ({
      ...one,
      id: 'tablet',
      description: 'another-tablet',
      controls: [...one.controls, { id: 'button-1', kind: 'state' }],
    }))
    return {
      ...file,
      hardware,
      rig: {
        revision: 9,
        devices: [rigged('tablet', 'udp://0.0.0.0:9001'), rigged('pedal', 'udp://0.0.0.0:9002')],
        patch: { mappings: [mapping, lost], bindings: [], scenes: [] },
      },
    }
  }
  const exported = async () => (await (await call('GET', '/rig')).json()) as RigFile

  it('is exported whole, with what its devices are', async () => {
    const { rig, hardware } = await exported()

    assert.deepEqual(rig, (await house.library.rigs.current()).rig)
    assert.deepEqual(hardware, [
      {
        ...{ id: 'box', description: 'touch-faders', roles: {} },
        controls: box.controls.map(({ id, kind }) => ({ id, kind })),
      },
    ])
  })

  it('opens again as it was', async () => {
    const file = await exported()

    const opening = (await (await call('POST', '/rig/open', file)).json()) as Opening
    const opened = (await (await call('PUT', '/rig', file)).json()) as Rig

    assert.deepEqual(opening, { bindings: [], leftOver: [], devices: [] })
    assert.deepEqual(opened, { ...file.rig, revision: file.rig.revision + 1 })
  })

  it('is proposed for what is here, and says what has no place, without doing anything', async () => {
    const file = await exported()

    const answer = await call('POST', '/rig/open', twin(file))

    const { bindings, leftOver, devices } = (await answer.json()) as Opening
    assert.deepEqual(bindings, [
      {
        from: { device: 'tablet', control: 'fader-2' },
        to: { device: 'box', control: 'fader-1' },
        why: 'same-kind',
      },
    ])
    assert.deepEqual(
      leftOver.map(({ mapping, why }) => [mapping, why]),
      [['l', 'no state control is left for button-1 of tablet']],
    )
    assert.deepEqual(
      devices.map(({ id }) => id),
      ['pedal'],
    )
    assert.deepEqual(await exported(), file)
  })

  it('opens with what was accepted, as one revision that live hears of', async () => {
    const file = await exported()
    const heard: number[] = []
    await house.broker.bus.subscribe('rig', ({ payload, retained }) => {
      if (!retained) heard.push(payload.revision)
    })
    const accept = [
      {
        from: { device: 'tablet', control: 'fader-2' },
        to: { device: 'box', control: 'fader-1' },
      },
    ]

    const opened = (await (await call('PUT', '/rig', { ...twin(file), accept })).json()) as Rig

    assert.deepEqual(heard, [file.rig.revision + 1])
    assert.deepEqual(
      opened.devices.map(({ id }) => id),
      ['box', 'pedal'],
    )
    assert.deepEqual(opened.patch.mappings, [
      { id: 'm', when: { device: 'box', control: 'fader-1' }, do: 'tempo' },
    ])
  })

  it('refuses a binding to nobody', async () => {
    const accept = [{ from: { device: 'a' }, to: { device: 'ghost' } }]

    const answer = await call('PUT', '/rig', { ...(await exported()), accept })

    assert.equal(answer.status, 404)
  })
})

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { emptyPatch } from '#core/rig/rig.ts'
import { withDevice, withoutDevice } from '#hub/library/rigs.ts'
import { type OpenLibrary, openTestLibrary } from './open-library.ts'

const keys = { name: 'My Keys!', transport: 'din', port: '/dev/ttyAMA0', player: 'ada' } as const

const nothing = { revision: 0, devices: [], ignored: [], patch: emptyPatch }

describe('the rig', () => {
  let open: OpenLibrary
  before(async () => {
    open = await openTestLibrary()
  })
  beforeEach(() => open.empty())
  after(() => open[Symbol.asyncDispose]())

  it('is empty at first, and can be fetched by its hash even so', async () => {
    const { rig, hash } = await open.library.rigs.current()

    assert.deepEqual(rig, nothing)
    assert.equal(await open.library.rigs.text(hash), JSON.stringify(nothing))
  })

  it('grows by a revision with each change, under the hash of its text', async () => {
    const { rigs } = open.library

    const { rig, hash } = await rigs.change((now) => ({ devices: withDevice(now, keys) }))

    assert.deepEqual(rig, { ...nothing, revision: 1, devices: [{ id: 'my-keys', ...keys }] })
    const text = await rigs.text(hash)
    assert.equal(createHash('sha256').update(text!).digest('hex'), hash)
    assert.deepEqual(JSON.parse(text!), rig)
    assert.deepEqual(await rigs.current(), { rig, hash })
  })

  it('counts every one of many changes made at once', async () => {
    const { rigs } = open.library
    const ports = ['/dev/a', '/dev/b', '/dev/c', '/dev/d']

    await Promise.all(
      ports.map((port) => rigs.change((rig) => ({ devices: withDevice(rig, { ...keys, port }) }))),
    )

    const { rig } = await rigs.current()
    assert.equal(rig.revision, 4)
    assert.deepEqual(
      rig.devices.map(({ id }) => id),
      ['my-keys', 'my-keys-2', 'my-keys-3', 'my-keys-4'],
    )
  })

  it('gives one port to one device', () => {
    const rig = { ...nothing, devices: [{ id: 'a', ...keys }] }

    assert.throws(() => withDevice(rig, keys), { code: 'port-busy' })
  })

  it('never names a device as pages are named, nor by nothing', () => {
    const rig = nothing

    assert.equal(withDevice(rig, { ...keys, name: 'Screen left' })[0]?.id, 'din-screen-left')
    assert.equal(withDevice(rig, { ...keys, name: '¡!' })[0]?.id, 'din')
  })

  it('cannot lose a device it does not have', () => {
    assert.throws(() => withoutDevice(nothing, 'keys'), {
      code: 'device-unknown',
    })
  })
})

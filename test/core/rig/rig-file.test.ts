import assert from 'node:assert/strict'
import type { Mapping } from '#core/rig/mapping.ts'
import type { Hardware } from '#core/rig/remap.ts'
import { emptyPatch, type RigDevice } from '#core/rig/rig.ts'
import { type Here, hardwareOf, opened, proposeOpening, RigFile } from '#core/rig/rig-file.ts'
import { v } from '#core/schema.ts'

const keys: RigDevice = {
  id: 'keys',
  name: 'Keys',
  transport: 'din',
  port: '/dev/ttyAMA0',
  description: 'my-keys',
  player: 'ada',
}
const pad: Hardware['controls'][number] = { id: 'pad-1', kind: 'trigger' }
const hit: Mapping = { id: 'hit', when: { device: 'keys', control: 'pad-1' }, do: 'play' }
const file = v.parse(RigFile, {
  rig: { revision: 7, devices: [keys], patch: { ...emptyPatch, mappings: [hit] } },
  descriptions: [
    {
      ...{ id: 'my-keys', title: 'My keys', transport: 'din' },
      controls: [{ id: 'pad-1', kind: 'trigger', from: { note: 36 } }],
    },
  ],
})
const hereWith = (devices: readonly RigDevice[], present: readonly string[]): Here => ({
  rig: { devices: [...devices], ignored: [] },
  hardware: devices.map((device) => hardwareOf(device, { controls: [], roles: {} }, [pad])),
  isPresent: (device) => present.includes(device),
})

describe('a rig in a file', () => {
  it('opens whole on a hub that has nothing yet', () => {
    const here = hereWith([], [])

    assert.deepEqual(proposeOpening(file, here), { bindings: [], leftOver: [], devices: [keys] })
    assert.deepEqual(opened(file, [], here), { devices: [keys], patch: file.rig.patch })
  })

  it('is itself also while its device is unplugged', () => {
    const here = hereWith([keys], [])

    const { bindings, leftOver } = proposeOpening(file, here)

    assert.equal(bindings[0]?.why, 'same-device')
    assert.deepEqual(leftOver, [])
    assert.deepEqual(opened(file, [], here).patch, file.rig.patch)
  })

  it('takes nothing of another kind that is not plugged in', () => {
    const other = { ...keys, id: 'other', port: '/dev/ttyUSB0', description: 'others' }

    assert.deepEqual(proposeOpening(file, hereWith([other], [])).bindings, [])
    const { bindings } = proposeOpening(file, hereWith([other], ['other']))
    assert.deepEqual(bindings[0]?.to, { device: 'other', control: 'pad-1' })
  })

  it('brings no device whose name or port is taken, and plays nothing on it by mistake', () => {
    const stranger = { ...keys, description: 'others' }
    const sitter = { ...keys, id: 'sitter' }

    const byName = opened(file, [], hereWith([stranger], []))
    const byPort = opened(file, [], hereWith([sitter], []))

    assert.deepEqual(byName, { devices: [stranger], patch: emptyPatch })
    assert.deepEqual(
      byPort.devices.map(({ id }) => id),
      ['sitter'],
    )
  })

  it('keeps what belongs to a device that neither rig has: it may come yet', () => {
    const mapping: Mapping = { ...hit, when: { device: 'someday', control: 'pad-1' } }
    const early = { ...file, rig: { ...file.rig, patch: { ...emptyPatch, mappings: [mapping] } } }

    assert.deepEqual(opened(early, [], hereWith([], [])).patch.mappings, [mapping])
    assert.deepEqual(proposeOpening(early, hereWith([], [])).leftOver, [])
  })
})

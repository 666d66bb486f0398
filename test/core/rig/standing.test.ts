import assert from 'node:assert/strict'
import type { Mapping } from '#core/rig/mapping.ts'
import { emptyPatch, type Patch } from '#core/rig/rig.ts'
import { roleNames } from '#core/rig/roles.ts'
import { defaultMapping, inForce, rolesOn, standingFor } from '#core/rig/standing.ts'

const box = { id: 'box', roles: { 'macro-1': 'knob-1', 'foot-1': 'button-1' } } as const
const pads = { id: 'pads', roles: { 'macro-1': 'fader-1', keys: 'all' } } as const
const knob = { device: 'box', control: 'knob-1' }

const mapping = (id: string, when: Mapping['when'], does: Mapping['do']): Mapping => ({
  ...{ id, when },
  do: does,
})

describe('a role', () => {
  it('goes to the first present device, by name, that offers it', () => {
    assert.deepEqual(standingFor('macro-1', [], [pads, box]), knob)
    assert.deepEqual(standingFor('macro-1', [], [pads]), { device: 'pads', control: 'fader-1' })
    assert.equal(standingFor('macro-2', [], [pads, box]), undefined)
  })

  it('stays with whom it was bound to, also while that one is away', () => {
    const bindings = [{ role: 'macro-1', device: 'gone', control: 'knob-9' } as const]

    assert.deepEqual(standingFor('macro-1', bindings, [box]), {
      device: 'gone',
      control: 'knob-9',
    })
    assert.deepEqual(rolesOn(knob, bindings, [box]), [])
  })

  it('bound to a device goes to the control that its description names', () => {
    const bindings = [{ role: 'macro-1', device: 'pads' } as const]

    assert.deepEqual(rolesOn({ device: 'pads', control: 'fader-1' }, bindings, [box, pads]), [
      'macro-1',
    ])
  })

  it('bound to no device is stood for by nobody', () => {
    assert.equal(standingFor('macro-1', [{ role: 'macro-1' }], [box]), undefined)
  })

  it('does something by itself, but for keys and pads', () => {
    const idle = roleNames.filter((role) => !defaultMapping(role))

    assert.deepEqual(idle, ['keys', 'pads'])
  })
})

describe('a control', () => {
  const patch: Patch = {
    ...emptyPatch,
    mappings: [
      mapping('a', knob, 'tempo'),
      mapping('b', knob, 'macro-8'),
      mapping('c', { role: 'foot-1' }, 'panic'),
    ],
    scenes: [{ id: 'verse', name: 'Verse', mappings: [mapping('d', knob, 'macro-2')] }],
  }
  const idsOn = (now: Patch, control: string): readonly string[] =>
    inForce(now, [box], { device: 'box', control }).mappings.map(({ id }) => id)

  it('does what the open scene says, else what the rig says, else what its role does', () => {
    assert.deepEqual(idsOn({ ...patch, scene: 'verse' }, 'knob-1'), ['d'])
    assert.deepEqual(idsOn(patch, 'knob-1'), ['a', 'b'])
    assert.deepEqual(idsOn(emptyPatch, 'knob-1'), ['macro-1'])
    assert.deepEqual(idsOn(patch, 'knob-2'), [])
  })

  it('does what a mapping of its role says', () => {
    assert.deepEqual(idsOn({ ...patch, scene: 'verse' }, 'button-1'), ['c'])
  })
})

import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Mapping } from '#core/rig/mapping.ts'
import { type Hardware, proposeRemap, remapped } from '#core/rig/remap.ts'
import { emptyPatch, type Patch } from '#core/rig/rig.ts'

const controls = (...ids: readonly string[]): Hardware['controls'] =>
  ids.map((id) => ({ id, kind: id.startsWith('knob') ? 'continuous' : 'trigger' }))

const box: Hardware = {
  id: 'box',
  description: 'knob-box',
  controls: controls('knob-1', 'knob-2', 'pad-1', 'pad-2'),
  roles: { 'macro-1': 'knob-1', 'foot-1': 'pad-1' },
}
/** Another thing altogether, that offers no roles. */
const wing: Hardware = {
  id: 'wing',
  description: 'mixer-wing',
  controls: controls('knob-left', 'knob-right', 'pad-a'),
  roles: {},
}
const on = (device: string, control: string) => ({ device, control })
const does = (id: string, when: Mapping['when']): Mapping => ({ id, when, do: 'tempo' })

const nobody = (): boolean => false

const patch: Patch = {
  ...emptyPatch,
  bindings: [{ role: 'macro-2', ...on('box', 'knob-2') }],
  mappings: [does('a', on('box', 'pad-2')), does('b', { role: 'macro-1' })],
  scenes: [{ id: 'verse', name: 'Verse', mappings: [does('c', on('box', 'pad-2'))] }],
}

describe('a rig on other hardware', () => {
  it('stays as it is on its own', () => {
    const { bindings, leftOver } = proposeRemap(patch, [box], [box, wing])

    assert.deepEqual(
      bindings.map(({ role, to, why }) => [role, to.control, why]),
      [
        ['macro-2', 'knob-2', 'same-device'],
        [undefined, 'pad-2', 'same-device'],
      ],
    )
    assert.deepEqual(leftOver, [])
    assert.deepEqual(remapped(patch, bindings, nobody), patch)
  })

  it('goes to a device of the same description, under whatever name', () => {
    const other = { ...box, id: 'another-box' }

    const { bindings } = proposeRemap(patch, [box], [wing, other])

    assert.deepEqual(
      bindings.map(({ role, to, why }) => [role, to.device, to.control, why]),
      [
        ['macro-2', 'another-box', 'knob-2', 'same-description'],
        [undefined, 'another-box', 'pad-2', 'same-description'],
      ],
    )
  })

  it('goes to controls of the same kind in the same order, each used once, and says what is left', () => {
    const { bindings, leftOver } = proposeRemap(patch, [box], [wing])

    assert.deepEqual(
      bindings.map(({ role, from, to, why }) => [role, from.control, to.control, why]),
      [
        ['macro-1', 'knob-1', 'knob-left', 'same-kind'],
        ['macro-2', 'knob-2', 'knob-right', 'same-kind'],
        ['foot-1', 'pad-1', 'pad-a', 'same-kind'],
      ],
    )
    assert.deepEqual(
      leftOver.map(({ mapping }) => mapping),
      ['a', 'c'],
    )
    assert.match(leftOver[0]!.why, /no trigger control is left for pad-2 of box/)
  })

  it('leaves a role that somebody here stands for by himself to him', () => {
    const feet: Hardware = { ...wing, id: 'feet', roles: { 'macro-1': 'knob-left' } }

    const { bindings } = proposeRemap(patch, [box], [feet])

    assert.equal(
      bindings.find(({ role }) => role === 'macro-1'),
      undefined,
    )
    // It is taken all the same.
    assert.equal(bindings.find(({ role }) => role === 'macro-2')?.to.control, 'knob-right')
  })

  it('has two devices of one description keep apart', () => {
    const [left, right] = [
      { ...box, id: 'left' },
      { ...box, id: 'right' },
    ]
    const both: Patch = {
      ...emptyPatch,
      mappings: [does('l', on('left', 'pad-1')), does('r', on('right', 'pad-1'))],
    }

    const { bindings } = proposeRemap(
      both,
      [left, right],
      [
        { ...box, id: 'one' },
        { ...box, id: 'right' },
      ],
    )

    assert.equal(bindings.find(({ from }) => from.device === 'left')?.to.device, 'one')
    assert.equal(bindings.find(({ from }) => from.device === 'right')?.to.device, 'right')
  })

  it('is played as it was accepted: roles, mappings and scenes', () => {
    const { bindings } = proposeRemap(patch, [box], [{ ...box, id: 'other' }])

    const next = remapped(patch, bindings, nobody)

    assert.deepEqual(next.bindings, [{ role: 'macro-2', ...on('other', 'knob-2') }])
    assert.deepEqual(next.mappings, [does('a', on('other', 'pad-2')), patch.mappings[1]])
    assert.deepEqual(next.scenes[0]?.mappings, [does('c', on('other', 'pad-2'))])
  })

  it('never plays what was left over on a device that has the old name by chance', () => {
    const chance: Hardware = { ...wing, id: 'box' }
    const { bindings } = proposeRemap(patch, [box], [chance])

    assert.deepEqual(remapped(patch, bindings, nobody).mappings, [patch.mappings[1]])
    assert.deepEqual(
      remapped(patch, [], (device) => device === 'box'),
      patch,
    )
  })

  it('gives no control to two, and loses none in silence', () => {
    const kind = fc.constantFrom('continuous' as const, 'trigger' as const, 'state' as const)
    const hardware = (id: string) =>
      fc.record(
        {
          id: fc.constant(id),
          description: fc.constantFrom('one', 'two', 'three'),
          controls: fc
            .array(kind, { maxLength: 6 })
            .map((kinds) => kinds.map((its, i) => ({ id: `c-${i}`, kind: its }))),
          roles: fc.constant({}),
        },
        { noNullPrototype: true },
      )
    const some = (...ids: readonly string[]) => fc.tuple(...ids.map(hardware))
    fc.assert(
      fc.property(some('a', 'b'), some('b', 'c', 'd'), (was, here) => {
        const mappings = was.flatMap(({ id, controls: its }) =>
          its.map((control) => does(`${id}-${control.id}`, on(id, control.id))),
        )

        const { bindings, leftOver } = proposeRemap({ ...emptyPatch, mappings }, was, here)

        const taken = bindings.map(({ to }) => `${to.device}/${to.control}`)
        assert.equal(new Set(taken).size, taken.length)
        assert.equal(bindings.length + leftOver.length, mappings.length)
      }),
    )
  })
})

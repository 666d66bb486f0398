import assert from 'node:assert/strict'
import type { Payload } from '#core/bus/topics.ts'
import type { Mapping } from '#core/rig/mapping.ts'
import { withMapping } from '#core/rig/patch-edits.ts'
import { emptyPatch, Patch } from '#core/rig/rig.ts'
import { v } from '#core/schema.ts'
import { openPatch } from '#hub/live/mapping/patch.ts'

const mapping = (id: string): Mapping => ({ id, when: { role: 'tap' }, do: 'tap' })
const one = withMapping(emptyPatch, mapping('one'))
const two = withMapping(one, mapping('two'))
/** As it comes from the hub. */
const fetched = (patch: Patch): Patch => v.parse(Patch, JSON.parse(JSON.stringify(patch)))

describe('what is played but not stored', () => {
  let said: Payload<'patch'>[]
  let patch: ReturnType<typeof openPatch>
  beforeEach(() => {
    said = []
    patch = openPatch({ say: (state) => said.push(state) })
    patch.apply({ revision: 1, patch: emptyPatch })
  })
  const state = () => {
    const { revision, stored } = said.at(-1)!
    return { revision, stored, ids: patch.now().mappings.map(({ id }) => id) }
  }

  it('is said with each edit, and stored when the hub has it', () => {
    patch.edit(one)
    assert.deepEqual(state(), { revision: 1, stored: false, ids: ['one'] })

    patch.apply({ revision: 2, patch: fetched(one) })

    assert.deepEqual(state(), { revision: 2, stored: true, ids: ['one'] })
  })

  it('is stored again when an edit is taken back', () => {
    patch.edit(one)
    patch.edit(emptyPatch)

    assert.equal(state().stored, true)
  })

  it('survives a change of the rig that is about its devices', () => {
    patch.edit(one)

    assert.equal(patch.apply({ revision: 2, patch: fetched(emptyPatch) }), false)

    assert.deepEqual(state(), { revision: 2, stored: false, ids: ['one'] })
  })

  it('survives a store that was overtaken by the next edit', () => {
    patch.edit(one)
    patch.edit(two)

    patch.apply({ revision: 2, patch: fetched(one) })

    assert.deepEqual(state(), { revision: 2, stored: false, ids: ['one', 'two'] })
  })

  it('gives way to a patch that was never ours', () => {
    patch.edit(one)
    const other = withMapping(emptyPatch, mapping('other'))

    assert.equal(patch.apply({ revision: 2, patch: fetched(other) }), true)

    assert.deepEqual(state(), { revision: 2, stored: true, ids: ['other'] })
  })

  it('gives way to an older patch of ours once it was stored', () => {
    patch.edit(one)
    patch.apply({ revision: 2, patch: fetched(one) })

    assert.equal(patch.apply({ revision: 3, patch: fetched(emptyPatch) }), true)
  })

  it('is not which scene is open: that is played, and kept', () => {
    const scenes = [{ id: 'verse', name: 'Verse', mappings: [] }]
    patch.apply({ revision: 2, patch: { ...emptyPatch, scenes } })
    patch.edit({ ...emptyPatch, scenes, scene: 'verse' })
    assert.equal(state().stored, true)

    patch.apply({ revision: 3, patch: fetched({ ...emptyPatch, scenes }) })

    assert.equal(patch.now().scene, 'verse')
  })
})

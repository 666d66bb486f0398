import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Mapping } from '#core/rig/mapping.ts'
import {
  withBinding,
  withLesson,
  withMapping,
  withoutMapping,
  withoutMappings,
  withoutScene,
  withScene,
} from '#core/rig/patch-edits.ts'
import { emptyPatch, Patch } from '#core/rig/rig.ts'
import { Slug } from '#core/rig/slug.ts'
import { freeSlug, slugOf } from '#core/rig/slug-of.ts'
import { inForce } from '#core/rig/standing.ts'
import { v } from '#core/schema.ts'
import { firstAccompaniment } from '#core/score/accompaniment.ts'

const knob = { device: 'box', control: 'knob-1' }
const a: Mapping = { id: 'a', when: knob, do: 'tempo' }
const box = { id: 'box', roles: { 'foot-1': 'button-1' } } as const
const button = { device: 'box', control: 'button-1' }
const targetsOn = (patch: Patch, place: typeof knob): readonly string[] =>
  inForce(patch, [box], place).mappings.map((mapping) => mapping.do)

describe('a mapping', () => {
  it('takes the place of the one of its id', () => {
    const once = withMapping(emptyPatch, a)

    const twice = withMapping(once, { ...a, do: 'macro-1' })

    assert.deepEqual(twice.mappings, [{ ...a, do: 'macro-1' }])
  })

  it('goes where it is heard: into the open scene where that has a say on the control', () => {
    const scenes = [{ id: 'verse', name: 'Verse', mappings: [a] }]
    const patch: Patch = { ...emptyPatch, scenes, scene: 'verse' }

    const over = withMapping(patch, { id: 'b', when: knob, do: 'macro-3' })
    const beside = withMapping(patch, { id: 'b', when: button, do: 'stop' })

    assert.deepEqual(targetsOn(over, knob), ['tempo', 'macro-3'])
    assert.deepEqual(over.mappings, [])
    assert.equal(beside.mappings.length, 1)
  })

  it('is gone from the rig and the open scene at once, so that none comes back from below', () => {
    const scenes = [{ id: 'verse', name: 'Verse', mappings: [a] }]
    const patch: Patch = { ...emptyPatch, mappings: [a], scenes, scene: 'verse' }

    const { patch: rest, removed } = withoutMapping(patch, 'a')

    assert.equal(removed, 2)
    assert.deepEqual(targetsOn(rest, knob), [])
    assert.equal(withoutMapping(rest, 'a').removed, 0)
  })

  it('of a role by itself is cleared by its name, and stays so', () => {
    const { patch, removed } = withoutMapping(emptyPatch, 'foot-1')

    assert.equal(removed, 1)
    assert.deepEqual(targetsOn(patch, button), ['nothing'])
    const again = withoutMapping(patch, 'foot-1')
    assert.equal(again.removed, 0)
    assert.deepEqual(targetsOn(again.patch, button), ['nothing'])
    assert.equal(withoutMapping(emptyPatch, 'keys').removed, 0)
  })

  it('is what its role does by itself again when all are taken away', () => {
    const { patch } = withoutMapping(emptyPatch, 'foot-1')

    const { patch: anew, removed } = withoutMappings(patch)

    assert.equal(removed, 1)
    assert.deepEqual(targetsOn(anew, button), ['keep'])
  })
})

describe('a lesson', () => {
  it('makes a mapping named for what it does', () => {
    const { mapping } = withLesson(emptyPatch, { when: knob, do: 'tempo', takeover: 'scale' })

    assert.deepEqual(mapping, { id: 'knob-1-tempo', when: knob, do: 'tempo', takeover: 'scale' })
  })

  it('learned again replaces itself, and nothing else', () => {
    const lessons = [
      { when: knob, do: 'tempo' },
      { when: knob, do: 'macro-1' },
      { when: button, do: 'macro-1' },
      { when: { ...knob, device: 'other' }, do: 'tempo' },
      { when: knob, do: 'tempo', takeover: 'jump' },
    ] as const

    const patch = lessons.reduce((now, lesson) => withLesson(now, lesson).patch, emptyPatch)

    assert.deepEqual(
      patch.mappings.map(({ id, takeover }) => [id, takeover]),
      [
        ['knob-1-tempo', 'jump'],
        ['knob-1-macro-1', undefined],
        ['button-1-macro-1', undefined],
        ['knob-1-tempo-2', undefined],
      ],
    )
  })
})

describe('a binding', () => {
  it('is the only one of its role, also where it says nobody', () => {
    const one = withBinding(emptyPatch, { role: 'macro-1', ...knob })

    assert.deepEqual(withBinding(one, { role: 'macro-1' }).bindings, [{ role: 'macro-1' }])
  })
})

describe('a scene', () => {
  const accompaniment = { ...firstAccompaniment, style: 'funk', drums: true }
  const settings = { bpm: 92, answering: false, accompaniment }

  it('is made of all that is in force, and leaves open what is open', () => {
    const verse = { id: 'verse', name: 'Verse', mappings: [{ ...a, do: 'macro-2' as const }] }
    const other: Mapping = { id: 'a', when: button, do: 'stop' }
    const patch: Patch = {
      ...emptyPatch,
      mappings: [{ ...a, id: 'hidden' }, other],
      scenes: [verse],
      scene: 'verse',
    }

    const { patch: next, scene } = withScene(patch, { name: 'Der Höhepunkt!', ...settings })

    assert.equal(scene, 'der-hohepunkt')
    assert.equal(next.scene, 'verse')
    assert.deepEqual(next.scenes[1], {
      id: 'der-hohepunkt',
      name: 'Der Höhepunkt!',
      ...settings,
      mappings: [verse.mappings[0], { ...other, id: 'a-2' }],
    })
    assert.ok(v.is(Patch, next))
  })

  it('saved again under its name keeps its id and its place in the set list', () => {
    const first = withScene(emptyPatch, { name: 'Verse', ...settings }).patch
    const two = withScene(first, { name: 'Chorus', ...settings }).patch

    const again = withScene(two, { name: 'Verse', bpm: 120 })

    assert.deepEqual(
      again.patch.scenes.map(({ id, bpm }) => [id, bpm]),
      [
        ['verse', 120],
        ['chorus', 92],
      ],
    )
  })

  it('that goes is no longer open', () => {
    const { patch } = withScene(emptyPatch, { name: 'Verse', ...settings })

    assert.deepEqual(withoutScene({ ...patch, scene: 'verse' }, 'verse'), emptyPatch)
    assert.equal(withoutScene(patch, 'chorus'), undefined)
  })
})

describe('a name made for topics', () => {
  it('fits them, whatever it was made of', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (name) => {
        assert.ok(v.is(Slug, slugOf(name)))
      }),
    )
  })

  it('is free, and still fits', () => {
    const long = 'a'.repeat(40)

    assert.equal(freeSlug('light', new Set(['light', 'light-2'])), 'light-3')
    assert.ok(v.is(Slug, freeSlug(long, new Set([long]))))
  })
})

import assert from 'node:assert/strict'
import fc from 'fast-check'
import { Slug } from '#core/rig/slug.ts'
import { freeSlug, slugOf } from '#core/rig/slug-of.ts'
import { v } from '#core/schema.ts'

describe('a name made of what somebody else called it', () => {
  it('is what a person would have written', () => {
    assert.equal(slugOf('/1/fader1'), '1-fader1')
    assert.equal(slugOf('Küche: Temperatur'), 'kuche-temperatur')
    assert.equal(slugOf('***'), 'unnamed')
  })

  it('fits into topics whatever it was, also with a number behind it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), fc.nat(12), (words, others) => {
        const taken = new Set<string>()
        for (let i = 0; i <= others; i++) {
          const slug = freeSlug(slugOf(words), taken)
          assert.ok(v.is(Slug, slug), slug)
          assert.ok(!taken.has(slug))
          taken.add(slug)
        }
      }),
    )
  })
})

import assert from 'node:assert/strict'
import fc from 'fast-check'
import { v } from '#core/schema.ts'
import type { Author } from '#core/score/author.ts'
import { authorsIn, Manifest, manifestOf } from '#hub/library/manifest.ts'
import { pieceOf } from './pieces-of.ts'

const plain = { noNullPrototype: true }
const author = fc.oneof(
  fc.record(
    {
      kind: fc.constant('human' as const),
      player: fc.constantFrom('ada', 'bo'),
      device: fc.constant('keys'),
    },
    plain,
  ),
  fc.record(
    {
      kind: fc.constant('rule' as const),
      rule: fc.constantFrom('arp', 'echo'),
      because: fc.constant('cm_1'),
    },
    plain,
  ),
)

describe('the manifest of a piece', () => {
  it('tells spec, seed, engine, authorship and human share', () => {
    const manifest = manifestOf(pieceOf('pc_1'))

    assert.ok(v.is(Manifest, manifest))
    assert.equal(manifest.seed, 7)
    assert.deepEqual(manifest.engine, { name: 'local', version: '1' })
    assert.deepEqual(manifest.parts[0]?.authorship, [
      [0, 2],
      [1, 1],
    ])
    assert.equal(manifest.provenance.humanShare.beats, 0.5)
  })

  it('names the author of every note, whatever their order', () => {
    fc.assert(
      fc.property(fc.array(author, { maxLength: 40 }), (authors: readonly Author[]) => {
        const part = pieceOf('x').parts[0]!
        const notes = authors.map((by) => ({ ...part.notes[0]!, author: by }))

        const manifest = manifestOf(pieceOf('pc_1', { parts: [{ ...part, notes }] }))

        assert.deepEqual(authorsIn(manifest, 0), authors)
      }),
    )
  })
})

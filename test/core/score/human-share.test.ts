import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Author } from '#core/score/author.ts'
import { humanShareOf } from '#core/score/human-share.ts'
import type { NoteEvent } from '#core/score/note-event.ts'
import { noteEvent } from '#test/support/arbitraries.ts'

const hand: Author = { kind: 'human', player: 'ada', device: 'keys' }
const pretended: Author = { ...hand, simulated: true }
const engine: Author = {
  kind: 'machine',
  engine: 'rigsong',
  provider: 'local',
  seed: 7,
  because: 'cm_1',
}
const note = (length: number, author: Author): NoteEvent => ({
  pitch: 60,
  velocity: 100,
  start: 0,
  length,
  author,
})

describe('human share', () => {
  it('counts notes, beats and parts apart', () => {
    const parts = [{ notes: [note(3, hand), note(1, engine)] }, { notes: [note(4, engine)] }]

    assert.deepEqual(humanShareOf(parts), { notes: 1 / 3, beats: 3 / 8, parts: 1 / 2 })
  })

  it('takes a simulated hand for no hand, and an empty part for no part', () => {
    assert.deepEqual(humanShareOf([{ notes: [note(1, pretended)] }]), {
      notes: 0,
      beats: 0,
      parts: 0,
    })
    assert.deepEqual(humanShareOf([{ notes: [note(1, hand)] }, { notes: [] }]), {
      notes: 1,
      beats: 1,
      parts: 1,
    })
    assert.deepEqual(humanShareOf([]), { notes: 0, beats: 0, parts: 0 })
  })

  it('stays between nothing and all', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ notes: fc.array(noteEvent()) })), (parts) => {
        for (const share of Object.values(humanShareOf(parts)))
          assert.ok(share >= 0 && share <= 1, String(share))
      }),
    )
  })
})

import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Author } from '#core/score/author.ts'
import type { NoteEvent } from '#core/score/note-event.ts'
import { sharesOf } from '#core/score/shares.ts'
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

const none = { notes: 0, beats: 0, parts: 0 }
const all = { notes: 1, beats: 1, parts: 1 }

describe('shares', () => {
  it('count notes, beats and parts apart, a part by its notes', () => {
    const parts = [{ notes: [note(3, hand), note(1, engine)] }, { notes: [note(4, engine)] }]

    const { human, machine, rule } = sharesOf(parts)

    assert.deepEqual(human, { notes: 1 / 3, beats: 3 / 8, parts: 1 / 4 })
    assert.deepEqual(machine, { notes: 2 / 3, beats: 5 / 8, parts: 3 / 4 })
    assert.deepEqual(rule, none)
  })

  it('take a simulated hand for no hand, and an empty part for no part', () => {
    assert.deepEqual(sharesOf([{ notes: [note(1, pretended)] }]), {
      ...{ human: none, machine: none, rule: all },
    })
    assert.deepEqual(sharesOf([{ notes: [note(1, hand)] }, { notes: [] }]).human, all)
    assert.deepEqual(sharesOf([]), { human: none, machine: none, rule: none })
  })

  it('sum to one by notes, by beats and by parts, whoever played', () => {
    const parts = fc.array(fc.record({ notes: fc.array(noteEvent()) }), { minLength: 1 })
    fc.assert(
      fc.property(parts, (music) => {
        fc.pre(music.some(({ notes }) => notes.length > 0))

        const shares = Object.values(sharesOf(music))

        for (const figure of ['notes', 'beats', 'parts'] as const) {
          const sum = shares.reduce((total, share) => total + share[figure], 0)
          assert.ok(Math.abs(sum - 1) < 1e-9, `${figure} ${sum}`)
          for (const share of shares) assert.ok(share[figure] >= 0 && share[figure] <= 1)
        }
      }),
    )
  })
})

import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Author } from '#core/score/author.ts'
import { playedNotes } from '#core/score/played-notes.ts'
import { quantised } from '#core/score/quantised.ts'
import type { Take } from '#core/score/take.ts'
import { noteEvent } from '#test/support/arbitraries.ts'

const hand: Author = { kind: 'human', player: 'ada', device: 'keys' }
const engine: Author = {
  ...{ kind: 'machine', engine: 'rigsong', provider: 'local', seed: 1, because: 'cm_1' },
}
const take = (
  events: readonly (readonly [atMs: number, bytes: number[], by?: Author])[],
): Take => ({
  ...{ id: 'tk_1', session: 'ss_1', title: 'x', createdAt: 'x', lengthMs: 9000 },
  // 120 bpm, and beat 8 stands at 1 s.
  tempo: [{ atMs: 1000, beat: 8, bpm: 120 }],
  events: events.map(([atMs, bytes, author = hand]) => ({ atMs, device: 'keys', bytes, author })),
})

describe('the notes of a take', () => {
  it('are those that hands played, in beats from the bar of the first', () => {
    const notes = playedNotes(
      take([
        [1500, [0x90, 60, 90]],
        [1750, [0x90, 64, 80]],
        [2000, [0x80, 60, 0]],
        [2250, [0x90, 64, 0]],
        [2500, [0x90, 72, 99], engine],
        [2600, [0x99, 36, 99]],
        [3000, [0x90, 67, 70]],
      ]),
      4,
    )

    assert.deepEqual(
      notes.map(({ pitch, start, length }) => [pitch, start, length]),
      [
        [60, 1, 1],
        [64, 1.5, 1],
        [67, 4, 12],
      ],
    )
    for (const { author } of notes) assert.equal(author, hand)
  })

  it('are none where nobody played', () => {
    assert.deepEqual(playedNotes(take([]), 4), [])
  })
})

describe('quantised', () => {
  it('draws notes to the grid and keeps who played them, how long and how loud', () => {
    fc.assert(
      fc.property(fc.array(noteEvent()), fc.constantFrom(0, 0.5, 1), (notes, strength) => {
        const drawn = quantised(notes, { grid: 0.25, strength })

        const told = (all: typeof drawn) =>
          all.map(({ start: _, ...rest }) => JSON.stringify(rest)).sort()
        assert.deepEqual(told(drawn), told(notes))
        if (strength < 1) return
        for (const { start } of drawn)
          assert.ok(Math.abs(start / 0.25 - Math.round(start / 0.25)) < 1e-6, String(start))
      }),
    )
  })
})

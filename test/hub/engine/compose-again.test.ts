import assert from 'node:assert/strict'
import fc from 'fast-check'
import { barBeats } from '#core/music/meter.ts'
import type { Author } from '#core/score/author.ts'
import type { NoteEvent } from '#core/score/note-event.ts'
import type { Composition } from '#core/score/piece.ts'
import { type PieceWish, type Role, roles } from '#core/score/piece-spec.ts'
import type { Anew } from '#core/score/variation.ts'
import { composePiece } from '#hub/engine/compose.ts'
import { composeAgain } from '#hub/engine/compose-again.ts'
import { faultsOf } from '#hub/engine/critic.ts'
import { planPiece } from '#hub/engine/plan.ts'
import { loops } from '#test/support/loops.ts'
import { anyWish } from './any-wish.ts'

const compose = (wish: PieceWish, seed: number): Composition =>
  composePiece(planPiece(wish, seed), seed, { because: 'cm_1', prompt: 'the first' })
const again = (composition: Composition, anew: Anew): Composition =>
  composeAgain(composition, anew, { because: 'cm_2', prompt: 'the second' })
const notesOf = ({ parts }: Composition, role: Role): readonly NoteEvent[] =>
  parts.find((part) => part.role === role)?.notes ?? []

/** A hand plays up to a thirty-second before the line, and is still in the bar. */
const isIn = ({ start }: NoteEvent, [from, to]: readonly [number, number], bar: number): boolean =>
  start >= Math.max(0, (from - 1) * bar - 1 / 32) && start < to * bar - 1 / 32

const anyAnew = (): fc.Arbitrary<Anew> =>
  fc.record(
    {
      parts: fc.subarray([...roles], { minLength: 1 }),
      bars: fc
        .tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 8 }))
        .map(([from, more]) => [from, from + more] as [number, number]),
      seed: fc.nat(),
      energy: fc.constantFrom(-0.3, 0, 0.3),
      density: fc.constantFrom(-0.3, 0, 0.3),
    },
    { requiredKeys: ['seed'], noNullPrototype: true },
  )

describe('composeAgain', () => {
  it('leaves every note it was not asked for, to the byte, and keeps the harmony', () => {
    fc.assert(
      fc.property(anyWish(), fc.nat(), anyAnew(), (wish, seed, anew) => {
        const before = compose({ ...wish, bars: 16 }, seed)

        const after = again(before, anew)

        const bar = barBeats(before.spec.meter)
        const { parts: named = roles, bars = [1, 16] as const } = anew
        const kept = (piece: Composition) =>
          piece.parts.flatMap(({ role, notes }) =>
            notes
              .filter((note) => !named.includes(role) || !isIn(note, bars, bar))
              .map((note) => ({ role, ...note })),
          )
        assert.equal(JSON.stringify(kept(after)), JSON.stringify(kept(before)))
        const { parts: _, ...frame } = before
        const { parts: __, ...frameAfter } = after
        assert.deepEqual(frameAfter, frame)
        assert.deepEqual(faultsOf(after), [])
      }),
      { numRuns: loops(40, 600) },
    )
  }).timeout(60_000)

  it('signs what is new with its own seed and words', () => {
    const after = again(compose({ style: 'folk', bars: 16 }, 3), { bars: [5, 8], seed: 77 })

    const authors = after.parts.flatMap(({ notes }) =>
      notes.filter((note) => isIn(note, [5, 8], 4)).map(({ author }) => author),
    )
    assert.ok(authors.length > 20)
    for (const author of authors) {
      assert.ok(author.kind === 'machine')
      assert.deepEqual([author.seed, author.because, author.prompt], [77, 'cm_2', 'the second'])
    }
  })

  it('writes something else, but on the motif and groove of the part', () => {
    const before = compose({ style: 'boom-bap', bars: 16 }, 6)

    const after = again(before, { bars: [5, 8], seed: 77 })

    const tune = (piece: Composition): string =>
      notesOf(piece, 'melody')
        .filter((note) => isIn(note, [5, 8], 4))
        .map(({ pitch, start }) => `${pitch}@${Math.round(start * 4)}`)
        .join(' ')
    assert.notEqual(tune(after), tune(before))
    const kicks = (piece: Composition): readonly number[] => [
      ...new Set(
        notesOf(piece, 'drums')
          .filter((note) => note.pitch === 36 && isIn(note, [5, 7], 4))
          .map(({ start }) => Math.round(start * 4)),
      ),
    ]
    const steady = kicks(before).filter((step) => kicks(after).includes(step))
    assert.ok(steady.length * 3 >= kicks(before).length * 2, `${steady.length} kicks stay`)
  })

  it('leaves what a hand played, and lets the new notes give way to it', () => {
    const hand: Author = { kind: 'human', player: 'ada', device: 'keys' }
    const composed = compose({ style: 'folk', bars: 8 }, 3)
    const held: NoteEvent = { pitch: 69, velocity: 99, start: 6.51, length: 4.1, author: hand }
    const parts = composed.parts.map((part) =>
      part.role === 'melody'
        ? { ...part, notes: [...part.notes.filter(({ start }) => start < 6), held] }
        : part,
    )

    const after = again({ ...composed, parts }, { parts: ['melody'], bars: [3, 4], seed: 9 })

    const melody = notesOf(after, 'melody')
    assert.ok(melody.some((note) => note === held || note.author === hand))
    for (const { start, author } of melody)
      assert.ok(author === hand || start < 6 || start >= 10.6, `a new note at ${start}`)
  })

  it('locks a new bass to the kicks that stay', () => {
    let locked = 0
    for (let seed = 0; seed < 12; seed++) {
      const before = compose({ style: 'lofi', bars: 16 }, seed)
      const parts = before.parts.map((part) =>
        part.role === 'drums'
          ? { ...part, notes: part.notes.filter(({ pitch }) => pitch !== 36) }
          : part,
      )
      const anew = { parts: ['bass' as const], seed }

      const withKicks = notesOf(again(before, anew), 'bass').length
      const withoutKicks = notesOf(again({ ...before, parts }, anew), 'bass').length

      assert.equal(withKicks, notesOf(before, 'bass').length)
      if (withoutKicks < withKicks) locked++
    }
    assert.ok(locked >= 2, `${locked}`)
  })

  it('makes a part busier or calmer when it is asked to', () => {
    for (const style of ['lofi', 'house', 'jazz-swing', 'synthwave', 'waltz'])
      for (const role of ['bass', 'melody'] as const) {
        const before = compose({ style, bars: 24, with: ['bass', 'melody'] }, 2)
        const count = (density: number): number =>
          notesOf(again(before, { parts: [role], seed: 2, density }), role).length

        assert.ok(count(0.3) > notesOf(before, role).length, `${style} ${role} busier`)
        assert.ok(count(0.1) > notesOf(before, role).length, `${style} ${role} a bit busier`)
        if (role === 'bass') assert.ok(count(0.1) <= count(0.3), style)
        // A walk stays a walk, and the root of each bar is the least that a bass of three has.
        const isLeast = style === 'jazz-swing' || (style === 'waltz' && role === 'bass')
        if (!isLeast) assert.ok(count(-0.3) < notesOf(before, role).length, style)
      }
  })
})

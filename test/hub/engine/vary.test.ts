import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { chordFrom } from '#core/music/chord.ts'
import { modes, tonics } from '#core/music/key.ts'
import { inKey } from '#core/music/scale.ts'
import { v } from '#core/schema.ts'
import { Composition } from '#core/score/piece.ts'
import type { PieceWish, Role } from '#core/score/piece-spec.ts'
import type { Variation } from '#core/score/variation.ts'
import { composePiece } from '#hub/engine/compose.ts'
import { faultsOf } from '#hub/engine/critic.ts'
import { planPiece } from '#hub/engine/plan.ts'
import { styles } from '#hub/engine/styles/index.ts'
import { remade, varied } from '#hub/engine/vary.ts'
import { loops } from '#test/support/loops.ts'

const compose = (wish: PieceWish, seed: number): Composition =>
  composePiece(planPiece(wish, seed), seed, { because: 'cm_1' })
const vary = (composition: Composition, change: Omit<Variation, 'because'>): Composition =>
  varied(composition, { ...change, because: 'cm_2' })
const anyKey = () =>
  fc.record({ tonic: fc.constantFrom(...tonics), mode: fc.constantFrom(...modes) })
const notesOf = ({ parts }: Composition, role: Role) =>
  parts.find((part) => part.role === role)?.notes ?? []

describe('a variation', () => {
  it('lets somebody join in some bars, who plays in no others', () => {
    const before = compose({ style: 'lofi', bars: 16, without: ['pad'] }, 2)

    const after = vary(before, { anew: { parts: ['pad'], bars: [5, 8], joins: true, seed: 2 } })

    const starts = notesOf(after, 'pad').map(({ start }) => start)
    assert.ok(starts.length > 0)
    assert.ok(starts.every((start) => start >= 16 - 1 / 32 && start < 32))
    assert.deepEqual(
      after.parts.filter(({ role }) => role !== 'pad'),
      before.parts,
    )
  })

  it('in another tempo keeps every note', () => {
    const before = compose({ style: 'funk', bars: 8 }, 1)

    const after = vary(before, { bpm: 77 })

    assert.equal(after.spec.bpm, 77)
    assert.deepEqual(after.parts, before.parts)
  })

  it('in another key moves every note alike, with its author, and comes back the way it went', () => {
    const before = compose({ style: 'jazz-swing', bars: 16, key: { tonic: 'C', mode: 'major' } }, 4)

    const up = vary(before, { key: { tonic: 'D', mode: 'major' } })
    const back = vary(up, { key: { tonic: 'C', mode: 'major' } })

    assert.deepEqual(
      notesOf(up, 'melody').map(({ pitch }) => pitch - 2),
      notesOf(before, 'melody').map(({ pitch }) => pitch),
    )
    assert.deepEqual(notesOf(up, 'drums'), notesOf(before, 'drums'))
    assert.deepEqual(back.parts, before.parts)
    assert.deepEqual(
      back.chords.map(({ symbol }) => chordFrom(symbol)?.tones),
      before.chords.map(({ symbol }) => chordFrom(symbol)?.tones),
    )
  })

  it('in any key of any mode is whole and playable, and ends at home', () => {
    fc.assert(
      fc.property(fc.constantFrom(...styles), anyKey(), fc.nat(), ({ id }, key, seed) => {
        const before = compose({ style: id, bars: 12 }, seed)

        const after = vary(before, { key })

        v.parse(Composition, after)
        assert.deepEqual(after.spec.key, key)
        assert.deepEqual(faultsOf(after), [])
        assert.equal(chordFrom(after.chords.at(-1)!.symbol)?.root, chordFrom(key.tonic)?.root)
      }),
      { numRuns: loops(40, 600) },
    )
  })

  it('from major to minor moves the third and sixth, and leaves the tune in the key', () => {
    const key = { tonic: 'C', mode: 'major' } as const
    const before = compose({ style: 'house', bars: 16, key }, 2)

    const after = vary(before, { key: { tonic: 'C', mode: 'minor' } })

    const share = (piece: Composition): number => {
      const pitches = piece.parts.flatMap(({ role, notes }) => (role === 'drums' ? [] : notes))
      return pitches.filter(({ pitch }) => inKey(pitch, piece.spec.key)).length / pitches.length
    }
    assert.ok(share(after) >= share(before) - 0.03, `${share(after)} of ${share(before)}`)
  })

  it('without a part leaves the others to the byte, and no section silent', () => {
    for (const { id } of styles) {
      const before = compose({ style: id, bars: 32, with: ['melody'] }, 6)

      const after = vary(before, { without: ['drums'] })

      assert.equal(notesOf(after, 'drums').length, 0)
      const alone = before.form.filter(
        ({ section }) =>
          before.spec.sections.find((s) => s.id === section)!.roles.join() === 'drums',
      )
      if (alone.length === 0) assert.deepEqual(notesOf(after, 'bass'), notesOf(before, 'bass'), id)
      for (const { start, length } of after.form)
        assert.ok(
          after.parts.some(({ notes }) =>
            notes.some((note) => note.start < start + length && note.start + note.length > start),
          ),
          `${id} is silent at ${start}`,
        )
    }
  })

  it('lets somebody join where the piece is in full swing', () => {
    const before = compose({ style: 'boom-bap', bars: 24 }, 6)

    const after = vary(before, {
      instruments: [{ role: 'pad', sound: 'strings' }],
      anew: { parts: ['pad'], seed: 6 },
    })

    assert.equal(notesOf(before, 'pad').length, 0)
    assert.ok(notesOf(after, 'pad').length > 8)
    assert.equal(after.parts.find(({ role }) => role === 'pad')?.sound, 'strings')
    assert.deepEqual(notesOf(after, 'melody'), notesOf(before, 'melody'))
  })

  it('is made again from its history to the byte, on every machine', () => {
    const spec = planPiece({ style: 'bossa-nova', bars: 16 }, 11)
    const origin = { spec, seed: 11, because: 'cm_1', prompt: 'a bossa' }
    const variations: Variation[] = [
      { because: 'cm_2', anew: { parts: ['melody'], bars: [5, 8], seed: 12 } },
      { because: 'cm_3', key: { tonic: 'F', mode: 'minor' }, bpm: 120, prompt: 'in F minor' },
      { because: 'cm_4', without: ['drums'], anew: { seed: 11, energy: -0.2 } },
    ]
    const first = composePiece(spec, 11, { because: 'cm_1', prompt: 'a bossa' })

    const made = variations.reduce(varied, first)

    assert.deepEqual(remade({ origin, variations }), made)
    const digest = createHash('sha256').update(JSON.stringify(made.parts)).digest('hex')
    assert.equal(digest.slice(0, 16), '0f7f577a9313cd58')
  })
})

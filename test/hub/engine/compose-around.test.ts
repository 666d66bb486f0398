import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { chordFrom } from '#core/music/chord.ts'
import { inKey } from '#core/music/scale.ts'
import { v } from '#core/schema.ts'
import type { Author } from '#core/score/author.ts'
import type { NoteEvent } from '#core/score/note-event.ts'
import { Composition } from '#core/score/piece.ts'
import { sharesOf } from '#core/score/shares.ts'
import { composeAround } from '#hub/engine/compose-around.ts'
import { harmonised } from '#hub/engine/harmonise.ts'
import { styles } from '#hub/engine/styles/index.ts'

const hand: Author = { kind: 'human', player: 'ada', device: 'keys' }
/** A tune everybody knows, eight bars in C, as unevenly as a hand plays. */
const tune = [
  64, 64, 65, 67, 67, 65, 64, 62, 60, 60, 62, 64, 64, 62, 62, 62, 64, 64, 65, 67, 67, 65, 64, 62,
  60, 60, 62, 64, 62, 60, 60, 60,
].map(
  (pitch, i): NoteEvent => ({
    ...{ pitch, velocity: 70 + (i % 4) * 6, start: i + 0.04 + (i % 3) * 0.02, length: 0.8 },
    author: hand,
  }),
)
const around = (notes: readonly NoteEvent[], style: string) =>
  composeAround(notes, { wish: { style }, seed: 4 }, { because: 'cm_1' })

describe('a piece around what was played', () => {
  it('holds every note that was played, near where it was, by whoever played it', () => {
    for (const { id } of styles) {
      const composition = around(tune, id)

      v.parse(Composition, composition)
      const melody: readonly NoteEvent[] = composition.parts.find(
        ({ role }) => role === 'melody',
      )!.notes
      const kept: readonly NoteEvent[] = melody.filter(({ author }) => author === hand)
      assert.deepEqual(
        kept.map(({ pitch, velocity, length }) => [pitch, velocity, length]),
        tune.map(({ pitch, velocity, length }) => [pitch, velocity, length]),
      )
      for (const [i, { start }] of kept.entries())
        assert.ok(Math.abs(start - tune[i]!.start) <= 0.125)
      assert.ok(composition.parts.length > 1, id)
      const { human, machine } = sharesOf(composition.parts)
      assert.ok(human.notes > 0.02 && machine.notes > 0.2, id)
    }
  })

  it('gives the same bytes for the same notes, wish and seed, on every machine', () => {
    const text = (): string => styles.map(({ id }) => JSON.stringify(around(tune, id))).join()

    const first = text()

    assert.equal(text(), first)
    const digest = createHash('sha256').update(first).digest('hex')
    assert.equal(digest.slice(0, 16), '5c7fe186afd06a26')
  })

  it('is long enough for all that was played, and ends with it, whatever length was wished', () => {
    const held = [...tune.slice(0, -1), { ...tune.at(-1)!, start: 31.99, length: 40 }]
    for (const wish of [{ seconds: 5 }, { bars: 2 }, { bars: 8 }, { seconds: 120 }]) {
      const { lengthBeats, parts } = composeAround(
        held,
        { wish: { ...wish, style: 'folk' }, seed: 4 },
        { because: 'cm_1' },
      )

      const notes = parts.flatMap((part) => part.notes)
      assert.equal(notes.filter(({ author }) => author === hand).length, held.length)
      for (const { start, length } of notes)
        assert.ok(length > 0 && start + length <= lengthBeats + 1e-9, `${start} ${length}`)
    }
  })

  it('finds the key and the chords that a musician would', () => {
    const { spec, chords } = around(tune, 'folk')

    assert.deepEqual(spec.key, { tonic: 'C', mode: 'major' })
    const roots = chords.slice(0, 8).map(({ symbol }) => chordFrom(symbol)!.root)
    assert.equal(roots[0], 0)
    assert.ok(roots.every((root) => [0, 2, 4, 5, 7, 9].includes(root)))
    assert.ok(roots.filter((root) => root === 0 || root === 7).length >= 5, roots.join())
  })

  it('takes low notes for a bass, and several at once for chords', () => {
    const low = tune.map((note) => ({ ...note, pitch: note.pitch - 24 }))
    const thick = tune.flatMap((note) => [note, { ...note, pitch: note.pitch - 5 }])
    const byHand = (notes: readonly NoteEvent[]): string | undefined =>
      around(notes, 'lofi').parts.find((part) => part.notes.some(({ author }) => author === hand))
        ?.role

    assert.equal(byHand(low), 'bass')
    assert.equal(byHand(thick), 'chords')
  })
})

describe('harmonised', () => {
  it('gives each bar a chord of the key, also one in which nothing is played', () => {
    const style = styles[0]!
    const key = { tonic: 'D', mode: 'minor' } as const
    const notes = [62, 65, 69].map((pitch, i) => ({ ...tune[0]!, pitch, start: i * 9 }))

    const chords = harmonised(notes, { key, meter: { beats: 4, unit: 4 }, style })

    assert.equal(chords.length, 5)
    for (const symbol of chords)
      assert.ok(
        chordFrom(symbol)!.tones.every((tone) => inKey(tone, key)),
        symbol,
      )
  })
})

import assert from 'node:assert/strict'
import { chordFrom } from '#core/music/chord.ts'
import { barBeats } from '#core/music/meter.ts'
import { toPitchClass } from '#core/music/pitch.ts'
import type { Composition } from '#core/score/piece.ts'
import type { Role } from '#core/score/piece-spec.ts'
import { composePiece } from '#hub/engine/compose.ts'
import { planPiece } from '#hub/engine/plan.ts'
import { styles } from '#hub/engine/styles/index.ts'
import { loops } from '#test/support/loops.ts'

const seeds = Array.from({ length: loops(4, 30) }, (_, i) => 300 + i)
const piecesOf = (style: string): readonly Composition[] =>
  seeds.map((seed) => composePiece(planPiece({ style }, seed), seed, { because: 'test' }))

const notesOf = ({ parts }: Composition, role: Role) =>
  parts.find((part) => part.role === role)?.notes ?? []

type Note = { readonly start: number; readonly pitch: number }

/** The sixteenth of the piece that a note stands at. */
const stepOf = ({ start }: Note): number => Math.round(start * 4)

/** The chords of the sections in which this role plays, with those of its notes that begin in or near them. */
function spansOf(piece: Composition, role: Role) {
  const notes = notesOf(piece, role)
  return piece.form.flatMap(({ section, start, length }) => {
    if (!piece.spec.sections.find(({ id }) => id === section)?.roles.includes(role)) return []
    return piece.chords
      .filter((chord) => chord.start >= start && chord.start < start + length)
      .map((chord) => {
        const [from, to] = [chord.start * 4, (chord.start + chord.length) * 4]
        const near = notes.filter((note) => stepOf(note) >= from - 2 && stepOf(note) < to)
        return { ...chord, from, to, chord: chordFrom(chord.symbol)!, near }
      })
  })
}

describe('what the players make of the chords', () => {
  for (const { id } of styles)
    it(`sounds every chord of half a bar or more in ${id}`, () => {
      for (const piece of piecesOf(id)) {
        const half = barBeats(piece.spec.meter) / 2
        for (const { symbol, start, length, chord, near } of spansOf(piece, 'chords')) {
          if (length < half) continue
          const heard = near.filter(({ pitch }) => chord.tones.includes(toPitchClass(pitch)))
          const strange = Map.groupBy(near, stepOf)
            .values()
            .every((hit) => hit.some((note) => !heard.includes(note)))

          assert.ok(heard.length > 0 && !strange, `${symbol} at beat ${start}`)
        }
      }
    })

  it('comps in jazz with another rhythm in each bar', () => {
    for (const piece of piecesOf('jazz-swing')) {
      const bars = Array.from({ length: piece.lengthBeats / 4 }, (_, bar) => {
        const inside = notesOf(piece, 'chords').filter((n) => Math.floor(stepOf(n) / 16) === bar)
        return [...new Set(inside.map((note) => stepOf(note) % 16))].join(' ')
      })
      const repeated = bars.filter((rhythm, i) => i > 0 && rhythm === bars[i - 1])

      assert.ok(new Set(bars).size >= 8, `${new Set(bars).size} rhythms`)
      assert.ok(repeated.length <= bars.length * 0.1, `${repeated.length} bars like the one before`)
    }
  })
})

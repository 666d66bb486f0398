import assert from 'node:assert/strict'
import type { Composition } from '#core/score/piece.ts'
import { composePiece } from '#hub/engine/compose.ts'
import { planPiece } from '#hub/engine/plan.ts'
import { loops } from '#test/support/loops.ts'

const seeds = Array.from({ length: loops(3, 30) }, (_, i) => 300 + i)
const piecesOf = (style: string): readonly Composition[] =>
  seeds.map((seed) => composePiece(planPiece({ style }, seed), seed, { because: 'test' }))
const mean = (figures: readonly number[]): number =>
  figures.reduce((sum, x) => sum + x, 0) / Math.max(1, figures.length)

/** The mean velocity between two beats, of all parts that play in both halves of a comparison. */
const loudBetween = ({ parts }: Composition, from: number, to: number): number =>
  mean(
    parts
      .filter(({ role }) => role !== 'drums')
      .flatMap(({ notes }) => notes)
      .filter(({ start }) => start >= from - 0.1 && start < to - 0.1)
      .map(({ velocity }) => velocity),
  )

function loudIn(piece: Composition, section: string): number {
  const { start, length } = piece.form.find((place) => place.section === section)!
  return loudBetween(piece, start, start + length)
}

describe('how loud a piece is', () => {
  for (const [style, from, to, steps] of [
    ['cinematic', 'A', "B'", 14],
    ['jazz-swing', 'A', "A''''", 8],
    ['waltz', 'A', "A'''", 5],
    ['folk', 'A', "A''", 5],
    ['dubstep', 'C', "B''", 20],
  ] as const)
    it(`is ${steps} steps of velocity more in ${to} than in ${from} in ${style}`, () => {
      for (const piece of piecesOf(style)) {
        const grown = loudIn(piece, to) - loudIn(piece, from)
        assert.ok(grown >= steps, `${piece.spec.form.join(' ')}: ${grown}`)
      }
    })

  it('comes out of nothing in ambient, and goes there', () => {
    for (const piece of piecesOf('ambient')) {
      const end = piece.lengthBeats
      const middle = loudBetween(piece, end / 3, (end * 2) / 3)

      assert.ok(loudBetween(piece, 0, 16) < middle - 20)
      assert.ok(loudBetween(piece, end - 16, end) < middle - 20)
    }
  })

  it('is level in lofi, whatever comes', () => {
    for (const piece of piecesOf('lofi'))
      assert.ok(Math.abs(loudIn(piece, "A''") - loudIn(piece, 'A')) < 7)
  })

  it('rises to the third bar of a phrase where people sing and strum, and not in machines', () => {
    const arched = (style: string): number =>
      mean(
        piecesOf(style).flatMap((piece) => {
          const bars = piece.spec.sections.map((section) => section.id)
          return bars.flatMap((section) => {
            const { start, length } = piece.form.find((place) => place.section === section)!
            const notes = piece.parts.find(({ role }) => role === 'chords')!.notes
            const bar = (piece.spec.meter.beats * 4) / piece.spec.meter.unit
            const loud = (n: number): number[] =>
              notes
                .filter((note) => Math.floor((note.start - start + 0.1) / bar) % 4 === n)
                .filter((note) => note.start > start - 0.1 && note.start < start + length / 2)
                .map(({ velocity }) => velocity)
            const [first, third] = [loud(0), loud(2)]
            return first.length > 0 && third.length > 0 ? [mean(third) - mean(first)] : []
          })
        }),
      )

    assert.ok(arched('waltz') > 4, `${arched('waltz')}`)
    assert.ok(arched('folk') > 3, `${arched('folk')}`)
    assert.ok(Math.abs(arched('techno')) < 2, `${arched('techno')}`)
  })
})

describe('the energy of the sections', () => {
  for (const style of ['house', 'deep-house', 'techno', 'drum-and-bass', 'dubstep', 'trap'])
    it(`is least in the breakdown and greatest in the last drop of ${style}`, () => {
      const { sections, form } = planPiece({ style }, 1)
      const energies = form.map((id) => sections.find((section) => section.id === id)!.energy)
      const body = energies.slice(1, -1)

      assert.equal(Math.max(...energies), energies.at(-2))
      assert.equal(Math.min(...body), energies.at(-3))
      assert.ok(energies[0]! < Math.min(...energies.slice(1, -3)))
    })
})

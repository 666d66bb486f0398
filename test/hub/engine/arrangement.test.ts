import assert from 'node:assert/strict'
import { barBeats } from '#core/music/meter.ts'
import type { Composition } from '#core/score/piece.ts'
import type { Role } from '#core/score/piece-spec.ts'
import { composePiece } from '#hub/engine/compose.ts'
import { formOf } from '#hub/engine/form.ts'
import { planPiece } from '#hub/engine/plan.ts'
import { styleFor, styles } from '#hub/engine/styles/index.ts'
import { type Drum, drumPitches } from '#hub/engine/styles/style.ts'
import { loops } from '#test/support/loops.ts'

const seeds = Array.from({ length: loops(3, 30) }, (_, i) => 500 + i)
const piecesOf = (style: string, wish: { bars?: number } = {}): readonly Composition[] =>
  seeds.map((seed) => composePiece(planPiece({ style, ...wish }, seed), seed, { because: 'test' }))

const club = styles.filter(({ ending }) => ending === 'layers').map(({ id }) => id)
const building = styles.filter(({ form }) => form === 'build').map(({ id }) => id)

/** The notes of a role that begin in these bars of a piece, counted from 0; a hand may be early. */
function notesIn({ parts, spec }: Composition, role: Role, from: number, to: number) {
  const bar = barBeats(spec.meter)
  const notes = parts.find((part) => part.role === role)?.notes ?? []
  return notes.filter(({ start }) => start >= from * bar - 0.1 && start < to * bar - 0.1)
}

const kicksIn = (piece: Composition, from: number, to: number) =>
  notesIn(piece, 'drums', from, to).filter(({ pitch }) => pitch === drumPitches.kick)

/** First bar of a section, and the one after it. */
function barsOf({ form, spec }: Composition, section: string): [number, number] {
  const { start, length } = form.find((place) => place.section === section)!
  const bar = barBeats(spec.meter)
  return [Math.round(start / bar), Math.round((start + length) / bar)]
}

const endOf = ({ lengthBeats, spec }: Composition): number => lengthBeats / barBeats(spec.meter)

describe('a piece of club music', () => {
  it('is of techno, house, deep house, drum and bass, and dubstep', () => {
    assert.deepEqual(club.toSorted(), [
      ...['deep-house', 'drum-and-bass', 'dubstep', 'house', 'techno'],
    ])
  })

  for (const style of club) {
    it(`is come into and gone out of by eight bars, layer by layer, in ${style}`, () => {
      for (const piece of piecesOf(style)) {
        const [, intro] = barsOf(piece, 'intro')
        const [outro, end] = barsOf(piece, 'outro')
        const playing = (from: number, to: number): number =>
          piece.parts.filter(({ role }) => notesIn(piece, role, from, to).length > 0).length

        assert.equal(intro, 8)
        assert.equal(end - outro, 8)
        assert.ok(playing(0, 2) < playing(6, 8), 'they come')
        assert.ok(playing(outro, outro + 2) > playing(end - 2, end), 'they go')
      }
    })

    it(`has no last chord and no last crash in ${style}`, () => {
      for (const piece of piecesOf(style)) {
        const end = endOf(piece)
        const last = notesIn(piece, 'drums', end - 1, end)

        assert.deepEqual(notesIn(piece, 'chords', end - 1, end), [])
        assert.deepEqual(notesIn(piece, 'bass', end - 1, end), [])
        assert.ok(last.length > 1)
        assert.ok(last.every(({ pitch }) => pitch !== drumPitches.crash))
      }
    })

    it(`holds its breath before the first drop of ${style}`, () => {
      for (const piece of piecesOf(style)) {
        const [drop, after] = barsOf(piece, 'B')

        assert.deepEqual(notesIn(piece, 'bass', drop - 1, drop), [])
        assert.deepEqual(kicksIn(piece, drop - 1, drop), [])
        assert.ok(notesIn(piece, 'drums', drop - 1, drop).length >= 8, 'something rises')
        assert.ok(notesIn(piece, 'bass', drop, after).length > 0)
        assert.ok(kicksIn(piece, drop, drop + 1).length > 0)
      }
    })
  }

  it('ends with a bass and chords that ring where it has no drums to leave', () => {
    for (const seed of seeds) {
      const spec = planPiece({ style: 'house', bars: 16, without: ['drums'] }, seed)
      const piece = composePiece(spec, seed, { because: 'test' })

      for (const role of ['bass', 'chords'] as const)
        assert.ok(notesIn(piece, role, 15, 16).length > 0, role)
    }
  })

  it('is the drop where it has room for one section only', () => {
    for (const style of building)
      assert.deepEqual(
        new Set(planPiece({ style, bars: 4 }, 1).sections[0]!.roles),
        new Set(styleFor(style).layers.B),
      )
  })
})

describe('the last drop', () => {
  for (const style of building)
    it(`has more to it than the first in ${style}`, () => {
      for (const piece of piecesOf(style)) {
        const drops = piece.form.filter(({ section }) => section.startsWith('B'))
        const [first, last] = [drops[0]!.section, drops.at(-1)!.section]
        const notes = (section: string): number =>
          piece.parts.reduce(
            (sum, { role }) => sum + notesIn(piece, role, ...barsOf(piece, section)).length,
            0,
          )

        assert.ok(notes(last) > notes(first), `${notes(first)} to ${notes(last)}`)
      }
    })
})

describe('music that builds', () => {
  it('has its last drop last, however long it is', () => {
    for (const style of building)
      for (let bars = 16; bars <= 1400; bars++) {
        const form = formOf(bars, styleFor(style), 70).map(({ id }) => id)
        const sections = form.filter((id) => !/^(intro|break|outro)/.test(id))

        assert.match(sections.at(-1)!, /^B/, `${style}, ${bars} bars: ${form.join(' ')}`)
      }
  })
})

describe('a breakdown', () => {
  for (const style of ['house', 'deep-house', 'techno', 'drum-and-bass', 'dubstep', 'trap'])
    it(`leads back with strokes that come closer and louder in ${style}`, () => {
      for (const piece of piecesOf(style)) {
        const [, end] = barsOf(piece, 'C')
        const [first, last] = [
          notesIn(piece, 'drums', end - 4, end - 3),
          notesIn(piece, 'drums', end - 1, end),
        ]
        const loudest = (notes: typeof first): number =>
          Math.max(...notes.map(({ velocity }) => velocity))

        assert.ok(first.length > 0 && last.length > first.length)
        assert.ok(loudest(last) > loudest(first))
      }
    })
})

describe('who plays', () => {
  for (const style of ['folk', 'waltz'])
    it(`keeps the drummer who has come in, in ${style}`, () => {
      for (const { spec } of piecesOf(style)) {
        const drums = spec.form
          .filter((id) => /^[AB]/.test(id))
          .map((id) => spec.sections.find((section) => section.id === id)!.roles.includes('drums'))

        assert.ok(drums.includes(true))
        assert.equal(drums.lastIndexOf(false), drums.indexOf(true) - 1)
      }
    })

  it('gives the pad of an intro something to do later, in every style', () => {
    for (const { id, layers } of styles) {
      if (!layers.intro?.includes('pad')) continue
      const body = [layers.A, layers.B, layers.C].filter((roles) => roles?.includes('pad'))
      assert.ok(body.length > 0, id)
    }
  })

  it('begins an intro with what is light in the style', () => {
    for (const style of ['techno', 'house', 'lofi', 'dubstep'])
      for (const piece of piecesOf(style)) {
        const [, end] = barsOf(piece, 'intro')
        const light: readonly Drum[] = styleFor(style).drums.light
        const strokes = notesIn(piece, 'drums', 0, end / 2)

        assert.ok(strokes.every(({ pitch }) => light.some((drum) => drumPitches[drum] === pitch)))
      }
  })
})

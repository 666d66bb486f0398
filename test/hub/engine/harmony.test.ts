import assert from 'node:assert/strict'
import { chordFrom } from '#core/music/chord.ts'
import { barBeats } from '#core/music/meter.ts'
import { pitchName, toPitchClass } from '#core/music/pitch.ts'
import { scaleOf } from '#core/music/scale.ts'
import type { Composition } from '#core/score/piece.ts'
import type { Role } from '#core/score/piece-spec.ts'
import { composePiece } from '#hub/engine/compose.ts'
import { planPiece } from '#hub/engine/plan.ts'
import { styles } from '#hub/engine/styles/index.ts'
import { drumPitches } from '#hub/engine/styles/style.ts'
import { loops } from '#test/support/loops.ts'

const seeds = Array.from({ length: loops(4, 30) }, (_, i) => 300 + i)
const piecesOf = (style: string): readonly Composition[] =>
  seeds.map((seed) => composePiece(planPiece({ style }, seed), seed, { because: 'test' }))

const notesOf = ({ parts }: Composition, role: Role) =>
  parts.find((part) => part.role === role)?.notes ?? []

type Note = { readonly start: number; readonly pitch: number }

/** The sixteenth of the piece that a note stands at. */
const stepOf = ({ start }: Note): number => Math.round(start * 4)

/** The kicks of the sections in which this role plays, before the last stroke of all. */
function kicksWith(piece: Composition, role: Role): readonly Note[] {
  const played = piece.form.filter(({ section }) =>
    piece.spec.sections.find(({ id }) => id === section)?.roles.includes(role),
  )
  return notesOf(piece, 'drums').filter(
    ({ pitch, start }) =>
      pitch === drumPitches.kick &&
      played.some((place) => start > place.start - 0.1 && start < place.start + place.length - 0.1),
  )
}

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

  for (const { id, bass } of styles)
    it(`stands on the root where a chord begins and where a section ends in ${id}`, () => {
      for (const piece of piecesOf(id)) {
        const bar = barBeats(piece.spec.meter)
        const ends = piece.form.map(({ start, length }) => start + length)
        for (const { symbol, start, length, chord, near, from } of spansOf(piece, 'bass')) {
          if (length < 1) continue
          const first = (beat: number) => near.find((note) => stepOf(note) >= beat * 4)
          const root = chord.bass
          const low = first(from / 4)

          assert.ok(low, `no bass for ${symbol} at beat ${start}`)
          assert.equal(toPitchClass(low.pitch), root, `${symbol} at beat ${start}`)
          if (bass.kind === 'walking' || !ends.includes(start + length) || length < bar) continue
          const last = first(start + length - bar)
          assert.ok(
            !last || toPitchClass(last.pitch) === root,
            `${symbol} before ${start + length}`,
          )
        }
      }
    })

  for (const { id, bass } of styles.filter((style) => !style.bass.chromatic))
    it(`leads by steps of the scale in the bass of ${id}`, () => {
      for (const piece of piecesOf(id)) {
        const scale = scaleOf(piece.spec.key)
        for (const { symbol, start, chord, near, from } of spansOf(piece, 'bass'))
          for (const { pitch } of near.filter((note) => stepOf(note) >= from)) {
            const tone = toPitchClass(pitch)
            const known = scale.includes(tone) || chord.tones.includes(tone)
            assert.ok(known, `${pitchName(pitch)} in ${symbol} at beat ${start}, ${bass.kind}`)
          }
      }
    })

  it('has the long bass of trap under every kick', () => {
    for (const piece of piecesOf('trap')) {
      const under = new Set(notesOf(piece, 'bass').map(stepOf))
      const kicks = kicksWith(piece, 'bass')
      const alone = kicks.filter((kick) => !under.has(stepOf(kick)))

      assert.ok(alone.length <= kicks.length * 0.03, `${alone.length} of ${kicks.length}`)
    }
  })

  it('joins the kick on the second half of three, and moves on, in drum and bass', () => {
    for (const piece of piecesOf('drum-and-bass')) {
      const under = new Set(notesOf(piece, 'bass').map(stepOf))
      const pushes = kicksWith(piece, 'bass').filter((kick) => stepOf(kick) % 16 === 10)
      const joined = pushes.filter((kick) => under.has(stepOf(kick)))

      assert.ok(joined.length >= pushes.length * 0.9, `${joined.length} of ${pushes.length}`)
    }
  })

  for (const style of ['house', 'deep-house', 'drum-and-bass'])
    it(`leaves the root in the bass about once a bar in ${style}`, () => {
      const off = piecesOf(style).map((piece) => {
        const spans = spansOf(piece, 'bass')
        const moved = spans.flatMap(({ chord, near, from }) =>
          near.filter((note) => stepOf(note) >= from && toPitchClass(note.pitch) !== chord.bass),
        )
        return moved.length / (spans.reduce((sum, { length }) => sum + length, 0) / 4)
      })

      assert.ok(Math.min(...off) >= 0.4, `${off}`)
      assert.ok(Math.max(...off) <= 2, `${off}`)
    })

  it('has no bass on just the four eighths off the beat in techno: that is another dance', () => {
    for (const piece of piecesOf('techno')) {
      const bars = Map.groupBy(notesOf(piece, 'bass').map(stepOf), (step) => Math.floor(step / 16))
      for (const steps of bars.values())
        assert.notEqual(steps.map((step) => step % 16).join(), '2,6,10,14')
    }
  })

  it('walks another way each time in jazz', () => {
    for (const piece of piecesOf('jazz-swing')) {
      const lines = piece.form.map(({ start, length }) =>
        notesOf(piece, 'bass')
          .filter((note) => note.start > start - 0.1 && note.start < start + length - 0.1)
          .map(({ pitch }) => pitch)
          .join(' '),
      )
      assert.equal(new Set(lines).size, lines.length)
    }
  })
})

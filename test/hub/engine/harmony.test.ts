import assert from 'node:assert/strict'
import { chordFrom } from '#core/music/chord.ts'
import { barBeats } from '#core/music/meter.ts'
import { pitchName, toPitchClass } from '#core/music/pitch.ts'
import { scaleOf } from '#core/music/scale.ts'
import type { Composition } from '#core/score/piece.ts'
import type { Role } from '#core/score/piece-spec.ts'
import { composePiece } from '#hub/engine/compose.ts'
import { familyOf, isFrame } from '#hub/engine/form.ts'
import { planPiece } from '#hub/engine/plan.ts'
import { styleFor, styles } from '#hub/engine/styles/index.ts'
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

/**
 * The chords of the sections in which this role plays all the time, with those of its notes that begin in
 * or near them. In intro and outro layers come and go, and in its last bar a section holds its breath.
 */
function spansOf(piece: Composition, role: Role) {
  const notes = notesOf(piece, role)
  const { form: shape } = styleFor(piece.spec.style)
  return piece.form.flatMap(({ section, start, length }, i) => {
    if (!piece.spec.sections.find(({ id }) => id === section)?.roles.includes(role)) return []
    if (isFrame(familyOf(section))) return []
    const breathes = shape === 'build' && familyOf(piece.form[i + 1]?.section ?? '') === 'B'
    const end = start + length - (breathes ? barBeats(piece.spec.meter) : 0)
    return piece.chords
      .filter((chord) => chord.start >= start && chord.start < end)
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
      assert.ok(
        repeated.length <= bars.length * 0.15,
        `${repeated.length} bars like the one before`,
      )
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

  // Dubstep throws its root up an octave, and means it.
  const steady = styles.filter(({ id, bass }) => bass.kind === 'tab' && id !== 'dubstep')
  for (const { id } of steady)
    it(`has each root in one place in the bass of ${id}`, () => {
      for (const piece of piecesOf(id)) {
        const places = new Map<number, number>()
        for (const { chord, near, from, symbol } of spansOf(piece, 'bass')) {
          const struck = near.filter((note) => stepOf(note) === from).map(({ pitch }) => pitch)
          const low = Math.min(...struck)
          if (struck.length === 0 || toPitchClass(low) !== chord.bass) continue
          const known = places.get(chord.bass) ?? low
          places.set(chord.bass, known)

          assert.equal(low, known, `${symbol} at beat ${from / 4}`)
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

  for (const { id } of styles.filter(({ harmony }) => harmony.chromatic > 0))
    it(`sends each dominant of another chord there in ${id}`, () => {
      for (const piece of piecesOf(id)) {
        const { chords, spec } = piece
        for (const [i, { symbol, start }] of chords.entries()) {
          const next = chords[i + 1]
          const before = chordFrom(symbol)!
          const scale = scaleOf(spec.key)
          // A dominant of the key's second degree up, with a third from outside, is no chord of the key.
          const third = toPitchClass(before.root + 4)
          const isOf = (degree: number) => toPitchClass(before.root - 7) === scale[degree]
          const isSecondary = before.tones.includes(third) && !scale.includes(third)
          if (!next || !isSecondary || !isOf(1) || !symbol.endsWith('7')) continue
          const goal = [before.root, toPitchClass(before.root + 5)]
          assert.ok(goal.includes(chordFrom(next.symbol)!.root), `${symbol} at beat ${start}`)
        }
      }
    })

  for (const { id } of styles.filter(({ harmony }) => harmony.natural))
    it(`raises no leading note in the minor of ${id}`, () => {
      for (const seed of seeds) {
        const { key, sections } = planPiece({ style: id, key: { tonic: 'A', mode: 'minor' } }, seed)
        const tones = sections.flatMap(({ chords }) =>
          chords.flatMap((text) => chordFrom(text.split('*')[0]!)!.tones),
        )
        assert.equal(key.mode, 'minor')
        assert.ok(!tones.includes(8), `seed ${seed}`)
      }
    })

  it('keeps one clave of bossa nova, and its direction, through a piece', () => {
    const claves = piecesOf('bossa-nova').map((piece) => {
      const strokes = notesOf(piece, 'drums')
        .filter(({ pitch }) => pitch === drumPitches.rim)
        .map((note) => stepOf(note))
      const pairs = Map.groupBy(strokes, (step) => Math.floor(step / 32)).values()
      const said = [...pairs].map((steps) => steps.map((step) => step % 32).join())
      const full = said.filter((steps) => steps.split(',').length === 5)
      assert.ok(full.length >= 10)
      assert.equal(new Set(full).size, 1, full.join(' | '))
      return full[0]!
    })

    // Three and two, the last of the two late; or the same the other way round.
    for (const clave of claves) assert.ok(['0,6,12,20,26', '4,10,16,22,28'].includes(clave), clave)
  })

  it('is open on every eighth off the beat in house, and nowhere else', () => {
    for (const style of ['house', 'deep-house'])
      for (const piece of piecesOf(style)) {
        const open = notesOf(piece, 'drums').filter(({ pitch }) => pitch === drumPitches.open)
        const off = open.filter((note) => stepOf(note) % 4 !== 2)
        assert.deepEqual(off, [])
        assert.ok(open.length > 0)
      }
  })

  it('never stumbles over a kick right behind the snare in drum and bass', () => {
    for (const piece of piecesOf('drum-and-bass')) {
      const behind = kicksWith(piece, 'drums').filter((kick) => [5, 13].includes(stepOf(kick) % 16))
      assert.deepEqual(behind, [])
    }
  })

  it('leaves the one to the bass in funk, in a few stabs with a lighter bar among four', () => {
    for (const piece of piecesOf('funk')) {
      const steps = [...new Set(notesOf(piece, 'chords').map(stepOf))]
      const bars = [...Map.groupBy(steps, (step) => Math.floor(step / 16)).values()].slice(0, -1)
      // A second chord in what would be the light bar of four is struck all the same.
      const light = bars.filter((bar) => bar.length <= 2)

      assert.ok(Math.max(...bars.map((bar) => bar.length)) <= 5)
      assert.ok(light.length >= bars.length / 5, `${light.length} of ${bars.length}`)
      const onOne = bars.filter((bar) => bar.some((step) => step % 16 === 0))
      assert.ok(onOne.length <= bars.length * 0.15, `${onOne.length} of ${bars.length}`)
    }
  })

  for (const style of ['lofi', 'deep-house', 'house', 'bossa-nova'])
    it(`has a pad thinner than the chords it lies under in ${style}`, () => {
      for (const piece of piecesOf(style)) {
        // The last drop doubles it.
        const drop = piece.form.findLast(({ section }) => familyOf(section) === 'B')
        const full = (beat: number): boolean =>
          drop !== undefined && beat > drop.start - 0.1 && beat < drop.start + drop.length
        const held = notesOf(piece, 'pad').filter(
          ({ start }) => start < piece.lengthBeats - 4.1 && !full(start),
        )
        const voices = held.map(
          ({ start }) =>
            held.filter((n) => n.start <= start + 0.1 && n.start + n.length > start + 0.2).length,
        )
        assert.ok(held.length > 0 && Math.max(...voices) <= 3, `${Math.max(...voices)} voices`)
      }
    })
})

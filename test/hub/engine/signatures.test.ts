import assert from 'node:assert/strict'
import { barBeats } from '#core/music/meter.ts'
import type { Composition } from '#core/score/piece.ts'
import type { Role } from '#core/score/piece-spec.ts'
import { wobbles } from '#core/score/wobbles.ts'
import { composePiece } from '#hub/engine/compose.ts'
import { planPiece } from '#hub/engine/plan.ts'
import { type Drum, drumPitches } from '#hub/engine/styles/style.ts'
import { loops } from '#test/support/loops.ts'

const seeds = Array.from({ length: loops(3, 30) }, (_, i) => 40 + i)
const piecesOf = (style: string): readonly Composition[] =>
  seeds.map((seed) => composePiece(planPiece({ style }, seed), seed, { because: 'test' }))

const notesOf = ({ parts }: Composition, role: Role) =>
  parts.find((part) => part.role === role)?.notes ?? []
const strokesOf = (piece: Composition, drum: Drum) =>
  notesOf(piece, 'drums').filter(({ pitch }) => pitch === drumPitches[drum])
const mean = (figures: readonly number[]): number =>
  figures.reduce((sum, x) => sum + x, 0) / Math.max(1, figures.length)

/** The sixteenth of the piece that a note stands at. */
const stepOf = ({ start }: { readonly start: number }): number => Math.round(start * 4)

/** The share of these notes that begins at one of these sixteenths of a bar. */
function shareAt(
  notes: readonly { readonly start: number }[],
  steps: readonly number[],
  beats = 4,
): number {
  const at = notes.filter((note) => steps.includes(stepOf(note) % (beats * 4)))
  return at.length / Math.max(1, notes.length)
}

/** Of the bars with a kick, the share in which this drum strikes at all of these sixteenths. */
function barsWith(piece: Composition, drum: Drum, steps: readonly number[]): number {
  const bar = barBeats(piece.spec.meter) * 4
  const drummed = new Set(strokesOf(piece, 'kick').map((note) => Math.floor(stepOf(note) / bar)))
  const strokes = new Set(strokesOf(piece, drum).map(stepOf))
  const full = [...drummed].filter((n) => steps.every((step) => strokes.has(n * bar + step)))
  return full.length / Math.max(1, drummed.size)
}

const least = (figure: number, goal: number, what: string): void =>
  assert.ok(figure >= goal, `${what} ${figure.toFixed(2)}`)

describe('what a style is known by', () => {
  for (const style of ['house', 'deep-house', 'techno'])
    it(`is four on the floor and hats off the beat in ${style}`, () => {
      for (const piece of piecesOf(style)) {
        least(barsWith(piece, 'kick', [0, 4, 8]), 0.8, 'kick on every beat')
        const off = Math.max(
          barsWith(piece, 'open', [2, 6]),
          barsWith(piece, 'hat', [2, 6]),
          barsWith(piece, 'ride', [2, 6]),
        )
        least(off, 0.6, 'off the beat')
      }
    })

  it('is a kick off the beat between two backbeats in drum and bass, fast', () => {
    for (const piece of piecesOf('drum-and-bass')) {
      assert.ok(piece.spec.bpm >= 165)
      least(barsWith(piece, 'snare', [4]), 0.8, 'snare on two')
      assert.ok(barsWith(piece, 'kick', [0, 4, 8, 12]) < 0.1)
    }
  })

  for (const style of ['trap', 'dubstep'])
    it(`is half time in ${style}: one backbeat a bar, on three`, () => {
      for (const piece of piecesOf(style)) {
        const back = Math.max(barsWith(piece, 'clap', [8]), barsWith(piece, 'snare', [8]))
        least(back, 0.6, 'on three')
        assert.ok(barsWith(piece, 'clap', [4]) < 0.05 && barsWith(piece, 'snare', [4]) < 0.05)
      }
    })

  it('is rolls of the hats in trap', () => {
    for (const piece of piecesOf('trap')) {
      const starts = strokesOf(piece, 'hat').map(({ start }) => start)
      const close = starts.filter((start, i) => i > 0 && start - starts[i - 1]! < 0.2)

      least(close.length / piece.form.length, 2, 'rolls a section')
    }
  })

  it('is a bass that slides now and then in trap, from another pitch and never for long', () => {
    const slides = piecesOf('trap').map((piece) => {
      const bass = notesOf(piece, 'bass')
      const over = bass.flatMap(({ pitch, start, length }, i) => {
        const next = bass[i + 1]
        return next && start + length > next.start
          ? [{ next, pitch, by: start + length - next.start }]
          : []
      })
      for (const { next, pitch, by } of over) assert.ok(by <= 1 / 16 && next.pitch !== pitch)
      return over.length
    })

    least(mean(slides), 3, 'slides a piece')
  })

  it('is bowed basses under the strings in cinematic, in octaves at the end', () => {
    for (const piece of piecesOf('cinematic')) {
      const bass = notesOf(piece, 'bass')
      const within = (section: string) => {
        const { start, length } = piece.form.find((place) => place.section === section)!
        return bass.filter((note) => note.start > start - 0.1 && note.start < start + length - 0.1)
      }
      const octaves = (section: string): number =>
        within(section).filter((note) =>
          within(section).some(
            ({ pitch, start }) => pitch === note.pitch + 12 && Math.abs(start - note.start) < 0.05,
          ),
        ).length

      assert.equal(piece.parts.find(({ role }) => role === 'bass')?.sound, 'bass-bow')
      assert.equal(octaves('B'), 0)
      least(octaves("B'"), 4, 'octaves')
    }
  })

  it('is a bass that wobbles in dubstep', () => {
    for (const piece of piecesOf('dubstep'))
      assert.equal(piece.parts.find(({ role }) => role === 'bass')?.sound, 'bass-wobble')
  })

  it('is a bass whose wobble changes from bar to bar in dubstep', () => {
    for (const piece of piecesOf('dubstep')) {
      const { start, length } = piece.form.find(({ section }) => section === 'B')!
      const bars = Array.from({ length: length / 4 }, (_, bar) =>
        notesOf(piece, 'bass')
          .filter((note) => Math.floor((note.start + 0.1 - start) / 4) === bar)
          .map(({ velocity }) => wobbles.find(({ upTo }) => velocity <= upTo)!.aBeat),
      )

      assert.ok(new Set(bars.flat()).size >= 3, `${bars.join(' | ')}`)
      assert.ok(new Set(bars.slice(0, 4).map(String)).size >= 3, `${bars.join(' | ')}`)
    }
  })

  it('is a riff that hardly leaves its chord in techno', () => {
    for (const piece of piecesOf('techno')) {
      const root = piece.chords[0]!.symbol
      const home = piece.chords.filter(({ symbol }) => symbol === root)

      least(home.length / piece.chords.length, 0.5, 'at home')
    }
  })

  for (const style of ['house', 'techno', 'dubstep', 'trap', 'drum-and-bass'])
    it(`is a breakdown without kick and bass before the last drop in ${style}`, () => {
      for (const piece of piecesOf(style)) {
        const low = [...strokesOf(piece, 'kick'), ...notesOf(piece, 'bass')]
        const beats = piece.form.map(
          ({ start, length }) =>
            low.filter((note) => note.start > start + 0.1 && note.start < start + length - 0.1)
              .length > 0,
        )

        assert.deepEqual(beats.slice(-4, -1), [true, false, true], piece.spec.form.join(' '))
      }
    })

  for (const style of ['house', 'techno', 'dubstep', 'drum-and-bass'])
    it(`is a roll that grows into the drop in ${style}`, () => {
      for (const piece of piecesOf(style)) {
        const { start, length } = piece.form.at(-3)!
        const inside = notesOf(piece, 'drums').filter(
          (note) => note.start > start - 0.1 && note.start < start + length - 0.1,
        )
        const bars = Array.from({ length: length / 4 }, (_, i) =>
          inside.filter((note) => Math.floor((stepOf(note) / 4 - start) / 4) === i),
        )

        assert.equal(bars.slice(0, 4).flat().length, 0)
        assert.ok(bars.at(-1)!.length >= 2 * bars.at(-4)!.length)
        const loud = bars.slice(-4).map((strokes) => mean(strokes.map((n) => n.velocity)))
        assert.deepEqual(
          loud,
          loud.toSorted((a, b) => a - b),
        )
      }
    })

  it('is eighths in the bass and a big backbeat in synthwave', () => {
    for (const piece of piecesOf('synthwave')) {
      least(notesOf(piece, 'bass').length / (piece.lengthBeats / 4), 5, 'notes a bar')
      least(barsWith(piece, 'snare', [4]), 0.9, 'snare on two')
    }
  })

  it('is the one, and ghosts around the backbeat, in funk', () => {
    for (const piece of piecesOf('funk')) {
      least(barsWith(piece, 'kick', [0]), 0.9, 'kick on one')
      const ghosts = strokesOf(piece, 'snare').filter(({ velocity }) => velocity < 55)
      least(ghosts.length / strokesOf(piece, 'snare').length, 0.25, 'ghosts')
      const onTheOne = shareAt(notesOf(piece, 'bass'), [0])
      least(onTheOne * notesOf(piece, 'bass').length, (piece.lengthBeats / 4) * 0.7, 'bass on one')
    }
  })

  it('is a ride that swings and a bass that walks in jazz', () => {
    for (const piece of piecesOf('jazz-swing')) {
      least(piece.spec.swing, 0.8, 'swing')
      least(barsWith(piece, 'pedal', [4]), 0.8, 'the foot on two')
      const bass = notesOf(piece, 'bass')
      least(bass.length / piece.lengthBeats, 0.85, 'a note a beat')
      const steps = bass.slice(1).map(({ pitch }, i) => Math.abs(pitch - bass[i]!.pitch))
      assert.ok(mean(steps) < 4.5 && mean(steps) > 1.5, `steps of ${mean(steps)}`)
    }
  })

  it('is a clave over two bars, and root and fifth on one and three, in bossa nova', () => {
    for (const piece of piecesOf('bossa-nova')) {
      const rim = strokesOf(piece, 'rim')
      least(rim.length / (piece.lengthBeats / 4), 1.8, 'rim strokes a bar')
      assert.ok(rim.length / (piece.lengthBeats / 4) < 3.4, 'no clave at double speed')
      const bass = notesOf(piece, 'bass')
      least(shareAt(bass, [0, 8]), 0.4, 'on one and three')
      assert.equal(piece.parts.find(({ role }) => role === 'chords')?.sound, 'guitar')
    }
  })

  it('is a bass on the one and chords after it in the waltz', () => {
    for (const piece of piecesOf('waltz')) {
      assert.equal(piece.spec.meter.beats, 3)
      least(shareAt(notesOf(piece, 'bass'), [0], 3), 0.55, 'bass on one')
      least(shareAt(notesOf(piece, 'chords'), [4, 8], 3), 0.3, 'chords on two and three')
    }
  })

  it('is pads over everything and no drums in ambient', () => {
    for (const piece of piecesOf('ambient')) {
      assert.equal(notesOf(piece, 'drums').length, 0)
      const loud = (role: Role): number => mean(notesOf(piece, role).map((n) => n.velocity))
      assert.ok(loud('pad') > loud('bass') + 10)
      least(mean(notesOf(piece, 'pad').map(({ length }) => length)), 4, 'beats held')
    }
  })

  it('is an ostinato under held strings that ends in a tutti in cinematic', () => {
    for (const piece of piecesOf('cinematic')) {
      least(notesOf(piece, 'chords').length / piece.lengthBeats, 1, 'strokes a beat')
      const climax = piece.spec.sections.at(-2)!
      assert.equal(climax.roles.length, 5, climax.id)
      assert.equal(piece.parts.find(({ role }) => role === 'pad')?.sound, 'strings')
    }
  })

  it('grows into what is louder, and does not give way in its climax, in cinematic', () => {
    for (const piece of piecesOf('cinematic')) {
      const loud = (from: number, to: number): number =>
        mean(
          notesOf(piece, 'chords')
            .filter(({ start }) => start >= from && start < to)
            .map(({ velocity }) => velocity),
        )
      const growth = ({ start, length }: Composition['form'][number]): number =>
        loud(start + (length * 3) / 4, start + length) - loud(start, start + length / 4)

      least(growth(piece.form[0]!), 3, 'growth of the intro')
      least(growth(piece.form.at(-2)!), -3, 'growth of the climax')
    }
  })

  for (const style of ['lofi', 'deep-house', 'ambient', 'drum-and-bass'])
    it(`keeps the tune off the half tone above the chords in ${style}`, () => {
      const pieces = piecesOf(style)
      const tune = pieces.flatMap((piece) => notesOf(piece, 'melody'))
      const rubbed = pieces.flatMap((piece) =>
        notesOf(piece, 'melody').flatMap((note) =>
          notesOf(piece, 'chords')
            .filter(({ pitch }) => note.pitch > pitch && (note.pitch - pitch) % 12 === 1)
            .map(({ start, length }) => {
              const end = Math.min(start + length, note.start + note.length)
              return Math.max(0, end - Math.max(start, note.start))
            }),
        ),
      )
      const beats = (lengths: readonly number[]): number => lengths.reduce((sum, x) => sum + x, 0)

      const share = beats(rubbed) / beats(tune.map(({ length }) => length))
      assert.ok(share < 0.08, `${share.toFixed(3)} of the tune`)
    })

  it('is a guitar in folk', () => {
    for (const piece of piecesOf('folk'))
      assert.equal(piece.parts.find(({ role }) => role === 'chords')?.sound, 'guitar')
  })
})

import assert from 'node:assert/strict'
import { chordFrom } from '#core/music/chord.ts'
import { barBeats } from '#core/music/meter.ts'
import { scaleOf } from '#core/music/scale.ts'
import type { NoteEvent } from '#core/score/note-event.ts'
import type { Composition } from '#core/score/piece.ts'
import { chanceOf, composePiece } from '#hub/engine/compose.ts'
import { familyOf, isFrame } from '#hub/engine/form.ts'
import { courseOf, playMelody } from '#hub/engine/melody.ts'
import { planPiece } from '#hub/engine/plan.ts'
import { isSolo } from '#hub/engine/solo.ts'
import { songOf } from '#hub/engine/song.ts'
import { styles } from '#hub/engine/styles/index.ts'
import { loops } from '#test/support/loops.ts'

const seeds = Array.from({ length: loops(12, 40) }, (_, i) => i)
const close = styles.filter(({ melody }) => melody.endings.length > 0)

const composed = new Map<string, readonly Composition[]>()
function piecesOf(style: string): readonly Composition[] {
  const known = composed.get(style)
  if (known) return known
  const pieces = seeds.map((seed) =>
    composePiece(planPiece({ style }, seed), seed, { because: 'test' }),
  )
  composed.set(style, pieces)
  return pieces
}

const tuneOf = ({ parts }: Composition): readonly NoteEvent[] =>
  parts.find(({ role }) => role === 'melody')?.notes ?? []
const share = (some: number, all: number): number => some / Math.max(1, all)
const degreeOf = (pitch: number, { spec }: Composition): number =>
  scaleOf(spec.key).indexOf(pitch % 12) + 1

/** The tune of each place in the form, bar by bar. */
function sectionsOf(piece: Composition) {
  const bar = barBeats(piece.spec.meter)
  const stepOf = ({ start }: NoteEvent): number => Math.round(start * 4)
  return piece.form.map(({ section, start, length }) => ({
    section,
    bars: Array.from({ length: Math.round(length / bar) }, (_, i) => {
      const from = (start + i * bar) * 4
      return tuneOf(piece).filter((note) => stepOf(note) >= from && stepOf(note) < from + bar * 4)
    }),
  }))
}

const rhythmOf = (bar: readonly NoteEvent[]): string =>
  bar.map(({ start }) => Math.round(start * 4) % 16).join(' ')

/** How the last three notes move: repeated, by step, by third, by a leap, and which way. */
const figureOf = (bar: readonly NoteEvent[]): string =>
  bar
    .slice(-3)
    .map(({ pitch }, i, all) => (i === 0 ? 0 : pitch - all[i - 1]!.pitch))
    .map((by) => Math.sign(by) * (Math.abs(by) <= 2 ? 1 : Math.abs(by) <= 4 ? 2 : 3))
    .join(' ')

describe('a tune', () => {
  for (const { id } of close)
    it(`ends its phrases in more than one way in ${id}`, function () {
      this.timeout(20_000)
      const figures = new Map<string, number>()
      for (const piece of piecesOf(id))
        for (const { bars } of sectionsOf(piece).slice(0, -1))
          for (const bar of bars.filter((notes, i) => i % 4 === 3 && notes.length > 0))
            figures.set(figureOf(bar), (figures.get(figureOf(bar)) ?? 0) + 1)

      const all = [...figures.values()]
      const most = share(
        Math.max(...all),
        all.reduce((sum, n) => sum + n, 0),
      )
      assert.ok(most <= 0.37, `${most}`)
    })

  it('asks on the second, fifth or seventh degree, and answers on the first or third', () => {
    const told = { o: [0, 0], c: [0, 0] }
    for (const { id } of close)
      for (const piece of piecesOf(id).slice(0, 6)) {
        const song = songOf(piece.spec)
        const hand = chanceOf({ seed: piece.seed, take: 0 }).fork('melody')
        const chance = { ground: hand, hand }
        for (const passage of song.passages) {
          const notes = playMelody(song, passage, chance)
          for (const [i, letter] of courseOf(song, passage, chance).letters.entries()) {
            if (letter !== 'o' && letter !== 'c') continue
            const from = passage.at + i * song.grid.ticks
            const last = notes.filter(({ at }) => at >= from && at < from + song.grid.ticks).at(-1)
            if (!last) continue
            told[letter][0]!++
            if ([2, 5, 7].includes(degreeOf(last.pitch, piece))) told[letter][1]!++
          }
        }
      }

    const [asked, answered] = [share(told.o[1]!, told.o[0]!), share(told.c[1]!, told.c[0]!)]
    assert.ok(asked >= 0.6 && asked >= answered + 0.2, `${asked} and ${answered}`)
  })

  for (const { id } of styles)
    it(`says no rhythm three bars running in ${id}`, () => {
      let [places, again] = [0, 0]
      for (const piece of piecesOf(id))
        for (const { bars } of sectionsOf(piece))
          for (let i = 0; i + 2 < bars.length; i++) {
            const [one, two, three] = bars.slice(i, i + 3).map(rhythmOf)
            places++
            if (one !== '' && one === two && two === three) again++
          }

      assert.ok(share(again, places) <= 0.03, `${share(again, places)}`)
    })

  it('breathes: half a beat of rest in every four bars, in trap in every two', () => {
    for (const { id } of styles)
      for (const piece of piecesOf(id)) {
        const bar = barBeats(piece.spec.meter)
        const most = (id === 'trap' ? 2 : 4) * bar + 0.2
        const tune = tuneOf(piece).filter(({ start }) => start < piece.lengthBeats - bar)
        let from = tune[0]?.start ?? 0
        for (const [i, { start, length }] of tune.entries()) {
          const before = tune[i - 1]
          if (before && start - before.start - before.length >= 0.4) from = start
          assert.ok(start + length - from <= most, `${id} ${piece.seed} at ${start}`)
        }
      }
  })

  it('leaves room in trap', () => {
    const sung = piecesOf('trap').flatMap((piece) =>
      sectionsOf(piece).filter(
        ({ section, bars }) => !isFrame(familyOf(section)) && bars.flat().length > 0,
      ),
    )
    const notes = sung.reduce((sum, { bars }) => sum + (bars.flat().length * 8) / bars.length, 0)

    assert.ok(share(notes, sung.length) <= 26, `${share(notes, sung.length)} notes in eight bars`)
  })

  for (const id of ['house', 'deep-house', 'drum-and-bass'])
    it(`has a hook in ${id}: short, off the beat, and heard again`, () => {
      let [notes, off, sections, again] = [0, 0, 0, 0]
      for (const piece of piecesOf(id))
        for (const { bars } of sectionsOf(piece)) {
          const [hook = '', ...others] = bars.map(rhythmOf).filter((rhythm) => rhythm !== '')
          if (bars.length < 8 || others.length < 3) continue
          const struck = hook.split(' ').map(Number)
          sections++
          notes += struck.length
          off += struck.filter((step) => step % 4 > 0).length
          if (others.includes(hook)) again++
        }

      assert.ok(share(notes, sections) <= 6, `${share(notes, sections)} notes`)
      assert.ok(share(off, notes) >= 0.4, `${share(off, notes)} off the beat`)
      assert.ok(share(again, sections) >= 0.6, `${share(again, sections)} heard again`)
    })

  it('goes to and fro between two tones in a bar no more than once in a while', () => {
    for (const { id } of styles) {
      let [saws, notes] = [0, 0]
      for (const tune of piecesOf(id).map(tuneOf)) {
        notes += tune.length
        saws += tune.filter((last, i) => {
          const [a, b, c, d] = tune.slice(Math.max(0, i - 4), i)
          if (!a || !b || !c || !d || last.start - a.start > 4) return false
          const isBack = a.pitch === c.pitch && c.pitch === last.pitch
          return isBack && b.pitch === d.pitch && b.pitch !== last.pitch
        }).length
      }
      assert.ok(share(saws, notes) <= 0.005, `${id} ${share(saws, notes)}`)
    }
  })

  it('moves on: few notes are the one before again', () => {
    for (const { id } of styles) {
      let [again, notes] = [0, 0]
      for (const tune of piecesOf(id).map(tuneOf)) {
        notes += tune.length
        again += tune.filter(({ pitch }, i) => pitch === tune[i - 1]?.pitch).length
      }
      assert.ok(share(again, notes) <= 0.18, `${id} ${share(again, notes)}`)
    }
  })

  it('stays below C6 on leads and mallets, and over the chords until they come back', () => {
    for (const { id } of styles) {
      let [notes, under] = [0, 0]
      for (const piece of piecesOf(id)) {
        const { sound } = piece.parts.find(({ role }) => role === 'melody')!
        const chords = piece.parts.find(({ role }) => role === 'chords')?.notes ?? []
        const isFirst = ({ start: at }: NoteEvent): boolean =>
          !piece.form.findLast(({ start }) => start <= at + 0.05)!.section.includes("'")
        for (const note of tuneOf(piece)) {
          const { pitch, start } = note
          if (!/flute|brass/.test(sound)) assert.ok(pitch <= 84, `${id} ${piece.seed} ${pitch}`)
          const at = start + 0.05
          if (!isFirst(note)) continue
          const sounding = chords.filter((one) => one.start <= at && one.start + one.length > at)
          notes++
          if (sounding.some((one) => one.pitch >= pitch)) under++
        }
      }
      assert.ok(share(under, notes) <= 0.12, `${id} ${share(under, notes)}`)
    }
  })

  it('has no half tone beside a pad that is held, but what the key and its chords have in them', () => {
    for (const { id } of styles)
      for (const piece of piecesOf(id)) {
        const pad = piece.parts.find(({ role }) => role === 'pad')?.notes ?? []
        for (const { pitch, start } of tuneOf(piece)) {
          const at = start + 0.05
          const held = pad.filter((one) => one.start <= at && one.start + one.length > at + 0.2)
          const chord = chordFrom(piece.chords.findLast((one) => one.start <= at)!.symbol)!
          const isOutside = degreeOf(pitch, piece) === 0 && !chord.tones.includes(pitch % 12)
          const isBeside = held.some((one) => Math.abs(one.pitch - pitch) === 1)
          assert.ok(!(isOutside && isBeside), `${id} ${piece.seed}: ${pitch} at ${start}`)
        }
      }
  })

  it('ends where a chord comes that it would rub against', () => {
    for (const { id } of styles)
      for (const piece of piecesOf(id))
        for (const { pitch, start, length } of tuneOf(piece)) {
          const change = piece.chords.find(
            (one) => one.start > start + 0.05 && one.start < start + length - 0.1,
          )
          const tones = change && chordFrom(change.symbol)!.tones
          const rubs = tones && !tones.includes(pitch % 12) && tones.includes((pitch + 11) % 12)
          assert.ok(!rubs, `${id} ${piece.seed} at ${start}`)
        }
  })
})

describe('a chorus of jazz', () => {
  const jazz = piecesOf('jazz-swing').map((piece) => {
    const song = songOf(piece.spec)
    return { piece, song, places: song.passages.map((passage) => isSolo(song, passage)) }
  })

  it('is improvised between the head and its return, which is the head again', () => {
    for (const { piece, places } of jazz) {
      const sections = sectionsOf(piece)
      const body = sections.filter(({ section }) => !isFrame(familyOf(section)))
      const free = sections.filter((_, i) => places[i])
      const likeHead = (bars: readonly (readonly NoteEvent[])[]): number => {
        const same = bars.flatMap((bar, n) => {
          const head = body[0]!.bars[n]!.map(({ pitch }) => pitch)
          return bar.filter(({ pitch }, k) => head[k] === pitch)
        })
        return share(same.length, bars.flat().length)
      }

      assert.ok(free.length >= 2 && !free.includes(body[0]!) && !free.includes(body.at(-1)!))
      assert.ok(likeHead(body.at(-1)!.bars) >= 0.4, `${piece.seed}`)
      assert.ok(likeHead(free[0]!.bars) <= 0.25, `${piece.seed}`)
    }
  })

  it('runs in eighths, meets new chords on third or seventh, and leaves air', () => {
    let [notes, eighths, met, guided, bars, silent] = [0, 0, 0, 0, 0, 0]
    for (const { piece, places } of jazz)
      for (const { bars: sung } of sectionsOf(piece).filter((_, i) => places[i])) {
        bars += sung.length
        for (const bar of sung) {
          notes += bar.length
          eighths += bar.filter(({ length }) => length <= 0.65).length
          if (bar.length <= 5) silent++
          for (const { start, pitch } of bar) {
            const chord = piece.chords.find((one) => Math.abs(one.start - start) < 0.1)
            if (!chord) continue
            const { tones } = chordFrom(chord.symbol)!
            met++
            if (tones[1] === pitch % 12 || tones[3] === pitch % 12) guided++
          }
        }
      }

    assert.ok(share(eighths, notes) >= 0.8, `${share(eighths, notes)} eighths`)
    assert.ok(share(guided, met) >= 0.65, `${share(guided, met)} on guide tones`)
    assert.ok(share(silent, bars) >= 0.25, `${share(silent, bars)} with air`)
  })
})

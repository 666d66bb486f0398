import assert from 'node:assert/strict'
import { type Chord, chordFrom } from '#core/music/chord.ts'
import { keyFrom } from '#core/music/scale.ts'
import { chordRow, type HeldChord } from '#hub/engine/live/chord-row.ts'
import { comingChord } from '#hub/engine/live/coming-chord.ts'
import { nextChords } from '#hub/engine/live/next-chord.ts'
import { sumOf, type Together, togetherOn } from '#test/support/bass-player.ts'
import { changesOf, comped } from '#test/support/chart.ts'
import { charts, type Kind } from '#test/support/charts.ts'

const rowOf = (chart: string): readonly HeldChord[] =>
  changesOf(chart).map(({ chord, start, beats }) => ({ chord, from: start, beats }))
const inC = keyFrom('C')!

/** The likeliest next chord. */
function next(chart: string, key = inC): string {
  const [best] = [...nextChords(rowOf(chart), key)].sort((a, b) => b.weight - a.weight)
  return `${best!.root}${best!.quality}`
}

describe('the chord that comes', () => {
  it('falls by a fifth from a dominant, in the key or out of it', () => {
    assert.equal(next('C | Am | Dm7 | G7'), '0')
    assert.equal(next('C | Am | A7'), '2m')
    assert.equal(next('C | Bm7b5'), '4')
  })

  it('is what this player played after such chords, also from another root', () => {
    assert.equal(next('C | F | Ab | Bb | C | Dm | F | Ab'), '10')
    assert.equal(next('Em | Am | D | Eb | F | Dm | Gm | C'), '1')
  })

  it('comes on the next bar line, or when this player changes chords', () => {
    const comes = (chart: string): number => {
      const row = rowOf(chart)
      const now = row.at(-1)!.from
      const last = { ...row.at(-1)!, beats: 1 }
      return comingChord([...row.slice(0, -1), last], { now, barBeats: 4, key: inC })!.from - now
    }

    assert.equal(comes('C'), 4)
    assert.equal(comes('C | % | Am | % | F | % | Dm | % | Em | % | G'.replaceAll('| %', '')), 4)
    assert.equal(comes('C Am | F G | Em Am | Dm G | Em F | Dm G | Em Am'), 2)
  })

  it('has a bass that fits what stays and what comes, where it is not sure', () => {
    const { chord } = comingChord(rowOf('C | Am'), { now: 7, barBeats: 4, key: inC })!

    const both = ['C', 'F', 'Dm', 'Am'].map((name) => chordFrom(name)!)
    assert.ok(both.filter(({ tones }) => tones.includes(chord.bass)).length >= 2, chord.symbol)
  })

  it('is looked for after chords as they were held, silence and sevenths in them', () => {
    const course = new Map<number, Chord>(
      ['C', 'C', 'Cmaj7', '', 'Am', 'Am'].flatMap((name, beat) =>
        name === '' ? [] : [[beat, chordFrom(name)!]],
      ),
    )

    const row = chordRow(course, 5).map(({ chord, from, beats }) => [chord.symbol, from, beats])

    assert.deepEqual(row, [
      ['Cmaj7', 0, 4],
      ['Am', 4, 2],
    ])
  })
})

describe('the bass on the one, under chords that do not go round', () => {
  /** All songs of a kind, played once, or the second time over. */
  const played = (kind: Kind, ahead: number, again: boolean): Together =>
    sumOf(
      charts[kind].map(([, chart]) => {
        const changes = changesOf(again ? `${chart} | ${chart}` : chart)
        const fromBar = again ? chart.split('|').length : 2
        return togetherOn(changes, comped(changes, { ahead }), { fromBar })
      }),
    )
  const kinds = Object.keys(charts) as Kind[]

  for (const ahead of [0, 0.5]) {
    const how = ahead === 0 ? 'on the beat' : 'ahead of the beat'

    it(`fits songs it never heard, played ${how}, more often than the chord before would`, () => {
      const { ones, fit, held } = sumOf(kinds.map((kind) => played(kind, ahead, false)))

      assert.ok(fit >= 0.63 * ones && fit >= held + 0.08 * ones, `${fit} of ${ones}, held ${held}`)
    })

    for (const kind of kinds)
      it(`knows a ${kind} song, played ${how}, the second time`, () => {
        const { ones, fit, held } = played(kind, ahead, true)

        assert.ok(fit >= 0.75 * ones && fit > held, `${fit} of ${ones}, held ${held}`)
      })
  }
})

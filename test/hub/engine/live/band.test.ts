import assert from 'node:assert/strict'
import fc from 'fast-check'
import { type Chord, chordFrom } from '#core/music/chord.ts'
import { v } from '#core/schema.ts'
import { BandNote } from '#core/score/accompaniment.ts'
import { type BandTask, blockBars } from '#hub/engine/live/band.ts'
import { type CounterTask, playCounter } from '#hub/engine/live/counter.ts'
import { styles } from '#hub/engine/styles/index.ts'
import { playEight } from '#test/support/eight.ts'

const chordsOf = (names: readonly string[], bar = 4): readonly Chord[] =>
  Array.from(
    { length: blockBars * bar },
    (_, beat) => chordFrom(names[Math.floor(beat / bar) % names.length]!)!,
  )
const task: BandTask = {
  ...{
    seed: 1,
    style: 'funk',
    bpm: 100,
    meter: { beats: 4, unit: 4 },
    key: { tonic: 'G', mode: 'minor' },
  },
  controls: { energy: 0.5, density: 0.5, brightness: 0.5, swing: 0.2 },
  roles: ['drums', 'bass', 'chords', 'pad'],
  ...{ chords: chordsOf(['Gm', 'Cm', 'Eb', 'D7']), block: 0, take: 0 },
}
const pitchClasses = (notes: readonly BandNote[]): ReadonlySet<number> =>
  new Set(notes.map(({ pitch }) => pitch % 12))

describe('the band', () => {
  it('plays eight whole bars of every style, in every take, with every note well formed', () => {
    const meters = [
      { beats: 4, unit: 4 },
      { beats: 3, unit: 4 },
      { beats: 6, unit: 8 },
    ] as const
    fc.assert(
      fc.property(
        fc.constantFrom(...styles),
        fc.constantFrom(...meters),
        fc.nat(2),
        fc.nat(50),
        ({ id }, meter, take, block) => {
          const chords = chordsOf(['Gm', 'Cm'], (meter.beats * 4) / meter.unit)

          const notes = playEight({ ...task, style: id, meter, take, block, chords })

          const end = chords.length
          for (const note of notes) {
            v.parse(BandNote, note)
            assert.ok(note.start >= 0 && note.start + note.length <= end + 1e-9)
          }
          if (meter.beats === 4) assert.ok(notes.some(({ role }) => role === 'chords'))
        },
      ),
      { numRuns: 60 },
    )
  })

  it('puts the root of each chord under it, and the chord above', () => {
    const notes = playEight(task)

    for (const [bar, name] of ['Gm', 'Cm', 'Eb', 'D7'].entries()) {
      const chord = chordFrom(name)!
      const inBar = notes.filter(({ start }) => start >= bar * 4 + 0.1 && start < bar * 4 + 3.4)
      const comp = inBar.filter(({ role }) => role === 'chords' || role === 'pad')
      for (const tone of pitchClasses(comp))
        assert.ok(chord.tones.includes(tone), `${tone} in ${name}`)
      const first = notes.find(({ role, start }) => role === 'bass' && start >= bar * 4 - 0.1)
      assert.equal(first!.pitch % 12, chord.root, name)
    }
  })

  it('plays only who is asked for', () => {
    const notes = playEight({ ...task, roles: ['bass'] })

    assert.deepEqual([...new Set(notes.map(({ role }) => role))], ['bass'])
  })

  it('plays each eight a little differently, and the same eight the same', () => {
    assert.deepEqual(playEight(task), playEight(task))
    assert.notDeepEqual(playEight(task), playEight({ ...task, block: 1 }))
  })

  it('takes over the feel of the player', () => {
    const groove = Array.from({ length: 16 }, (_, place) => [
      9,
      place === 4 ? 20 : 0,
      0,
      80,
      0,
    ]).flat()
    const strokes = (of: BandTask) =>
      playEight({ ...of, roles: ['drums'] }).filter(({ start }) => Math.abs((start % 4) - 1) < 0.1)

    const plain = strokes(task).map(({ start }) => start)
    const felt = strokes({ ...task, groove }).map(({ start }) => start)

    assert.ok(felt.length > 0 && felt.length === plain.length)
    for (const [i, start] of felt.entries())
      assert.ok(start - plain[i]! > 0.025, `${start} after ${plain[i]}`)
  })
})

describe('the second voice', () => {
  const counter: CounterTask = {
    ...{ seed: 1, style: 'lofi', meter: task.meter, key: task.key, bar: 3 },
    ...{ chords: chordsOf(['Gm']).slice(0, 4), playerDensity: 0.1, brightness: 0.5 },
    ...{ playerPitch: 76, energy: 0.5, moves: [] },
  }
  const strokes = (playerDensity: number): number =>
    Array.from(
      { length: 40 },
      (_, bar) => playCounter({ ...counter, playerDensity, bar }).length,
    ).reduce((sum, notes) => sum + notes, 0)

  it('plays less the busier the player is, and nothing beside one who leaves no room', () => {
    const played = [0, 0.2, 0.4, 0.55, 0.6].map(strokes)

    for (const [i, notes] of played.entries())
      if (i > 0) assert.ok(notes < played[i - 1]!, `${played}`)
    assert.equal(played.at(-1), 0)
  })

  it('keeps out of the player’s register, and to the chord on strong beats', () => {
    for (let bar = 0; bar < 40; bar++)
      for (const { pitch, start } of playCounter({ ...counter, bar })) {
        assert.ok(pitch < 76, `${pitch} under a player at 76`)
        if (start % 1 === 0) assert.ok([7, 10, 2].includes(pitch % 12), `${pitch} over Gm`)
      }
  })

  it('is under a high line and above a low one, and never beside it', () => {
    for (const playerPitch of [55, 60, 66, 67, 72, 79, 84])
      for (let bar = 0; bar < 40; bar++)
        for (const { pitch } of playCounter({ ...counter, playerPitch, bar })) {
          const away = playerPitch >= 67 ? playerPitch - pitch : pitch - playerPitch
          assert.ok(away >= 3, `${pitch} beside ${playerPitch}`)
        }
  })

  it('moves in the player’s intervals where it knows some', () => {
    const moves = new Array<number>(20).fill(1)

    const notes = playCounter({ ...counter, moves, playerDensity: 0 })

    const weak = notes.filter(({ start }) => start % 1 !== 0)
    assert.ok(notes.length > 1 && weak.length > 0)
    assert.notDeepEqual(notes, playCounter({ ...counter, playerDensity: 0 }))
  })
})

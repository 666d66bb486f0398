import assert from 'node:assert/strict'
import fc from 'fast-check'
import { type Chord, chordFrom } from '#core/music/chord.ts'
import { type BandTask, blockBars, partRoles } from '#hub/engine/live/band.ts'
import { openRehearsals } from '#hub/engine/live/rehearsals.ts'
import { styles } from '#hub/engine/styles/index.ts'
import { loops } from '#test/support/loops.ts'

const names = ['Gm', 'Cm', 'Eb', 'D7', 'Bbmaj7', 'F']
/** Somebody who comes late and strikes hard in some places of the bar more than in others. */
const habits = Array.from({ length: 16 }, (_, place) => [
  ...[9, (place * 7) % 24, 0, 60 + ((place * 11) % 40), 0],
]).flat()
const grooves = [undefined, habits]
const level = fc.constantFrom(0, 0.3, 0.5, 0.8, 1)

const sketch = fc.record({
  style: fc.constantFrom(...styles.map(({ id }) => id)),
  key: fc.constantFrom(
    { tonic: 'G', mode: 'minor' } as const,
    { tonic: 'Eb', mode: 'major' } as const,
  ),
  meter: fc.constantFrom({ beats: 4, unit: 4 } as const, { beats: 7, unit: 8 } as const),
  ...{ energy: level, density: level, brightness: level, swing: level },
  roles: fc.subarray([...partRoles], { minLength: 2 }),
  turns: fc.array(fc.tuple(fc.nat(27), fc.constantFrom(...names)), { maxLength: 4 }),
  groove: fc.constantFrom(...grooves),
  ...{ seed: fc.nat(1), bpm: fc.constantFrom(70, 140), block: fc.nat(2), take: fc.nat(2) },
})
type Sketch = typeof sketch extends fc.Arbitrary<infer S> ? S : never

function taskOf({ turns, groove, energy, density, brightness, swing, ...about }: Sketch): BandTask {
  const chords = Array.from(
    { length: (blockBars * about.meter.beats * 4) / about.meter.unit },
    (_, beat): Chord => chordFrom(turns.findLast(([from]) => from <= beat)?.[1] ?? 'Gm')!,
  )
  const controls = { energy, density, brightness, swing }
  return { ...about, chords, controls, ...(groove && { groove }) }
}
const task = sketch.map(taskOf)

/** An eight, and as it is where one thing of it is that of another. */
const changesOf = (one: Sketch, other: Sketch): readonly BandTask[] => [
  taskOf(one),
  ...Object.entries(other).map(([name, value]) => taskOf({ ...one, [name]: value })),
]

const barsOf = (of: BandTask, rehearsals = openRehearsals()) =>
  Array.from({ length: blockBars }, (_, bar) => rehearsals.eight(of).bar(bar))

describe('what the band has rehearsed', () => {
  it('sounds as it does for the first time, whatever else was played before', () => {
    fc.assert(
      fc.property(sketch, sketch, (one, other) => {
        const rehearsals = openRehearsals()

        for (const changed of changesOf(one, other))
          assert.deepEqual(barsOf(changed, rehearsals), barsOf(changed))
      }),
      { numRuns: loops(20, 300) },
    )
  })

  it('is not cut into bars a second time', () => {
    const rehearsals = openRehearsals()
    const [one] = fc.sample(task, { numRuns: 1, seed: 7 })

    const before = rehearsals.eight(one!).bar(3)

    assert.equal(rehearsals.eight({ ...one! }).bar(3), before)
  })

  it('has the strokes of the chords in each bar where it plays them', () => {
    fc.assert(
      fc.property(task, (one) => {
        const rehearsals = openRehearsals()

        const strokes = rehearsals.strokes(one)

        const still = one.chords.map((): Chord => chordFrom('C')!)
        const eight = rehearsals.eight({ ...one, roles: ['chords'], chords: still })
        for (let bar = 0; bar < blockBars; bar++) {
          const played = new Array<number>(16).fill(0)
          for (const { start } of eight.bar(bar).notes)
            played[Math.max(0, Math.round(start * 4)) % 16]! += 1
          assert.deepEqual([...strokes.slice(bar * 16, bar * 16 + 16)], played)
        }
      }),
      { numRuns: loops(20, 300) },
    )
  })
})

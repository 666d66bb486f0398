import assert from 'node:assert/strict'
import { type Chord, chordFrom } from '#core/music/chord.ts'
import { type BandTask, blockBars, type Controls } from '#hub/engine/live/band.ts'
import { type Features, featuresOf } from '#hub/engine/live/features.ts'
import { styles } from '#hub/engine/styles/index.ts'
import { playEight } from '#test/support/eight.ts'
import { loops } from '#test/support/loops.ts'

const middle: Controls = { energy: 0.5, density: 0.5, brightness: 0.5, swing: 0.3 }
const steps = Array.from({ length: 11 }, (_, i) => i / 10)
const chords = ['Dm7', 'G7', 'Cmaj7', 'Am7'].flatMap((name) =>
  new Array<Chord>(8).fill(chordFrom(name)!),
)

function measured(style: string, controls: Partial<Controls>): Features {
  const task: BandTask = {
    ...{
      seed: 1,
      style,
      bpm: 100,
      meter: { beats: 4, unit: 4 },
      key: { tonic: 'C', mode: 'major' },
    },
    ...{ controls: { ...middle, ...controls }, roles: ['drums', 'bass', 'chords'], chords },
    ...{ block: 0, take: 0 },
  }
  const onsets = playEight(task).map(({ start, pitch, velocity, role }) => ({
    ...{ beat: start, pitch, velocity, role },
  }))
  const comp = onsets.filter(({ role }) => role === 'chords')
  const { brightness } = featuresOf(comp, blockBars * 4)
  return { ...featuresOf(onsets, blockBars * 4), brightness }
}

/** Spearman's rank correlation; equal values share their rank. */
function rankCorrelation(xs: readonly number[], ys: readonly number[]): number {
  const ranks = (row: readonly number[]): readonly number[] =>
    row.map((x) => {
      const below = row.filter((y) => y < x).length
      const same = row.filter((y) => y === x).length
      return below + (same + 1) / 2
    })
  const [a, b] = [ranks(xs), ranks(ys)]
  const mean = (xs.length + 1) / 2
  const sum = (f: (i: number) => number): number => xs.reduce((total, _, i) => total + f(i), 0)
  const both = sum((i) => (a[i]! - mean) * (b[i]! - mean))
  return both / Math.sqrt(sum((i) => (a[i]! - mean) ** 2) * sum((i) => (b[i]! - mean) ** 2))
}

describe('the controls of the band', () => {
  for (const control of ['energy', 'density', 'brightness', 'swing'] as const)
    it(`move the measured ${control} with them`, () => {
      for (const { id } of styles.slice(0, loops(8, styles.length))) {
        const values = steps.map((value) => measured(id, { [control]: value })[control])

        const correlation = rankCorrelation(steps, values)

        const said = `${id}: ${correlation.toFixed(2)} of ${values.map((x) => x.toFixed(2)).join(' ')}`
        assert.ok(correlation >= 0.9, said)
      }
    })
})

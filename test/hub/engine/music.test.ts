import assert from 'node:assert/strict'
import { composePiece } from '#hub/engine/compose.ts'
import {
  emptyBeatRate,
  grooveConsistency,
  pitchClassEntropy,
  pitched,
  scaleConsistency,
} from '#hub/engine/metrics.ts'
import { planPiece } from '#hub/engine/plan.ts'
import { structureOf } from '#hub/engine/structure.ts'
import { styles } from '#hub/engine/styles/index.ts'
import type { Band } from '#hub/engine/styles/style.ts'
import { loops } from '#test/support/loops.ts'
import { byChance } from '#tools/music/controls.ts'
import { featuresOf } from '#tools/music/features.ts'
import { styleEar } from '#tools/music/style-ear.ts'

const seeds = Array.from({ length: loops(4, 30) }, (_, i) => 100 + i)
const mean = (figures: readonly number[]): number =>
  figures.reduce((sum, figure) => sum + figure, 0) / figures.length

function lies(figure: number, { low, high }: Band, what: string): void {
  assert.ok(
    figure >= low && figure <= high,
    `${what} ${figure.toFixed(3)} not in ${low} to ${high}`,
  )
}

describe('what the engine writes', () => {
  const structures: number[] = []
  const noises: number[] = []

  for (const style of styles) {
    it(`measures like music in ${style.id}`, function () {
      this.timeout(60_000)
      const pieces = seeds.map((seed) =>
        composePiece(planPiece({ style: style.id }, seed), seed, { because: 'test' }),
      )

      const entropy = pieces.map((piece) => pitchClassEntropy(pitched(piece)))
      lies(mean(entropy), style.bands.pitchClassEntropy, 'pitch-class entropy')
      const inScale = pieces.map((piece) => scaleConsistency(pitched(piece)))
      lies(mean(inScale), style.bands.scaleConsistency, 'scale consistency')
      lies(mean(pieces.map(grooveConsistency)), style.bands.grooveConsistency, 'groove consistency')
      assert.ok(mean(pieces.map(emptyBeatRate)) <= 0.05)
      const long = mean(pieces.slice(0, 4).map((piece) => structureOf(piece).long))
      assert.ok(long >= 0.3, `structure ${long.toFixed(3)}`)
      structures.push(long)
      noises.push(structureOf(byChance(pieces[0]!)).long)
    })
  }

  it('has five times the structure of the same notes at pitches of chance', () => {
    assert.equal(structures.length, styles.length)
    assert.ok(mean(structures) >= 5 * mean(noises), `${mean(structures)} and ${mean(noises)}`)
  })

  it('is known by its style to an ear that heard other pieces, tempo hidden', function () {
    this.timeout(60_000)
    const piece = (style: string, seed: number) => ({
      style,
      features: featuresOf(composePiece(planPiece({ style }, seed), seed, { because: 'test' })),
    })
    const pieces = (count: number, from: number) =>
      styles.flatMap(({ id }) => Array.from({ length: count }, (_, i) => piece(id, from + i)))
    const learned = pieces(loops(4, 20), 1000)
    const asked = pieces(loops(2, 20), 0)
    const right = (name: ReturnType<typeof styleEar>): number =>
      asked.filter(({ style, features }) => name(features) === style).length / asked.length
    const turned = learned.map((one, i) => ({
      ...one,
      style: learned[(i + learned.length / 2) % learned.length]!.style,
    }))

    assert.ok(right(styleEar(learned)) >= 0.9)
    assert.ok(right(styleEar(turned)) <= 0.1, 'an ear that was taught wrongly hears wrongly')
  })

  it('gives a reason for every band that is not the usual one', () => {
    const usual = {
      pitchClassEntropy: [2.5, 3.05],
      scaleConsistency: [0.93, 0.99],
      grooveConsistency: [0.9, 0.97],
    }
    for (const { id, bands } of styles)
      for (const [figure, [low, high]] of Object.entries(usual)) {
        const band = bands[figure as keyof typeof bands]
        assert.ok((band.low === low && band.high === high) || band.why, `${id} ${figure}`)
      }
  })
})

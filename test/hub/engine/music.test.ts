import assert from 'node:assert/strict'
import { randomFrom } from '#core/random.ts'
import type { Composition } from '#core/score/piece.ts'
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

const seeds = Array.from({ length: loops(4, 30) }, (_, i) => 100 + i)
const mean = (figures: readonly number[]): number =>
  figures.reduce((sum, figure) => sum + figure, 0) / figures.length

/** The same piece with every pitch by chance: what the figures of noise look like. */
function byChance(composition: Composition): Composition {
  const random = randomFrom(composition.seed)
  const parts = composition.parts.map((part) => ({
    ...part,
    notes: part.notes.map((note) => ({ ...note, pitch: 36 + random.below(48) })),
  }))
  return { ...composition, parts }
}

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
      const { long } = structureOf(pieces[0]!)
      assert.ok(long >= 0.3, `structure ${long.toFixed(3)}`)
      structures.push(long)
      noises.push(structureOf(byChance(pieces[0]!)).long)
    })
  }

  it('has five times the structure of the same notes at pitches of chance', () => {
    assert.equal(structures.length, styles.length)
    assert.ok(mean(structures) >= 5 * mean(noises), `${mean(structures)} and ${mean(noises)}`)
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

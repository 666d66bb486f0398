import assert from 'node:assert/strict'
import { chordFrom } from '#core/music/chord.ts'
import { modes, tonics } from '#core/music/key.ts'
import { meterName } from '#core/music/meter.ts'
import { inKey, keyFrom, keyName } from '#core/music/scale.ts'
import { composeNow } from '#hub/engine/compose-now.ts'
import { planPiece } from '#hub/engine/plan.ts'
import { auditionFor } from '#hub/library/audition.ts'
import { readPlan } from '#hub/providers/read-plan.ts'
import { mendChords } from '#hub/providers/repair-chords.ts'
import { plainOf } from '#hub/providers/repair-mode.ts'
import { type Repairs, readerOf } from '#hub/providers/repair-words.ts'
import { planFor } from '#simulators/providers/plans.ts'
import { pieceOf } from '#test/hub/library/pieces-of.ts'
import { loops } from '#test/support/loops.ts'

function mended(chords: string, key: string): readonly [string, Repairs] {
  const reader = readerOf()
  return [mendChords(chords.split(' '), keyFrom(key)!, reader).join(' '), reader.repairs()]
}

describe('the chords of a plan', () => {
  it('of plain minor or major are read in the mode, and what the mode has no chord for is borrowed', () => {
    const read = [
      ['Dm7 Bb Gm7 Am', 'D dorian', 'Dm7 Bb G7 Am'],
      ['Dm C Gm Em7b5', 'D dorian', 'Dm C G Em7'],
      ['D G A Bm', 'D mixolydian', 'D G Am Bm'],
      ['D Em A', 'D lydian', 'D E A'],
      ['Dm Gm Am', 'D harmonic minor', 'Dm Gm A'],
      ['Dm Gm Am Dm', 'D melodic minor', 'Dm G A Dm'],
      ['Em F#m B', 'E phrygian', 'Em F#m B'],
    ] as const

    for (const [chords, key, wanted] of read)
      assert.equal(mended(chords, key)[0], wanted, `${chords} in ${key}`)
  })

  it('count a dominant of minor as at home, and a borrowed or secondary one as colour', () => {
    assert.deepEqual(mended('Dm A7 Gm A', 'D minor'), ['Dm A7 Gm A', {}])
    assert.deepEqual(mended('C E7 Am Fm', 'C major'), ['C E7 Am F', { chords: 1 }])
    assert.deepEqual(mended('C Fm C G', 'C major'), ['C Fm C G', {}])
  })

  it('are brought home where they are of another key', () => {
    assert.deepEqual(mended('C F#maj7 Ebm Q7', 'C major')[1], { chords: 3 })
    for (const chord of mended('C F#maj7 Ebm Q7', 'C major')[0].split(' '))
      assert.ok(
        chordFrom(chord)!.tones.every((tone) => inKey(tone, keyFrom('C major')!)),
        chord,
      )
  })

  it('make a piece in every mode, though they are written in plain major or minor', async () => {
    const some = loops(2, tonics.length)
    for (const mode of modes)
      for (const [seed, tonic] of tonics.slice(0, some).entries()) {
        const key = { tonic, mode }
        const wish = { style: 'folk', bars: 16, key }
        const draft = planPiece(wish, seed)
        const { bpm, meter } = draft
        const words = { bars: 16, bpm, meter: meterName(meter), key: plainOf(key) }
        const written = JSON.stringify(planFor(JSON.stringify(words)))
        const audition = auditionFor(pieceOf('pc_1'), {
          composer: { compose: async (ask) => composeNow(ask) },
        })

        const read = await readPlan(written, { draft, wish }, { provider: 'openai', audition })

        assert.ok('plan' in read, `${keyName(key)}: ${JSON.stringify(read)}`)
        assert.deepEqual(read.plan.composition.spec.key, key)
      }
  })
})

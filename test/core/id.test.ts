import assert from 'node:assert/strict'
import fc from 'fast-check'
import { newId } from '#core/id.ts'
import { randomFrom } from '#core/random.ts'

const chance = randomFrom(1).next

describe('newId', () => {
  it('says what it stands for and fits every topic', () => {
    assert.match(
      newId('pc', { now: () => 1_764_000_000_000, random: chance }),
      /^pc_[0-9a-hjkmnp-tv-z]{20}$/,
    )
  })

  it('sorts by age', () => {
    const time = fc.integer({ min: 0, max: 2 ** 48 })
    fc.assert(
      fc.property(time, time, (a, b) => {
        fc.pre(a < b)
        const [older, newer] = [a, b].map((ms) => newId('tk', { now: () => ms, random: chance }))

        assert.ok(older! < newer!)
      }),
    )
  })

  it('differs within one millisecond', () => {
    const ids = Array.from({ length: 1000 }, () => newId('cm', { now: () => 5, random: chance }))

    assert.equal(new Set(ids).size, 1000)
  })
})

import assert from 'node:assert/strict'
import fc from 'fast-check'
import { hashText, randomFrom } from '#core/random.ts'

const seed = fc.integer({ min: 0, max: 0xffff_ffff })
const take = (count: number, next: () => number): number[] => Array.from({ length: count }, next)

describe('random', () => {
  it('is mulberry32, the same on every machine', () => {
    assert.deepEqual(
      take(3, randomFrom(0).next).map((value) => value * 2 ** 32),
      [1144304738, 1416247, 958946056],
    )
  })

  it('repeats itself for the same seed, and keeps its forks apart', () => {
    fc.assert(
      fc.property(seed, (n) => {
        assert.deepEqual(take(5, randomFrom(n).next), take(5, randomFrom(n).next))
        const used = randomFrom(n)
        used.next()
        assert.deepEqual(take(5, used.fork('bass').next), take(5, randomFrom(n).fork('bass').next))
        assert.notDeepEqual(take(5, used.fork('bass').next), take(5, used.fork('drums').next))
      }),
    )
  })

  it('stays in its bounds', () => {
    fc.assert(
      fc.property(seed, fc.integer({ min: 1, max: 1000 }), (n, limit) => {
        const random = randomFrom(n)
        for (const value of take(20, random.next)) assert.ok(value >= 0 && value < 1)
        for (const value of take(20, () => random.below(limit)))
          assert.ok(Number.isInteger(value) && value >= 0 && value < limit)
      }),
    )
  })

  it('picks by weight, never what weighs nothing', () => {
    const random = randomFrom(7)
    const drawn = Array.from({ length: 4000 }, () =>
      random.weighted([
        ['kick', 3],
        ['snare', 1],
        ['cowbell', 0],
      ]),
    )
    const kicks = drawn.filter((drum) => drum === 'kick').length

    assert.ok(kicks > 2800 && kicks < 3200, String(kicks))
    assert.ok(!drawn.includes('cowbell'))
  })

  it('has nothing to pick from an empty list', () => {
    assert.throws(() => randomFrom(1).pick([]), RangeError)
    assert.throws(() => randomFrom(1).weighted([]), RangeError)
  })

  it('hashes text by FNV-1a', () => {
    assert.equal(hashText(''), 0x811c9dc5)
    assert.equal(hashText('a'), 0xe40c292c)
    assert.equal(hashText('foobar'), 0xbf9cf968)
  })
})

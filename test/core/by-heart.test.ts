import assert from 'node:assert/strict'
import { byHeart } from '#core/by-heart.ts'

describe('what is known by heart', () => {
  it('is made once, and given again as the same', () => {
    const known = byHeart<{ readonly name: string }>(2)

    const first = known('a', () => ({ name: 'first' }))

    assert.equal(
      known('a', () => ({ name: 'second' })),
      first,
    )
  })

  it('is forgotten in the order in which it came', () => {
    const known = byHeart<number>(2)
    for (const [i, name] of ['a', 'b', 'a', 'c'].entries()) known(name, () => i)

    assert.deepEqual(
      ['b', 'c', 'a'].map((name) => known(name, () => -1)),
      [1, 3, -1],
    )
  })

  it('has no room for what comes to nothing', () => {
    const known = byHeart<number | undefined>(1)
    known('a', () => 1)
    known('b', () => undefined)

    assert.equal(
      known('a', () => 2),
      1,
    )
  })
})

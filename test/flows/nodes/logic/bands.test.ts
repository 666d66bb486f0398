import assert from 'node:assert/strict'
import fc from 'fast-check'
import { bandReader, bandsOf } from '#flows/nodes/logic/bands.ts'

describe('bands', () => {
  it('are read from words, in any order', () => {
    assert.deepEqual(bandsOf('town 5, stopped 0, fast road 60.5'), [
      { name: 'stopped', from: 0 },
      { name: 'town', from: 5 },
      { name: 'fast road', from: 60.5 },
    ])
    assert.equal(bandsOf('town five'), undefined)
    assert.equal(bandsOf(''), undefined)
  })

  it('do not flicker at an edge', () => {
    const read = bandReader(bandsOf('stopped 0, town 5, road 60')!, 2)

    assert.equal(read(30)?.name, 'town')
    assert.deepEqual([61, 59, 61, 59].map(read), [undefined, undefined, undefined, undefined])
    assert.equal(read(63)?.name, 'road')
    assert.equal(read(59), undefined)
    assert.equal(read(57)?.name, 'town')
  })

  it('hold the band a value is well inside of, whatever came before', () => {
    const bands = bandsOf('a 0, b 100, c 200, d 300')!
    const speeds = fc.array(fc.integer({ min: -50, max: 400 }), { maxLength: 30 })
    fc.assert(
      fc.property(speeds, fc.integer({ min: 0, max: 3 }), (before, at) => {
        const read = bandReader(bands, 10)
        let now: string | undefined
        for (const value of [...before, at * 100 + 50]) now = read(value)?.name ?? now

        assert.equal(now, bands[at]!.name)
      }),
    )
  })
})

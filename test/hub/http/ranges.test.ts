import assert from 'node:assert/strict'
import fc from 'fast-check'
import { namesTag, rangeIn } from '#hub/http/ranges.ts'

describe('the Range header', () => {
  it('asks for a stretch, from the front or from the back', () => {
    assert.deepEqual(rangeIn('bytes=0-0', 10), { start: 0, end: 0 })
    assert.deepEqual(rangeIn('bytes=5-', 10), { start: 5, end: 9 })
    assert.deepEqual(rangeIn('bytes=5-99', 10), { start: 5, end: 9 })
    assert.deepEqual(rangeIn('bytes=-3', 10), { start: 7, end: 9 })
    assert.deepEqual(rangeIn('bytes=-30', 10), { start: 0, end: 9 })
  })

  it('is out of reach beyond the end', () => {
    for (const header of ['bytes=10-', 'bytes=10-20', 'bytes=-0'])
      assert.equal(rangeIn(header, 10), 'none')
    assert.equal(rangeIn('bytes=0-', 0), 'none')
  })

  it('means the whole where it is none, several or nonsense', () => {
    for (const header of [
      undefined,
      '',
      'bytes=',
      'bytes=-',
      'bytes=2-1',
      'bytes=0-1,3-4',
      'lines=0-1',
      'bytes=a-b',
    ])
      assert.equal(rangeIn(header, 10), undefined)
  })

  it('never reaches outside of the file, whatever it says', () => {
    const header = fc.oneof(
      fc.string(),
      fc
        .tuple(fc.option(fc.nat()), fc.option(fc.nat()))
        .map(([a, b]) => `bytes=${a ?? ''}-${b ?? ''}`),
    )
    fc.assert(
      fc.property(header, fc.nat({ max: 1000 }), (text, size) => {
        const range = rangeIn(text, size)
        if (typeof range !== 'object') return
        assert.ok(0 <= range.start && range.start <= range.end && range.end < size)
      }),
    )
  })
})

describe('an entity tag', () => {
  it('is named alone, in a list, weakly or by a star', () => {
    for (const header of ['"a"', '"b", "a"', 'W/"a"', '*'])
      assert.ok(namesTag(header, '"a"'), header)
    for (const header of [undefined, '', '"b"', 'a']) assert.ok(!namesTag(header, '"a"'))
  })
})

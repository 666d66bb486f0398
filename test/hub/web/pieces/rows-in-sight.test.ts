import assert from 'node:assert/strict'
import fc from 'fast-check'
import { rowsInSight } from '#hub/web/pieces/rows-in-sight.ts'

describe('rowsInSight', () => {
  it('draws what is in sight and a little more', () => {
    const sight = rowsInSight({ topPx: 1000, heightPx: 500, rowPx: 100, rows: 500, overscan: 4 })

    assert.deepEqual(sight, { first: 6, last: 19 })
  })

  it('covers every row in sight and never leaves the list', () => {
    const px = fc.integer({ min: -2000, max: 100_000 })

    fc.assert(
      fc.property(px, fc.integer({ min: 1, max: 900 }), (topPx, rows) => {
        const { first, last } = rowsInSight({ topPx, heightPx: 700, rowPx: 90, rows, overscan: 4 })
        assert.ok(first >= 0 && last <= rows && first <= last)
        for (let row = 0; row < rows; row++) {
          const inSight = (row + 1) * 90 > topPx && row * 90 < topPx + 700
          if (inSight) assert.ok(row >= first && row < last)
        }
      }),
      { numRuns: 50 },
    )
  })
})

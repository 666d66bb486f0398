import assert from 'node:assert/strict'
import fc from 'fast-check'
import { beatAtMs, type Grid, nextLine } from '#flows/nodes/logic/beat-grid.ts'

const grids = fc.record({
  bpm: fc.double({ min: 20, max: 300, noNaN: true }),
  meter: fc.constantFrom({ beats: 4, unit: 4 }, { beats: 6, unit: 8 }, { beats: 5, unit: 4 }),
  originMs: fc.double({ min: 0, max: 1e7, noNaN: true }),
  originBeat: fc.double({ min: 0, max: 1000, noNaN: true }),
}) as fc.Arbitrary<Grid>
const everies = fc.record({
  every: fc.constantFrom(0.25, 0.5, 1, 2, 4, 8),
  unit: fc.constantFrom('beat' as const, 'bar' as const),
})
const moments = fc.double({ min: 0, max: 2e7, noNaN: true })

describe('the grid of beats and bars', () => {
  it('has its next line ahead, no further than one step', () => {
    fc.assert(
      fc.property(grids, everies, moments, (grid, every, nowMs) => {
        const line = nextLine(grid, every, nowMs)
        const after = nextLine(grid, every, line.atMs)

        assert.ok(line.atMs > nowMs)
        assert.equal(after.number, line.number + 1)
        assert.ok(line.atMs - nowMs <= after.atMs - line.atMs + 2.01)
      }),
    )
  })

  it('counts the bars as the hub does', () => {
    const grid: Grid = { bpm: 120, meter: { beats: 3, unit: 4 }, originMs: 1000, originBeat: 6 }

    assert.equal(beatAtMs(grid, 2000), 8)
    assert.deepEqual(nextLine(grid, { every: 1, unit: 'bar' }, 1000), { number: 3, atMs: 2500 })
    assert.deepEqual(nextLine(grid, { every: 1, unit: 'beat' }, 1000), { number: 7, atMs: 1500 })
  })

  it('takes a timer that fires early for the line it was set for', () => {
    const grid: Grid = { bpm: 60, meter: { beats: 4, unit: 4 }, originMs: 0, originBeat: 0 }

    assert.equal(nextLine(grid, { every: 1, unit: 'beat' }, 999.2).number, 2)
  })
})

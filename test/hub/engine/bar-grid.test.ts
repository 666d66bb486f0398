import assert from 'node:assert/strict'
import { barGrid, fitLane, fittedStep } from '#hub/engine/bar-grid.ts'

const fitted = (lane: string, beats: number, unit: 4 | 8, bar = 0): string =>
  fitLane(lane, 16, barGrid({ beats, unit }), bar)

describe('a lane in another meter', () => {
  it('keeps its first beat first and its last beat last', () => {
    assert.equal(fitted('X...x.......X...', 3, 4), 'X...x...X...')
    assert.equal(fitted('X...x.......X...', 5, 4), 'X...x...........X...')
  })

  it('groups seven eighths as two, two and three', () => {
    assert.equal(fitted('X...X...X...X...', 7, 8), 'X...X...X.....')
  })

  it('goes on where it ticks in every beat, and says nothing twice where it does not', () => {
    assert.equal(fitted('x.x.x.x.x.x.x.x.', 6, 8), 'x.x.x.x.x.x.')
    assert.equal(fitted('..x...x...x...x.', 6, 8), '..x.x...x.x.')
    assert.equal(fitted('X..x..xX....x.x.', 6, 8), 'X..x....xX..')
    assert.equal(fitted('R-----5---------', 6, 8), 'R-------5---')
  })

  it('begins its last beat where it has its first stroke', () => {
    const starts = [
      [3, 4],
      [5, 4],
      [6, 8],
      [7, 8],
      [2, 4],
    ] as const
    for (const [beats, unit] of starts)
      for (const [from, lane] of [
        [12, '............XxXX'],
        [8, '........X...X...'],
        [14, '..............X.'],
      ] as const) {
        const step = fittedStep(from, 16, barGrid({ beats, unit }), 1)

        assert.equal(step, fitted(lane, beats, unit, 1).indexOf('X'), `${from} in ${beats}/${unit}`)
      }
    assert.equal(fittedStep(10, 16, barGrid({ beats: 4, unit: 4 }), 0), 10)
  })

  it('gives six eighths half of a bar each, in turn', () => {
    assert.equal(fitted('X.......x.......', 6, 8, 0), 'X...........')
    assert.equal(fitted('X.......x.......', 6, 8, 1), 'x...........')
  })
})

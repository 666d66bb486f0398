import assert from 'node:assert/strict'
import fc from 'fast-check'
import { alongWay, type Curve, slewed } from '#flows/nodes/logic/way.ts'

const number = fc.double({ min: -1000, max: 1000, noNaN: true })
const curve = fc.constantFrom<Curve>('linear', 'exp', 'log')

describe('a value on its way', () => {
  it('never leaves the second range, and moves with the first', () => {
    fc.assert(
      fc.property(number, number, number, curve, (value, low, high, curve) => {
        const way = { from: [0, 100], to: [low, high], curve } as const
        const [here, further] = [alongWay(value, way), alongWay(value + 1, way)]

        assert.ok(here >= Math.min(low, high) - 1e-9 && here <= Math.max(low, high) + 1e-9)
        assert.ok((further - here) * (high - low) >= -1e-6)
      }),
    )
  })

  it('begins and ends where it should, on every curve', () => {
    for (const curve of ['linear', 'exp', 'log'] as const) {
      const way = { from: [0, 1], to: [180, 60], curve } as const
      assert.equal(alongWay(0, way), 180)
      assert.equal(alongWay(1, way), 60)
    }
    assert.equal(alongWay(0.5, { from: [0, 1], to: [0, 1], curve: 'exp' }), 0.25)
  })

  it('is no faster than its slew, and arrives', () => {
    fc.assert(
      fc.property(number, number, fc.integer({ min: 1, max: 500 }), (at, target, stepMs) => {
        const pace = { whole: 2000, slewMs: 4000 }
        const next = slewed({ at, target }, pace, stepMs)

        assert.ok(Math.abs(next - at) <= stepMs / 2 + 1e-9)
        assert.equal(slewed({ at, target }, pace, 4000), target)
      }),
    )
  })
})

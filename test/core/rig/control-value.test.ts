import assert from 'node:assert/strict'
import fc from 'fast-check'
import { controlValue, rawRange } from '#core/rig/control-value.ts'

const number = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 })
const anyRange = fc
  .tuple(number, number)
  .filter(([one, other]) => Math.abs(one - other) > 1e-3) as fc.Arbitrary<[number, number]>

describe('the value of a control', () => {
  it('is 0 and 1 at the ends of its range, whichever way it goes', () => {
    fc.assert(
      fc.property(anyRange, (range) => {
        assert.equal(controlValue({ kind: 'continuous', range }, range[0]), 0)
        assert.equal(controlValue({ kind: 'continuous', range }, range[1]), 1)
      }),
    )
  })

  it('is from 0 to 1 whatever comes, and no number is 0', () => {
    fc.assert(
      fc.property(anyRange, fc.double(), (range, raw) => {
        const value = controlValue({ kind: 'trigger', range }, raw)

        assert.ok(value >= 0 && value <= 1)
      }),
    )
    assert.equal(controlValue({ kind: 'continuous', range: [0, 1] }, Number.NaN), 0)
  })

  it('falls where the range is turned around', () => {
    assert.equal(controlValue({ kind: 'continuous', range: [80, 10] }, 45), 0.5)
    assert.equal(controlValue({ kind: 'continuous', range: [80, 10] }, 100), 0)
  })

  it('is on or off for a state, from the middle on', () => {
    assert.equal(controlValue({ kind: 'state', from: { cc: 64 } }, 63), 0)
    assert.equal(controlValue({ kind: 'state', from: { cc: 64 } }, 64), 1)
  })

  it('covers what the wire can say where no range was described', () => {
    const most = (from: object): readonly [number, number] => rawRange({ kind: 'continuous', from })

    assert.deepEqual(most({ cc: 1 }), [0, 127])
    assert.deepEqual(most({ cc: 1, bits: 14 }), [0, 16_383])
    assert.deepEqual(most({ nrpn: 300 }), [0, 16_383])
    assert.deepEqual(most({ bend: true }), [-8192, 8191])
    assert.deepEqual(most({ analog: 0 }), [0, 1023])
    assert.deepEqual(most({ proximity: 'GP2Y0A21YK', analog: 0 }), [10, 80])
    assert.deepEqual(most({ imu: 'mpu6050', axis: 'pitch' }), [-90, 90])
    assert.deepEqual(most({ topic: 'kitchen/door' }), [0, 1])
    assert.deepEqual(most({}), [0, 1])
  })
})

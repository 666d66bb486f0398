import assert from 'node:assert/strict'
import { voltsAt } from '#simulators/avr/distance.ts'

describe('the infrared distance sensor', () => {
  it('puts out what its data sheet says', () => {
    for (const [cm, volts] of [
      [10, 2.3],
      [20, 1.3],
      [80, 0.4],
    ] as const)
      assert.equal(voltsAt(cm), volts)
  })

  it('puts out less the farther something is, and does not go on beyond what it sees', () => {
    const out = Array.from({ length: 146 }, (_, i) => voltsAt(7 + i / 2))

    assert.ok(out.every((volts, i) => i === 0 || volts < out[i - 1]!))
    assert.equal(voltsAt(3), voltsAt(7))
    assert.equal(voltsAt(300), voltsAt(80))
  })
})

import assert from 'node:assert/strict'
import fc from 'fast-check'
import { bucket } from '#hub/broker/bucket.ts'

describe('bucket', () => {
  it('never gives more than its burst and its rate', () => {
    const steps = fc.array(fc.record({ takes: fc.nat(50), thenMs: fc.nat(500) }))
    fc.assert(
      fc.property(steps, (all) => {
        let nowMs = 0
        let taken = 0
        let last = 0
        const rate = bucket({ burst: 10, perSecond: 100 }, () => nowMs)
        for (const { takes, thenMs } of all) {
          if (rate.waitMs() === 0) {
            taken += takes
            last = takes
            rate.take(takes)
          }
          nowMs += thenMs
        }
        assert.ok(taken - last <= 10 + nowMs / 10)
      }),
    )
  })

  it('says how long until a debt is paid', () => {
    let nowMs = 0
    const rate = bucket({ burst: 2, perSecond: 10 }, () => nowMs)

    rate.take(2)
    assert.equal(rate.waitMs(), 0)
    rate.take()
    assert.equal(rate.waitMs(), 100)
    nowMs = 60
    assert.equal(rate.waitMs(), 40)
    nowMs = 300
    assert.equal(rate.full(), true)
  })
})

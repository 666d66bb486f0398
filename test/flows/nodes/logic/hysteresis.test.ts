import assert from 'node:assert/strict'
import fc from 'fast-check'
import { hysteresis } from '#flows/nodes/logic/hysteresis.ts'

const values = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 60 })

describe('two thresholds', () => {
  it('go on and off in turn, each only beyond its own value', () => {
    fc.assert(
      fc.property(values, (values) => {
        const read = hysteresis({ on: 0.6, off: 0.4 })
        const changes = values.flatMap((value) => {
          const changed = read(value)
          return changed === undefined ? [] : [{ changed, value }]
        })

        for (const [at, { changed, value }] of changes.entries()) {
          assert.ok(changed ? value >= 0.6 : value <= 0.4)
          assert.notEqual(changed, changes[at - 1]?.changed)
        }
      }),
    )
  })

  it('work the other way round where on lies below off', () => {
    const read = hysteresis({ on: 10, off: 20 })

    assert.deepEqual([25, 15, 9, 15, 21].map(read), [false, undefined, true, undefined, false])
  })
})

import assert from 'node:assert/strict'
import { type Gesture, gestureReader } from '#flows/nodes/logic/gesture.ts'

/** How often a gesture is seen in values that come every `everyMs`. */
function seen(of: Gesture, values: readonly number[], everyMs = 50): number {
  const read = gestureReader(of, 1000)
  return values.filter((value, at) => read(value, at * everyMs)).length
}
const hold = (value: number, times: number): number[] => Array.from({ length: times }, () => value)

describe('gestures', () => {
  it('know a shake from a wave of the hand and from a tremble', () => {
    assert.equal(seen('shake', [0.5, 0.9, 0.1, 0.9, 0.1, 0.9, 0.5]), 1)
    assert.equal(seen('shake', [0.5, 0.7, 0.9, 0.9, 0.7, 0.5, 0.3, 0.1]), 0)
    assert.equal(seen('shake', [0.5, 0.55, 0.45, 0.55, 0.45, 0.55, 0.45]), 0)
    assert.equal(seen('shake', [0.5, 0.9, 0.1, 0.9, 0.1, 0.9, 0.5], 400), 0)
  })

  it('know what is raised fast from what rises slowly', () => {
    assert.equal(seen('raise', [0.1, 0.3, 0.6, 0.9]), 1)
    assert.equal(seen('raise', [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9], 300), 0)
    assert.equal(seen('lower', [0.9, 0.6, 0.2]), 1)
    assert.equal(seen('lower', [0.1, 0.3, 0.6, 0.9]), 0)
  })

  it('know what is held at an end from what only comes by', () => {
    assert.equal(seen('up', [0.5, ...hold(0.95, 14)]), 1)
    assert.equal(seen('up', [0.5, ...hold(0.95, 5), 0.5]), 0)
    assert.equal(seen('down', [0.5, ...hold(0.05, 14)]), 1)
    assert.equal(seen('down', [0.5, ...hold(0.95, 14)]), 0)
  })

  it('rest after each, so that one shake is one', () => {
    const shake = [0.5, 0.9, 0.1, 0.9, 0.1, 0.9, 0.1, 0.9, 0.1, 0.9, 0.1, 0.9]

    assert.equal(seen('shake', shake), 1)
  })
})

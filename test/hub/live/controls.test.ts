import assert from 'node:assert/strict'
import { openControls } from '#hub/live/controls.ts'

function setUp() {
  let nowMs = 0
  const controls = openControls({ now: () => nowMs, date: () => '' })
  return { controls, pass: (ms: number) => (nowMs += ms) }
}

describe('macros that steer the band', () => {
  it('leave to the player what nobody has turned', () => {
    const { controls } = setUp()

    assert.deepEqual(controls.now(), {})
  })

  it('steer energy, density, brightness and swing, and nothing beyond the fourth', () => {
    const { controls } = setUp()

    const steered = [1, 2, 3, 4, 5, 8].map((macro) => controls.turn(macro, macro / 10))

    assert.deepEqual(steered, [true, true, true, true, false, false])
    assert.deepEqual(controls.now(), { energy: 0.1, density: 0.2, brightness: 0.3, swing: 0.4 })
  })

  it('are followed within 200 ms, from wherever the last turn had come to', () => {
    const { controls, pass } = setUp()
    controls.turn(1, 0)
    pass(1000)

    controls.turn(1, 1)
    pass(100)
    assert.equal(controls.now().energy, 0.5)
    controls.turn(1, 0)
    pass(100)
    assert.equal(controls.now().energy, 0.25)
    pass(100)
    assert.equal(controls.now().energy, 0)
  })
})

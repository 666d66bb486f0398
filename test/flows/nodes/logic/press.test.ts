import assert from 'node:assert/strict'
import fc from 'fast-check'
import { presses } from '#flows/nodes/logic/press.ts'

describe('presses', () => {
  it('tell a short one when it is let go of, and a long one while it is held', () => {
    const button = presses({ longMs: 600, doubleMs: 0 })

    assert.deepEqual(button.down(0), { lookAgainMs: 600 })
    assert.deepEqual(button.up(100), { press: 'short' })
    button.down(1000)
    assert.deepEqual(button.look(1600), { press: 'long' })
    assert.deepEqual(button.up(1700), {})
  })

  it('wait for a second one where there are double presses', () => {
    const button = presses({ longMs: 600, doubleMs: 300 })

    button.down(0)
    assert.deepEqual(button.up(100), { lookAgainMs: 300 })
    assert.deepEqual(button.down(250), { press: 'double' })
    assert.deepEqual(button.up(300), {})
    assert.deepEqual(button.look(400), {})
    button.down(1000)
    button.up(1100)
    assert.deepEqual(button.look(1400), { press: 'short' })
  })

  it('tell each press once, however long it was and however often one looks', () => {
    const gaps = fc.array(fc.integer({ min: 1, max: 2000 }), { minLength: 2, maxLength: 40 })
    fc.assert(
      fc.property(gaps, (gaps) => {
        const button = presses({ longMs: 600, doubleMs: 0 })
        let [nowMs, told, pressed] = [0, 0, 0]
        for (const [at, gapMs] of gaps.entries()) {
          const done = at % 2 === 0 ? button.down(nowMs) : button.up(nowMs)
          pressed += at % 2
          if (done.press) told += 1
          // The timer that a press sets fires while it is held, if it is held that long.
          if (at % 2 === 0 && gapMs >= 600 && button.look(nowMs + 600).press) told += 1
          nowMs += gapMs
        }
        const isHeld = gaps.length % 2 === 1
        assert.ok(told === pressed || (isHeld && told === pressed + 1))
      }),
    )
  })
})

import assert from 'node:assert/strict'
import fc from 'fast-check'
import { HubError } from '#core/errors.ts'
import { isOn, numberIn, pattern, unitIn } from '#flows/nodes/words.ts'

describe('the words of a message', () => {
  it('are numbers where they can be, and else say what to send', () => {
    assert.deepEqual(
      [0.5, '0.25', true, false].map((payload) => numberIn({ payload })),
      [0.5, 0.25, 1, 0],
    )
    for (const payload of ['loud', '', Number.NaN, {}, null, undefined, []])
      assert.throws(() => numberIn({ payload }), { code: 'bad-request' })
    assert.throws(() => unitIn({ payload: 1.5 }), /1.5/)
  })

  it('never break on anything a wire can carry but by a refusal', () => {
    fc.assert(
      fc.property(fc.anything(), (payload) => {
        try {
          assert.ok(Number.isFinite(numberIn({ payload })))
        } catch (error) {
          assert.ok(error instanceof HubError && error.hint !== '')
        }
      }),
    )
  })

  it('take a soft pad for pressed', () => {
    assert.ok(isOn({ payload: 0.2, pressed: true }))
    assert.ok(!isOn({ payload: 0.2 }))
  })

  it('name many things at once', () => {
    const isMeant = pattern('pad-*, button-1')

    assert.ok(isMeant('pad-12') && isMeant('button-1'))
    assert.ok(!isMeant('button-12') && !isMeant('my-pad-1'))
    assert.ok(pattern('')('anything'))
    assert.ok(!pattern('a.c')('abc'))
  })
})

import assert from 'node:assert/strict'
import type { HubError } from '#core/errors.ts'
import { v } from '#core/schema.ts'
import { AccompanimentChange } from '#core/score/accompaniment.ts'
import { readWords } from '#hub/http/read-words.ts'

const refusal = (schema: v.GenericSchema, words: unknown): HubError => {
  try {
    readWords(schema, words, 'the body')
  } catch (error) {
    return error as HubError
  }
  return assert.fail('it was not refused')
}

describe('the words of a request', () => {
  it('that are nearly right are refused with the word that was meant', () => {
    const { code, message, hint } = refusal(AccompanimentChange, { respond: 'anser' })
    const style = refusal(AccompanimentChange, { style: 'fonk' })

    assert.equal(code, 'bad-request')
    assert.equal(message, 'the body is not right at respond: "anser" is none of the words')
    assert.match(hint, /^Did you mean `answer`\?/)
    assert.equal(style.message, 'the body is not right at style: "fonk" is no style')
    assert.match(style.hint, /^Did you mean `funk`\?/)
  })

  it('that may have several forms are refused where the nearest one breaks', () => {
    const When = v.union([
      v.object({ role: v.string() }),
      v.object({ device: v.object({ id: v.string() }) }),
    ])

    const { message } = refusal(v.object({ when: When }), { when: { device: { id: 7 } } })

    assert.equal(message, 'the body is not right at when.device.id: 7 is not a text')
  })

  it('are never said again where they may be a secret', () => {
    const Passphrase = v.pipe(v.string(), v.minLength(8, 'a passphrase of at least 8 letters'))

    const { message } = refusal(v.object({ passphrase: Passphrase }), { passphrase: 'hunter2' })

    assert.doesNotMatch(message, /hunter2/)
  })
})

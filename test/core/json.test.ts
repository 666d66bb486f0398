import assert from 'node:assert/strict'
import fc from 'fast-check'
import { deepestJson, parseJson } from '#core/json.ts'

const nested = (levels: number, open = '[', close = ']'): string =>
  open.repeat(levels) + close.repeat(levels)

describe('JSON from outside', () => {
  it('is what JSON says it is, brackets in strings and all', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value)
        assert.deepEqual(parseJson(text), JSON.parse(text))
      }),
    )
    const brackets = JSON.stringify([`${nested(1000)}\\"`, '[{"'.repeat(500), '\\'])

    assert.deepEqual(parseJson(brackets), JSON.parse(brackets))
  })

  it('may nest as deep as anybody means it, and no deeper', () => {
    assert.ok(parseJson(nested(deepestJson)))
    assert.ok(parseJson(`[${`${nested(2)},`.repeat(1000)}1]`))
    for (const text of [
      nested(deepestJson + 1),
      nested(20_000),
      `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`,
      '['.repeat(1_000_000),
    ])
      assert.throws(() => parseJson(text), { code: 'bad-request', hint: /at most 100/ })
  })

  it('that is none is a SyntaxError, as ever', () => {
    for (const text of ['', '{', '"\\', ']]]]'])
      assert.throws(() => parseJson(text), SyntaxError, text)
  })
})

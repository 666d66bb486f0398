import assert from 'node:assert/strict'
import fc from 'fast-check'
import { type ElmRequest, wordOf } from '#firmware-bridge/elm327/request.ts'

describe('what is said to a car', () => {
  it('is a value of mode 01, or how the adapter answers', () => {
    assert.equal(wordOf({ pid: '0C' }), '010C')
    assert.equal(wordOf('ATZ'), 'ATZ')
  })

  it('is never anything else, whatever the types say', () => {
    const anything = fc.oneof(
      fc.string(),
      fc.constantFrom('04', '08', 'ATPP', '0C\r04', 'ATZ\r04', 'at z', 'ATSH7E0', 'ATWM', '0c', ''),
    )
    const request = fc.oneof(
      anything,
      anything.map((pid) => ({ pid })),
    )

    fc.assert(
      fc.property(request, (wild) => {
        let word: string
        try {
          word = wordOf(wild as ElmRequest)
        } catch (error) {
          assert.ok(error instanceof TypeError)
          return
        }
        assert.match(word, /^(?:01[0-9A-F]{2}|AT(?:Z|I|E0|L0|S0|H0|SP0))$/)
      }),
    )
  })
})

import assert from 'node:assert/strict'
import { readLoose } from '#hub/providers/read-loose.ts'

describe('the reading of a loose reply', () => {
  it('closes what breaks off, however deep it was', () => {
    assert.deepEqual(readLoose('{"a":[1,{"b":2,"c":'), {
      value: { a: [1, { b: 2 }] },
      mended: 'closed',
    })
    assert.deepEqual(readLoose('Here: {"a":{"b":[1,2]},"c'), {
      value: { a: { b: [1, 2] } },
      mended: 'closed',
    })
  })

  it('takes no more room for a reply that only opens brackets', () => {
    const deep = `{"a":${'['.repeat(32_000)}${'1,'.repeat(16_000)}`
    const before = process.memoryUsage().rss

    const found = readLoose(deep)

    assert.equal(found?.mended, 'closed')
    assert.ok(process.memoryUsage().rss - before < 200e6)
  })
})

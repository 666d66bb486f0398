import assert from 'node:assert/strict'
import { importsOf, withoutComments } from './source-tree.ts'

describe('the reader of imports', () => {
  it('sees every way to import', () => {
    const code = `
import { a } from '#core/a.ts'
import type { B } from '#core/b.ts'
import { type C, type D } from '#core/c.ts'
import e, { type F } from 'node:fs'
import * as g from 'node:os'
import {
  h,
  type I,
} from './h.ts'
import './effect.ts'
export { j } from './j.ts'
export * as v from './v.ts'
export type { K } from './k.ts'
const l = await import('node:path')
const m = require('node:url')
let n: typeof import('node:util')
`
    assert.deepEqual(
      importsOf(code).map(({ from, typeOnly }) => (typeOnly ? `type ${from}` : from)),
      [
        '#core/a.ts',
        'type #core/b.ts',
        'type #core/c.ts',
        'node:fs',
        'node:os',
        './h.ts',
        './j.ts',
        './v.ts',
        'type ./k.ts',
        './effect.ts',
        'node:path',
        'node:url',
        'type node:util',
      ],
    )
  })

  it('passes over comments and keeps what only looks like one', () => {
    const code = `const url = 'http://x' // import 'a'\n/* Math.random() */ const b = "// no"`

    assert.equal(withoutComments(code), `const url = 'http://x'  \n  const b = "// no"`)
  })
})

import assert from 'node:assert/strict'
import fc from 'fast-check'
import { pathFrom, routes, ticketFrom } from '#hub/web/paths.ts'

describe('pathFrom', () => {
  it('knows every screen by its path, with or without a last slash', () => {
    for (const path of Object.keys(routes)) {
      assert.equal(pathFrom(path), path)
      assert.equal(pathFrom(`${path}/`), path)
    }
  })

  it('takes anything else for Play', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string().map((s) => `/${s}`),
          fc.constantFrom('/', '', '/__proto__', '/constructor'),
        ),
        (path) => {
          assert.ok(pathFrom(path) in routes)
        },
      ),
    )
    assert.equal(pathFrom('/toString'), '/play')
  })
})

describe('ticketFrom', () => {
  it('reads a claim and an invite', () => {
    assert.deepEqual(ticketFrom('#claim=K7QM-2XNA'), { kind: 'claim', code: 'K7QM-2XNA' })
    assert.deepEqual(ticketFrom('#invite=a_b-9'), { kind: 'invite', code: 'a_b-9' })
  })

  it('takes nothing else for a ticket', () => {
    for (const hash of [
      '',
      '#',
      '#main',
      '#claim=',
      '#claim=a b c d',
      '#invite=<script>',
      '#key=abcd',
    ])
      assert.equal(ticketFrom(hash), undefined)
  })
})

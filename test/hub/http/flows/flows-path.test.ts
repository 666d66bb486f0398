import assert from 'node:assert/strict'
import fc from 'fast-check'
import { flowsPathOf } from '#hub/http/flows/flows-path.ts'

describe('a path below /flows/', () => {
  it('is the editor’s, for the owner, or what a flow serves, for everybody who is in', () => {
    assert.deepEqual(flowsPathOf('/flows/'), { target: '/flows/', role: 'owner' })
    assert.deepEqual(flowsPathOf('/flows/nodes/@maker/knobs/1?x=a/../b'), {
      target: '/flows/nodes/@maker/knobs/1?x=a/../b',
      role: 'owner',
    })
    assert.deepEqual(flowsPathOf('/flows/http/votes'), {
      target: '/flows/http/votes',
      role: 'viewer',
      also: ['kiosk'],
    })
  })

  it('may hold a slash or a percent sign in a word', () => {
    assert.equal(flowsPathOf('/flows/context/global/a%2Fb')?.role, 'owner')
    assert.equal(flowsPathOf('/flows/context/global/100%25')?.role, 'owner')
    assert.equal(flowsPathOf('/flows/context/global/gro%C3%9F')?.role, 'owner')
    assert.equal(flowsPathOf('/flows/http%2Fvotes')?.role, 'owner')
  })

  for (const hostile of [
    '/flows',
    '/FLOWS/',
    '//flows/',
    '/keeper/status',
    '/flows/../keeper/status',
    '/flows/..',
    '/flows/./x',
    '/flows/http/../nodes',
    '/flows/%2e%2e/keeper/status',
    '/flows/.%2E/keeper/status',
    '/flows/%252e%252e/keeper/status',
    '/flows/%25252e%25252e%2fkeeper',
    '/flows/http/%252e%252e/settings/%25zz',
    '/flows/http/%252e%252e/settings/%25ff',
    '/flows/..%2fkeeper/status',
    '/flows/x%2f..%2f..%2fkeeper',
    '/flows/..\\keeper',
    '/flows/..%5ckeeper',
    '/flows/%00',
    '/flows/%0d%0aHost:%20x',
    '/flows/%zz',
    '/flows/%ff',
    '/flows/x#y',
    '/flows/x y',
    '/flows/é',
    'http://localhost/flows/',
    'http://localhost/keeper/status',
    '*',
    '',
    `/flows/${'x'.repeat(9000)}`,
  ])
    it(`is not ${hostile.slice(0, 60) || 'nothing'}`, () => {
      assert.equal(flowsPathOf(hostile), undefined)
    })

  it('is one that stays there, however it is read', () => {
    const word = fc.constantFrom(
      '.',
      '..',
      '%2e',
      '%2E',
      '%252e',
      '/',
      '%2f',
      '\\',
      '%5c',
      'a',
      '%25',
    )
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), (words) => {
        const place = flowsPathOf(`/flows/${words.join('')}`)
        if (!place) return
        let path = place.target
        for (let reading = 0; reading < 3; reading++) {
          assert.ok(new URL(path, 'http://x').pathname.startsWith('/flows/'), path)
          path = path.replace(/%([0-9a-f]{2})/gi, (_, hex) =>
            String.fromCharCode(Number.parseInt(hex, 16)),
          )
        }
      }),
    )
  })
})

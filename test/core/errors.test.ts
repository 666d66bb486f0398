import assert from 'node:assert/strict'
import { HubError, reportOf } from '#core/errors.ts'

describe('errors', () => {
  it('carry a code for programs, a hint for people and their cause', () => {
    const cause = new Error('EBUSY')
    const error = new HubError('port-busy', 'the port is open elsewhere', {
      hint: 'Close minicom.',
      cause,
    })

    assert.equal(error.cause, cause)
    assert.deepEqual(reportOf(error), {
      code: 'port-busy',
      message: 'the port is open elsewhere',
      hint: 'Close minicom.',
    })
  })

  it('report what nobody foresaw as internal', () => {
    assert.equal(reportOf(new TypeError('x is not a function')).code, 'internal')
    assert.equal(reportOf('a thrown string').message, 'a thrown string')
  })
})

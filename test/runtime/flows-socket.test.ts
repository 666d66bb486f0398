import assert from 'node:assert/strict'
import { flowsSocketOf } from '#runtime/flows-socket.ts'

describe('the socket of the flows process', () => {
  it('stands in the data folder', () => {
    assert.equal(flowsSocketOf('/home/ada/music'), '/home/ada/music/flows/flows.sock')
  })

  it('has an address that a socket can have, however deep the data folder lies', () => {
    const deep = `/home/ada/${'studio/'.repeat(30)}`

    const socket = flowsSocketOf(deep, { XDG_RUNTIME_DIR: '/run/user/1000' })

    assert.ok(Buffer.byteLength(socket) <= 100, socket)
    assert.match(socket, /^\/run\/user\/1000\/rigsong-/)
    assert.notEqual(flowsSocketOf(`${deep}a`), flowsSocketOf(`${deep}b`))
    assert.match(flowsSocketOf(deep, { HOME: '/home/ada' }), /^\/home\/ada\/\.cache\/rigsong-/)
  })
})

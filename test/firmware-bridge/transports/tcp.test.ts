import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { openTcp, type TcpLine } from '#firmware-bridge/transports/tcp.ts'
import { freePort } from '#test/support/free-port.ts'
import { until } from '#test/support/rigsong.ts'

/** A peer, and our line to it. */
async function call() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const called = once(server, 'connection') as Promise<[Socket]>
  const heard: string[] = []
  const lost: string[] = []
  const line = await openTcp(
    { host: '127.0.0.1', port },
    { hear: (bytes) => heard.push(String(bytes)), lost: (why) => void lost.push(why) },
  )
  const [peer] = await called
  peer.on('error', () => {})
  const close = async (): Promise<void> => {
    await line[Symbol.asyncDispose]()
    peer.destroy()
    server.close()
  }
  return { line: line as TcpLine, peer, heard, lost, [Symbol.asyncDispose]: close }
}

describe('a TCP line', () => {
  it('carries bytes both ways', async () => {
    await using there = await call()

    there.line.write(Buffer.from('ping'))
    const [asked] = await once(there.peer, 'data')
    there.peer.write('pong')
    await until(() => there.heard.length > 0, 'an answer')

    assert.equal(String(asked), 'ping')
    assert.deepEqual(there.heard, ['pong'])
  })

  it('tells once that it is lost, however it is', async () => {
    for (const lose of ['destroy', 'resetAndDestroy'] as const) {
      await using there = await call()

      there.peer[lose]()
      await until(() => there.lost.length > 0, 'the loss')
      there.line.reportLoss('of its own')
      there.line.write(Buffer.from('into nothing'))

      assert.equal(there.lost.length, 1, lose)
    }
  })

  it('is lost when it is said to be, and not when it is closed', async () => {
    await using reported = await call()
    reported.line.reportLoss('silent')
    assert.deepEqual(reported.lost, ['silent'])

    await using closed = await call()
    await closed.line[Symbol.asyncDispose]()
    await once(closed.peer, 'close')
    assert.deepEqual(closed.lost, [])
  })

  it('says why it cannot be opened', async () => {
    const ears = { hear() {}, lost() {} }

    await assert.rejects(openTcp({ host: '127.0.0.1', port: await freePort() }, ears), {
      code: 'port-missing',
      message: /nobody answers/,
    })
    await assert.rejects(openTcp({ host: 'no-such-host.invalid', port: 1 }, ears), {
      code: 'port-missing',
    })
  })
})

import assert from 'node:assert/strict'
import { openUdp } from '#firmware-bridge/transports/udp.ts'

const deaf = { hear() {}, lost() {} }
const anywhere = { host: '127.0.0.1', port: 0 }

describe('a UDP line', () => {
  it('carries datagrams, and knows whom they are from', async () => {
    const came = Promise.withResolvers<[string, number]>()
    await using here = await openUdp(anywhere, {
      hear: (bytes, from) => came.resolve([String(bytes), from.port]),
      lost() {},
    })
    await using there = await openUdp(anywhere, deaf)

    there.send(Buffer.from('hello'), here.at)

    assert.deepEqual(await came.promise, ['hello', there.at.port])
  })

  it('is busy where another listens, and none where the address is not ours', async () => {
    await using first = await openUdp(anywhere, deaf)

    await assert.rejects(openUdp(first.at, deaf), { code: 'port-busy' })
    await assert.rejects(openUdp({ host: '192.0.2.1', port: 9000 }, deaf), {
      code: 'port-refused',
      hint: /0\.0\.0\.0/,
    })
  })

  it('is closed once and for all, and its port is free again', async () => {
    const line = await openUdp(anywhere, deaf)

    await line[Symbol.asyncDispose]()
    await line[Symbol.asyncDispose]()
    line.send(Buffer.from('into nothing'), line.at)

    await using again = await openUdp(line.at, deaf)
    assert.equal(again.at.port, line.at.port)
  })
})

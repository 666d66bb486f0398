import assert from 'node:assert/strict'
import { once } from 'node:events'
import { Agent, get, type IncomingMessage } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { type Listeners, openListeners } from '#hub/http/listeners.ts'

const speaker = {
  request: (_: IncomingMessage, answer: { end(text: string): void }) => answer.end('hello'),
  upgrade() {},
}

async function ask(port: number, agent: Agent): Promise<{ text: string; localPort: number }> {
  const asking = get({ host: '127.0.0.1', port, agent })
  const [answer] = (await once(asking, 'response')) as [IncomingMessage]
  const { localPort } = answer.socket
  let text = ''
  for await (const part of answer) text += part
  return { text, localPort: localPort! }
}

describe('where the hub listens', () => {
  let listeners: Listeners
  beforeEach(() => {
    listeners = openListeners(speaker)
  })
  afterEach(() => listeners[Symbol.asyncDispose]())

  it('moves to every address without cutting a connection', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const port = await listeners.listen({ port: 0, chosen: true }, 'loopback')
    const before = await ask(port, agent)

    await listeners.widen(port)

    const after = await ask(port, agent)
    assert.equal(after.localPort, before.localPort, 'the same connection')
    const fresh = new Agent()
    assert.equal((await ask(port, fresh)).text, 'hello')
    agent.destroy()
    fresh.destroy()
  })

  it('says so where the port that was chosen is taken', async () => {
    await using other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo

    await assert.rejects(listeners.listen({ port, chosen: true }, 'loopback'), (error: Error) => {
      assert.deepEqual(
        { ...error, cause: undefined },
        { ...error, code: 'port-busy', cause: undefined },
      )
      assert.match((error as unknown as { hint: string }).hint, /RIGSONG_HTTP_PORT/)
      return true
    })
    await assert.rejects(listeners.listen({ port, chosen: true }, 'everywhere'), {
      code: 'port-busy',
    })
  })

  it('takes the next free port where nobody chose one', async () => {
    await using other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo

    const found = await listeners.listen({ port, chosen: false }, 'loopback')

    assert.ok(found > port && found <= port + 20)
  })
})

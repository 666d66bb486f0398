import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type IncomingMessage, request, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { buffer, json, text } from 'node:stream/consumers'
import WebSocket from 'ws'
import { openFlowsDoor } from '#hub/http/flows/flows-door.ts'
import { flowsSocketOf } from '#runtime/flows-socket.ts'
import { until } from '#test/support/rigsong.ts'
import { cookieOf, type OpenHouse, openHouse } from './open-house.ts'
import { type PlayedFlows, playFlows } from './play-flows.ts'

describe('the editor of flows', function () {
  this.timeout(20_000)
  let house: OpenHouse
  let flows: PlayedFlows
  let owner: string
  let cookie: string
  const tokens: Record<string, string> = {}

  before(async () => {
    house = await openHouse()
    const [, code] = house.claimUrl!.split('claim=')
    const claimed = await house.call('POST', '/api/v1/claim', { body: { code, name: 'Ada' } })
    cookie = cookieOf(claimed)
    owner = await house.owner()
    for (const role of ['player', 'viewer', 'kiosk']) {
      const body = { kind: 'api', name: role, scope: role }
      const made = await house.call('POST', '/api/v1/tokens', { token: owner, body })
      tokens[role] = ((await made.json()) as { secret: string }).secret
    }
  })
  beforeEach(async () => {
    flows = await playFlows(house.dataDir)
  })
  afterEach(() => flows[Symbol.asyncDispose]())
  after(() => house[Symbol.asyncDispose]())

  const codeOf = async (answer: Response): Promise<string> => {
    assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/)
    return ((await answer.json()) as { code: string }).code
  }
  /** A request as nobody's fetch would send it. */
  function raw(path: string, more: object = {}) {
    const { port } = new URL(house.url)
    const headers = { authorization: `Bearer ${owner}` }
    const asking = request({ host: '127.0.0.1', port, path, headers, ...more })
    // Where the answer comes first, the rest of what is sent has nowhere to go.
    return asking.on('error', () => {})
  }
  const answerOf = async (asking: ReturnType<typeof raw>): Promise<IncomingMessage> =>
    (await once(asking, 'response'))[0]

  it('comes to the owner, and says who asks instead of their key', async () => {
    const answer = await house.call('GET', '/flows/?x=1', {
      cookie: `${cookie}; seat=4`,
      headers: { authorization: 'Basic eA==' },
    })

    assert.equal(answer.status, 200)
    assert.match(await answer.text(), /Node-RED/)
    const { line, headers } = flows.asked[0]!
    assert.equal(line, 'GET /flows/?x=1')
    assert.equal(headers['x-rigsong-user'], 'Ada')
    assert.deepEqual([headers.cookie, headers.authorization], ['seat=4', undefined])
  })

  it('stands in a frame of the hub and nowhere else, with its own scripts', async () => {
    const answer = await house.call('GET', '/flows/', { token: owner })

    assert.equal(answer.headers.get('content-security-policy'), "frame-ancestors 'self'")
    assert.equal(answer.headers.get('x-frame-options'), 'SAMEORIGIN')
  })

  it('is found without the last slash', async () => {
    const answer = await fetch(`${house.url}/flows`, { redirect: 'manual' })

    assert.deepEqual([answer.status, answer.headers.get('location')], [308, '/flows/'])
  })

  it('is for nobody but the owner', async () => {
    for (const role of ['player', 'viewer', 'kiosk'])
      assert.equal(
        await codeOf(await house.call('GET', '/flows/', { token: tokens[role]! })),
        'not-allowed',
      )
    assert.equal(await codeOf(await house.call('POST', '/flows/flows')), 'not-signed-in')
    assert.deepEqual(flows.asked, [])
  })

  it('lets everybody who is in see what a flow serves', async () => {
    for (const role of ['player', 'viewer', 'kiosk'])
      assert.equal(
        (await house.call('GET', '/flows/http/votes', { token: tokens[role]! })).status,
        200,
      )
    assert.equal(await codeOf(await house.call('GET', '/flows/http/votes')), 'not-signed-in')
  })

  it('is changed by no page of elsewhere, under no name of elsewhere', async () => {
    const elsewhere = await house.call('POST', '/flows/flows', {
      cookie,
      headers: { origin: 'http://elsewhere.example' },
    })
    const nameless = await answerOf(
      raw('/flows/', { headers: { host: 'elsewhere.example' } }).end(),
    )

    assert.equal(await codeOf(elsewhere), 'wrong-origin')
    assert.equal(nameless.statusCode, 421)
    nameless.resume()
    assert.deepEqual(flows.asked, [])
  })

  for (const path of [
    '/flows/../keeper/status',
    '/flows/%2e%2e/keeper/status',
    '/flows/..%2fkeeper/status',
    '/flows/%252e%252e%252fkeeper/status',
    '/flows/..%5ckeeper/status',
    '/flows/http/../nodes',
    '/keeper/status',
    '//keeper/status',
    'http://localhost/keeper/status',
    'http://localhost/flows/../keeper/status',
    'http://localhost/flows/settings',
  ])
    it(`reaches nothing else by ${path}`, async () => {
      const answer = await answerOf(raw(path).end())

      assert.ok([400, 403, 404].includes(answer.statusCode!), `${answer.statusCode}`)
      assert.match(answer.headers['content-type']!, /^application\/problem\+json/)
      assert.notEqual(((await json(answer)) as { fix: string }).fix, '')
      assert.deepEqual([flows.asked, flows.kept], [[], []])
    })

  it('takes any body of any type, however large, as it is', async () => {
    const body = Buffer.alloc(20 * 1024 * 1024, 7)

    const types = ['application/json', 'application/xml', 'multipart/form-data; boundary=x', '']
    for (const type of types) {
      const headers = { authorization: `Bearer ${owner}`, ...(type && { 'content-type': type }) }
      const answer = await answerOf(raw('/flows/library', { method: 'POST', headers }).end(body))
      assert.equal((await buffer(answer)).toString(), '<title>Node-RED</title>')
    }

    assert.deepEqual(
      flows.asked.map(({ line, bytes }) => [line, bytes]),
      Array(4).fill(['POST /flows/library', body.byteLength]),
    )
  })

  for (const lengthOf of [
    (body: string) => `Content-Length: ${body.length}\r\n`,
    () => 'Transfer-Encoding: chunked\r\n',
  ])
    it(`is asked once by a request that hides another one: ${lengthOf('').trim()}`, async () => {
      const hidden = 'GET /keeper/status HTTP/1.1\r\nHost: x\r\n\r\n'
      const isChunked = lengthOf(hidden).startsWith('Transfer')
      const body = isChunked ? `${hidden.length.toString(16)}\r\n${hidden}\r\n0\r\n\r\n` : hidden
      const socket = connect(Number(new URL(house.url).port), '127.0.0.1')
      socket.write(
        `GET /flows/http/votes HTTP/1.1\r\nHost: ${new URL(house.url).host}\r\n` +
          `Authorization: Bearer ${tokens.viewer}\r\n${lengthOf(hidden)}` +
          `Connection: content-length, transfer-encoding, close\r\n\r\n${body}`,
      )

      const answer = await text(socket)

      assert.match(answer, /^HTTP\/1\.1 200/)
      assert.deepEqual(
        flows.asked.map(({ line, bytes }) => [line, bytes]),
        [['GET /flows/http/votes', hidden.length]],
      )
      assert.deepEqual(flows.kept, [])
    })

  it('hears and answers at once, before the request is over', async () => {
    flows.serve('/flows/http/echo', (asked, answer) => void asked.pipe(answer))
    const asking = raw('/flows/http/echo', { method: 'POST' })

    asking.write('one')
    const answer = await answerOf(asking)
    const [first] = await once(answer, 'data')
    asking.end('two')

    assert.equal(String(first), 'one')
    assert.equal(await text(answer), 'two')
  })

  it('hands on a refusal that comes before the body is read', async () => {
    flows.serve('/flows/flows', (_, answer) => {
      answer.writeHead(413, { connection: 'close' }).end('too much')
    })

    const answer = await answerOf(
      raw('/flows/flows', { method: 'POST' }).end(Buffer.alloc(5_000_000)),
    )

    assert.deepEqual([answer.statusCode, await text(answer)], [413, 'too much'])
  })

  it('breaks off with a flows process that dies in the middle of an answer', async () => {
    let die = (): void => {}
    flows.serve('/flows/icons', (asked, answer) => {
      die = () => void asked.socket.destroy()
      answer.writeHead(200, { 'content-length': '1000' })
      answer.write('half')
    })

    const answer = await answerOf(raw('/flows/icons').end())
    await once(answer, 'data')
    die()

    await assert.rejects(buffer(answer))
    assert.equal((await house.call('GET', '/flows/', { token: owner })).status, 200)
  })

  it('is let go of where whoever asked goes away', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    let began = false
    flows.serve('/flows/slow', (_, answer) => {
      began = true
      answer.once('close', resolve)
    })

    const asking = raw('/flows/slow')
    asking.end()
    await until(() => began, 'the request to arrive')
    asking.destroy()

    await promise
  })

  it('says that flows are away, to a program and to a person, and is back by itself', async () => {
    await flows[Symbol.asyncDispose]()
    const program = await house.call('GET', '/flows/settings', { token: owner })
    const person = await house.call('GET', '/flows/', {
      token: owner,
      headers: { accept: 'text/html,*/*' },
    })
    flows = await playFlows(house.dataDir)
    const again = await house.call('GET', '/flows/', { token: owner })

    assert.deepEqual([program.status, await codeOf(program)], [503, 'flows-away'])
    assert.equal(person.status, 503)
    assert.match(await person.text(), /http-equiv="refresh"/)
    assert.equal(again.status, 200)
  })

  it('is away as well while the process is there and Node-RED is not', async () => {
    const starting = (_: IncomingMessage, answer: ServerResponse): void => {
      answer.writeHead(503, { 'content-type': 'application/json' }).end('{}')
    }
    flows.serve('/flows/', starting)
    flows.serve('/flows/http/closed', starting)

    const editor = await house.call('GET', '/flows/', { token: owner })
    const own = await house.call('GET', '/flows/http/closed', { token: owner })

    assert.equal(await codeOf(editor), 'flows-away')
    assert.deepEqual([own.status, await own.text()], [503, '{}'])
  })

  it('is not waited for without end', async () => {
    await using door = openFlowsDoor({ socketPath: flowsSocketOf(house.dataDir), withinMs: 30 })
    flows.serve('/flows/hang', () => {})
    const asker = { role: 'owner', name: 'Ada', id: 'us_1', by: 'token' } as const
    const { createServer } = await import('node:http')
    const failed = Promise.withResolvers<unknown>()
    const server = createServer((asked, answer) => {
      door.pass({ request: asked, response: answer }, asker).catch((error: unknown) => {
        failed.resolve(error)
        answer.end()
      })
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }

    await (await fetch(`http://127.0.0.1:${port}/flows/hang`)).text()

    assert.equal(((await failed.promise) as { code: string }).code, 'not-answered')
    const unheard = Promise.withResolvers<unknown>()
    server.on('upgrade', (request, socket, head) => {
      door.join({ request, socket, head }, asker).catch((error: unknown) => {
        unheard.resolve(error)
        socket.destroy()
      })
    })
    new WebSocket(`ws://127.0.0.1:${port}/flows/silent`).on('error', () => {})
    assert.equal(((await unheard.promise) as { code: string }).code, 'not-answered')
    server.close()
  })

  describe('over its WebSocket', () => {
    const open = (words: { headers?: Record<string, string>; path?: string } = {}) =>
      new WebSocket(`${house.url.replace('http', 'ws')}${words.path ?? '/flows/comms'}`, {
        headers: words.headers ?? { cookie, origin: house.url },
      })
    const refusedWith = async (socket: WebSocket): Promise<number> => {
      socket.on('error', () => {})
      const [, answer] = await once(socket, 'unexpected-response')
      return answer.statusCode
    }

    it('hears and speaks, without the key of who came', async () => {
      const socket = open()
      await once(socket, 'open')
      socket.send('deploy')
      const [heard] = await once(socket, 'message')
      socket.close()

      const { headers } = flows.asked[0]!
      assert.equal(String(heard), 'heard deploy')
      assert.deepEqual([headers.cookie, headers['x-rigsong-user']], [undefined, 'Ada'])
      await until(() => flows.sockets() === 0, 'the other side to be closed too')
    })

    it('is for nobody else, from nowhere else', async () => {
      const viewer = { authorization: `Bearer ${tokens.viewer}` }

      assert.equal(await refusedWith(open({ headers: {} })), 401)
      assert.equal(await refusedWith(open({ headers: viewer })), 403)
      assert.equal(await refusedWith(open({ headers: { cookie } })), 403)
      assert.equal(
        await refusedWith(open({ headers: { cookie, origin: 'http://elsewhere.example' } })),
        403,
      )
      assert.deepEqual(flows.asked, [])
    })

    it('is joined with nothing but what flows listen at', async () => {
      const socket = connect(Number(new URL(house.url).port), '127.0.0.1')
      socket.write(
        `GET /flows/../keeper/comms HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${owner}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
      )

      assert.match(await text(socket), /^HTTP\/1.1 404/)
      assert.equal(await refusedWith(open({ path: '/flows/elsewhere' })), 404)
      assert.deepEqual(
        flows.asked.map(({ line }) => line),
        ['UPGRADE /flows/elsewhere'],
      )
    })

    it('says that flows are away', async () => {
      await flows[Symbol.asyncDispose]()

      const status = await refusedWith(open())
      flows = await playFlows(house.dataDir)

      assert.equal(status, 503)
    })

    it('is cut before it began where the key is taken back meanwhile', async () => {
      const made = await house.call('POST', '/api/v1/invites', {
        token: owner,
        body: { role: 'owner', name: 'Eve' },
      })
      const { invite } = (await made.json()) as { invite: string }
      const entered = await house.call('POST', '/api/v1/sessions', { body: { invite } })
      const theirs = cookieOf(entered)
      const socket = open({ path: '/flows/silent', headers: { cookie: theirs, origin: house.url } })
      const refused = once(socket, 'error')
      await until(() => flows.asked.length === 1, 'the socket to be asked for')

      await house.call('DELETE', '/api/v1/session', { cookie: theirs })

      await refused
    })

    it('ends with the session', async () => {
      const body = { role: 'viewer', name: 'Bea' }
      const invited = await house.call('POST', '/api/v1/invites', { token: owner, body })
      const { invite } = (await invited.json()) as { invite: string }
      const entered = await house.call('POST', '/api/v1/sessions', { body: { invite } })
      const theirs = cookieOf(entered)
      flows.serve('/flows/http/stream', (_, answer) => void answer.write('one'))
      const stream = await house.call('GET', '/flows/http/stream', { cookie: theirs })
      const [socket, other] = [open(), open()]
      await Promise.all([once(socket, 'open'), once(other, 'open')])

      const left = [socket, other].map((one) => once(one, 'close'))
      await house.call('DELETE', '/api/v1/session', { cookie: theirs })
      await assert.rejects(stream.text())
      assert.equal(flows.sockets(), 2)
      await house.call('DELETE', '/api/v1/session', { cookie })
      await Promise.all(left)

      await until(() => flows.sockets() === 0, 'the other side to be closed too')
    })
  })
})

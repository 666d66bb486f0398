import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import fc from 'fast-check'
import { v } from '#core/schema.ts'
import { Problem } from '#hub/http/problem.ts'
import { routes } from '#hub/http/routes/index.ts'
import { loops } from '#test/support/loops.ts'
import { liveSecret, type OpenHouse, openHouse } from './open-house.ts'
import { type PlayedFlows, playFlows } from './play-flows.ts'
import { playLive } from './play-live.ts'
import { playMapper } from './play-mapper.ts'

describe('hostile requests', () => {
  let house: OpenHouse
  let flows: PlayedFlows
  let token: string
  before(async () => {
    house = await openHouse()
    await playLive(house.broker.bus)
    await playMapper(house)
    flows = await playFlows(house.dataDir)
    token = await house.owner()
  })
  after(async () => {
    await flows[Symbol.asyncDispose]()
    await house[Symbol.asyncDispose]()
  })

  async function refused(answer: Response, ...statuses: readonly number[]): Promise<void> {
    assert.ok(statuses.includes(answer.status), `answered ${answer.status}`)
    assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/)
    const problem: unknown = await answer.json()
    assert.ok(v.is(Problem, problem), JSON.stringify(problem))
    assert.equal(problem.status, answer.status)
    assert.notEqual(problem.fix, '')
  }

  const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels)
  const bodies: Readonly<Record<string, string>> = {
    'no JSON': '{"prompt":',
    'half a string': '"',
    'a number': '7',
    null: 'null',
    'a list': '[]',
    'a deep list': deep(200_000),
    'a deep list inside': `{"wish":${deep(200_000)}}`,
    'a prototype': '{"__proto__":{"role":"owner"},"seed":1}',
    constructor: '{"constructor":{"prototype":{"x":1}}}',
    'wrong types': '{"prompt":7,"seed":"x","bars":{}}',
    'numbers beyond numbers': '{"seed":1e999}',
    'a negative seed': '{"seed":-1}',
    'a long prompt': JSON.stringify({ prompt: 'x'.repeat(5000) }),
    'a hollow spec': '{"spec":{}}',
  }
  for (const [name, body] of Object.entries(bodies))
    it(`with ${name} are refused`, async () => {
      await refused(await house.call('POST', '/api/v1/generate', { token, body }), 400)
    })

  it('with flows that nest 20,000 deep are refused, with what to do', async () => {
    const flow = `{"id":"a","type":"debug","x":${deep(20_000)}}`
    const body = `{"passphrase":"long enough","archive":{"format":"rigsong-flows","version":1,"flows":[${flow}]}}`

    const answer = await house.call('POST', '/api/v1/flows/import', { token, body })

    const { status, fix } = (await answer.clone().json()) as Problem
    await refused(answer, 400)
    assert.deepEqual([status, fix], [400, 'Send JSON of at most 100 brackets in each other.'])
  })

  it('with more than a body may hold are refused', async () => {
    const body = JSON.stringify({ prompt: 'x'.repeat(1_100_000) })

    await refused(await house.call('POST', '/api/v1/generate', { token, body }), 413)
  })

  it('with another content type are refused', async () => {
    for (const type of [
      'text/html',
      'multipart/form-data; boundary=x',
      'application/xml',
      'nonsense',
    ])
      await refused(
        await house.call('POST', '/api/v1/generate', {
          token,
          body: '{}',
          headers: { 'content-type': type },
        }),
        400,
        415,
      )
  })

  it('for a segment that is too long, or has no name, are refused', async () => {
    const put = (name: string, body: string) =>
      house.call('PUT', `/api/v1/journal/${name}`, {
        token: liveSecret,
        body,
        headers: { 'content-type': 'text/plain' },
      })

    await refused(await put('sg_1', 'x'.repeat(4_300_000)), 413)
    await refused(await put('..%2f..%2fetc', 'x'), 400)
    await refused(await put('x'.repeat(100), 'x'), 400)
  })

  it('for paths outside of the house find nothing', async () => {
    for (const path of [
      '/../../etc/passwd',
      '/..%2f..%2fetc%2fpasswd',
      '/assets/%2e%2e/%2e%2e/x',
      '/api/v1/pieces/%00',
      '/%ff',
      '/.git/config',
      '//x',
    ])
      await refused(await house.call('GET', path, { token }), 400, 403, 404)
  })

  it('with broken queries are refused', async () => {
    for (const query of [
      'limit=0',
      'limit=-1',
      'limit=1e3',
      'limit=9999',
      'after=yesterday',
      'cursor=%00',
      'cursor=e30',
      'tag=',
      'limit=1&limit=2',
      'text[]=x&text=y',
    ])
      assert.ok(
        [400, 200].includes((await house.call('GET', `/api/v1/pieces?${query}`, { token })).status),
        query,
      )
    await refused(await house.call('GET', '/api/v1/pieces?limit=0', { token }), 400)
    await refused(await house.call('GET', '/api/v1/pieces?limit=1&limit=2', { token }), 400)
  })

  it('never end in a 500, whatever JSON they carry', async () => {
    const open = routes.filter(({ body, operationId }) => body && operationId !== 'journal.import')
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...open), fc.jsonValue(), async ({ method, path }, body) => {
        const answer = await house.call(method, path.replace(/\{\w+\}/g, 'x'), {
          token,
          body: JSON.stringify(body),
        })
        await answer.arrayBuffer()
        assert.ok(answer.status < 500, `${answer.status}`)
      }),
      { numRuns: loops(60, 1000) },
    )
  })

  it('that are no HTTP are ended, and the next one is answered', async () => {
    const { port } = new URL(house.url)
    for (const bytes of [
      '\x16\x03\x01\x00',
      'GET / HTTP/9.9\r\n\r\n',
      'GET /\r\n\r\n',
      `GET / HTTP/1.1\r\nHost: localhost\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`,
    ]) {
      const socket = connect(Number(port), '127.0.0.1')
      await once(socket, 'connect')
      socket.write(bytes)
      assert.doesNotMatch(await text(socket), /^HTTP\/1.1 2/)
    }

    assert.equal((await house.call('GET', '/api/v1/health')).status, 200)
  })
})

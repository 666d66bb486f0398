import assert from 'node:assert/strict'
import type { Payload } from '#core/bus/topics.ts'
import { routes } from '#hub/http/routes/index.ts'
import { openTempFolder } from '#test/support/temp.ts'
import { buildPage, type OpenHouse, openHouse } from './open-house.ts'

describe('what the hub says of itself', () => {
  let house: OpenHouse
  before(async () => {
    house = await openHouse()
  })
  after(() => house[Symbol.asyncDispose]())

  type OpenApi = {
    openapi: string
    paths: Record<
      string,
      Record<
        string,
        { operationId: string; responses: object; parameters: { name: string; in: string }[] }
      >
    >
    components: { schemas: Record<string, object> }
  }
  const openApi = async (): Promise<OpenApi> =>
    (await (await house.call('GET', '/api/v1/openapi.json')).json()) as OpenApi

  it('is OpenAPI 3.1 with every route of the table', async () => {
    const { openapi, paths } = await openApi()

    assert.match(openapi, /^3\.1\./)
    const listed = Object.values(paths).flatMap((path) =>
      Object.values(path).map((one) => one.operationId),
    )
    assert.deepEqual(listed.sort(), routes.map(({ operationId }) => operationId).sort())
    assert.equal(new Set(listed).size, listed.length)
  })

  it('names every parameter of every path, and refers only to what is there', async () => {
    const { paths, components } = await openApi()

    for (const [path, methods] of Object.entries(paths))
      for (const { parameters } of Object.values(methods)) {
        const inPath = parameters.filter((one) => one.in === 'path').map(({ name }) => name)
        assert.deepEqual(
          [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name),
          inPath,
          path,
        )
      }
    const references = [
      ...JSON.stringify(paths).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g),
    ]
    assert.ok(references.length > 0)
    for (const [, name] of references) assert.ok(Object.hasOwn(components.schemas, name!), name)
  })

  it('is AsyncAPI 3 for the bus', async () => {
    const answer = await house.call('GET', '/api/v1/asyncapi.json')

    assert.match(((await answer.json()) as { asyncapi: string }).asyncapi, /^3\./)
  })

  it('is small for strangers, and has notes for friends', async () => {
    const health: Payload<'health'> = {
      process: 'hub',
      ok: true,
      pid: 1,
      uptimeMs: 1,
      rssMb: 1,
      loopDelayP99Ms: 1,
      notes: ['no real-time right'],
      figures: {},
    }
    await house.broker.bus.publish('health', health, { process: 'hub' })
    type Health = { processes: { hub: { online: boolean; notes: string[] } } }
    const ask = async (words = {}) =>
      ((await (await house.call('GET', '/api/v1/health', words)).json()) as Health).processes.hub

    assert.deepEqual(await ask(), { online: true, notes: [] })
    assert.deepEqual(await ask({ token: await house.owner() }), {
      online: true,
      notes: ['no real-time right'],
    })
  })

  it('is figures for Prometheus', async () => {
    const answer = await house.call('GET', '/metrics')

    assert.match(answer.headers.get('content-type')!, /^text\/plain; version=0\.0\.4/)
    for (const line of (await answer.text()).trim().split('\n'))
      assert.match(line, /^(# TYPE rigsong_\w+ (gauge|counter)|rigsong_\w+ -?[\d.e+-]+)$/)
  })
})

describe('the page', () => {
  it('comes with strict headers, its assets for ever and its screens asked anew', async () => {
    await using folder = await openTempFolder()
    await using house = await openHouse({ page: await buildPage(folder.path) })
    const get = (path: string, accept = 'text/html') =>
      house.call('GET', path, { headers: { accept } })

    const page = await get('/')
    assert.equal(page.status, 200)
    assert.equal(page.headers.get('cache-control'), 'no-cache')
    const policy = page.headers.get('content-security-policy')!
    assert.ok(policy.includes("default-src 'self'") && policy.includes("worker-src 'self' blob:"))
    assert.ok(!policy.includes('unsafe') && !policy.includes('upgrade-insecure'))
    assert.equal(page.headers.get('strict-transport-security'), null)
    const asset = await get('/assets/page-1a2b3c.js', '*/*')
    assert.equal(asset.headers.get('cache-control'), 'public, max-age=31536000, immutable')
    for (const screen of ['/play', '/pieces', '/pieces/pc_1'])
      assert.equal(await (await get(screen)).text(), await (await get('/')).text())
    assert.equal((await get('/assets/gone.js')).status, 404)
    assert.equal((await get('/play', 'application/json')).status, 404)
    assert.equal((await get('/api/v1/nothing')).status, 404)
  })

  it('says what to do where it was not built', async () => {
    await using house = await openHouse()

    const answer = await house.call('GET', '/')

    assert.equal(answer.status, 503)
    assert.match(await answer.text(), /npm start/)
  })
})

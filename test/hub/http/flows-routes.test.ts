import assert from 'node:assert/strict'
import { type OpenHouse, openHouse } from './open-house.ts'
import { archive, type PlayedFlows, playFlows } from './play-flows.ts'

describe('flows over the API', () => {
  let house: OpenHouse
  let flows: PlayedFlows
  let token: string
  before(async () => {
    house = await openHouse()
    token = await house.owner()
  })
  beforeEach(async () => {
    flows = await playFlows(house.dataDir)
  })
  afterEach(() => flows[Symbol.asyncDispose]())
  after(() => house[Symbol.asyncDispose]())

  async function call<T>(method: string, path: string, body?: unknown): Promise<[number, T]> {
    const answer = await house.call(method, `/api/v1/flows${path}`, { token, body })
    return [answer.status, (await answer.json()) as T]
  }
  type Refusal = { code: string; detail: string; fix: string }

  it('say how they are', async () => {
    const [status, said] = await call<{ state: string; tabs: { label: string }[] }>('GET', '')

    assert.equal(status, 200)
    assert.deepEqual([said.state, said.tabs[0]!.label], ['ready', 'First flow'])
  })

  it('let nodes do more one switch at a time, and say in words what that lets in', async () => {
    type Said = { settings: object; means: { systemNodes: string; palette: string } }
    const [, before] = await call<Said>('GET', '/settings')
    const [, after] = await call<Said>('PUT', '/settings', { systemNodes: true })

    assert.deepEqual(before.settings, { systemNodes: false, palette: false })
    assert.deepEqual(after.settings, { systemNodes: true, palette: false })
    for (const word of ['every recording', 'keys and passwords', 'other people’s files'])
      assert.ok(after.means.systemNodes.includes(word), word)
    const openApi = await (await house.call('GET', '/api/v1/openapi.json')).text()
    assert.ok(openApi.includes(JSON.stringify(after.means.systemNodes)))
  })

  it('come from the library', async () => {
    const [, { examples }] = await call<{ examples: { id: string }[] }>('GET', '/library')
    const [status, made] = await call('POST', '/library/looper')
    const [, refused] = await call<Refusal>('POST', '/library/nothing')

    assert.deepEqual(
      examples.map(({ id }) => id),
      ['looper'],
    )
    assert.deepEqual([status, made], [201, { tab: 'tab-2' }])
    assert.deepEqual([refused.code, refused.fix], ['not-found', 'Look at the list.'])
  })

  it('are brought back as they were', async () => {
    const [, { versions }] = await call<{ versions: { version: number }[] }>('GET', '/versions')
    const [, restored] = await call<{ version: number; why: string }>(
      'POST',
      `/versions/${versions[0]!.version}`,
    )

    assert.deepEqual([restored.version, restored.why], [8, 'restored'])
    assert.equal(flows.kept.at(-1)!.line, 'POST versions/7')
    assert.equal((await call('POST', '/versions/%2e%2e%2fsettings'))[0], 400)
    assert.equal((await call('POST', '/versions/..%2fsettings'))[0], 400)
  })

  it('go out and come in under a passphrase, which is long enough', async () => {
    const passphrase = 'eight or more'
    const [, out] = await call('POST', '/export', { passphrase })
    const [, back] = await call<{ why: string }>('POST', '/import', {
      archive: out,
      passphrase,
      mode: 'replace',
    })

    assert.deepEqual(out, archive)
    assert.equal(back.why, 'imported')
    assert.deepEqual(flows.kept.at(-1)!.body, { archive, passphrase, mode: 'replace' })
    assert.equal((await call('POST', '/export', { passphrase: 'short' }))[0], 400)
    assert.equal((await call('POST', '/import', { archive: {}, passphrase }))[0], 400)
  })

  it('hand on what the process refuses, in its own words', async () => {
    const words = { code: 'bad-request', message: 'wrong passphrase', hint: 'Nothing changed.' }
    flows.refuse('POST import', 400, words)

    const [status, refused] = await call<Refusal>('POST', '/import', {
      archive,
      passphrase: 'eight or more',
    })

    assert.deepEqual(
      [status, refused.code, refused.detail, refused.fix],
      [400, 'bad-request', 'wrong passphrase', 'Nothing changed.'],
    )
  })

  it('say that they are away, and what goes on without them', async () => {
    await flows[Symbol.asyncDispose]()

    const [status, refused] = await call<Refusal>('GET', '')
    flows = await playFlows(house.dataDir)

    assert.deepEqual([status, refused.code], [503, 'flows-away'])
    assert.match(refused.fix, /Music plays on/)
  })

  it('are not taken at a word that makes no sense', async () => {
    flows.refuse('GET status', 200, { state: 'elsewhere' })
    assert.equal((await call<Refusal>('GET', ''))[1].code, 'internal')

    flows.refuse('GET status', 503, 'starting')
    assert.equal((await call<Refusal>('GET', ''))[1].code, 'flows-away')
  })
})

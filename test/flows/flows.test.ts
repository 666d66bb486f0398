import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { openFlows } from '#flows/flows.ts'
import { openSocket } from '#flows/socket.ts'
import { systemClock } from '#runtime/clock.ts'
import { openLog } from '#runtime/log.ts'
import { type FlowsStand, startFlows, testKey } from '#test/support/flows.ts'
import { loops } from '#test/support/loops.ts'
import { until } from '#test/support/rigsong.ts'
import { openTempFolder } from '#test/support/temp.ts'

type Status = {
  state: string
  revision: string
  notes: string[]
  tabs: { id: string; label: string; disabled: boolean; shipped?: string; edited: boolean }[]
  lastErrors: { at: string; message: string }[]
}
type VersionLine = { version: number; at: string; nodes: number; why: string }
type Example = { id: string; installed: boolean; edited: boolean }
type Archive = { flows: { id: string }[]; credentials: { sealed: string } }

const tab = (id: string, label = id) => ({ id, type: 'tab', label })
const broker = { id: 'br', type: 'mqtt-broker', name: 'net', broker: '127.0.0.1', port: '1' }
/** In the editor a password is sent with its node, and never comes back. */
const withPassword = { ...broker, credentials: { user: 'me', password: 'sesame' } }

describe('the flows process', function () {
  this.timeout(60_000)
  let flows: FlowsStand
  const status = async (): Promise<Status> =>
    (await flows.call<Status>('GET', '/keeper/status')).body
  const versions = async () => (await flows.call<VersionLine[]>('GET', '/keeper/versions')).body
  const deploy = async (nodes: readonly object[], stand = flows): Promise<void> => {
    const { status, body } = await stand.call('POST', '/flows/flows', nodes)
    assert.equal(status, 204, JSON.stringify(body))
  }

  let folder: Awaited<ReturnType<typeof openTempFolder>>
  let calls: string

  before(async () => {
    folder = await openTempFolder()
    calls = join(folder.path, 'calls')
    await writeFile(calls, '')
    flows = await startFlows({
      node: ['--import', join(import.meta.dirname, 'fixtures', 'watch-network.ts')],
      env: { CALLS: calls },
    })
  })
  after(async () => {
    await flows?.[Symbol.asyncDispose]()
    await folder[Symbol.asyncDispose]()
  })

  it('listens on a socket that is ours alone, and serves the editor and nothing beside it', async () => {
    assert.equal((await stat(flows.socket)).mode & 0o777, 0o600)
    const { status, body } = await flows.call<string>('GET', '/flows/')
    assert.equal(status, 200)
    assert.match(body, /<title>Rigsong flows<\/title>/)
    for (const path of [
      '/',
      '/flowsy',
      '/settings',
      '/flows/../keeper/status',
      '/keeper/',
      '/keeper/nothing',
    ])
      assert.equal((await flows.call('GET', path)).status, 404, path)
  })

  it('begins with the first flow, takes in examples, and knows which were edited', async () => {
    const shelf = async () => (await flows.call<Example[]>('GET', '/keeper/library')).body
    const installed = async () => (await shelf()).filter((one) => one.installed)
    assert.deepEqual(
      (await installed()).map(({ id, edited }) => [id, edited]),
      [['first', false]],
    )
    const { body: nodes } = await flows.call<{ id: string; type: string }[]>('GET', '/flows/flows')

    const add = () => flows.call<{ tab: string }>('POST', '/keeper/library/museum')
    const [one, two] = [await add(), await add()]
    assert.notEqual(one.body.tab, two.body.tab)
    assert.equal((await flows.call('POST', '/keeper/library/nothing')).status, 404)
    await deploy(nodes.filter(({ type }) => type !== 'comment'))

    assert.deepEqual(
      (await installed()).map(({ id, edited }) => [id, edited]),
      [['first', true]],
    )
  })

  it('shows the nodes of music before all others', async () => {
    type Editor = { editorTheme: { palette: { categories: { order: string[] } } } }
    const { body } = await flows.call<Editor>('GET', '/flows/settings')

    assert.equal(body.editorTheme.palette.categories.order[0], 'rigsong')
  })

  it('opens the WebSocket of the editor', async () => {
    const line = connect(flows.socket)
    line.write(
      'GET /flows/comms HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    )

    const [answer] = (await once(line, 'data')) as [Buffer]

    assert.match(answer.toString(), /^HTTP\/1.1 101/)
    line.destroy()
  })

  it('loads no node that runs programs, reads files or opens ports, and installs none', async () => {
    const { body } = await flows.call<{ types: string[] }[]>('GET', '/flows/nodes', undefined, {
      accept: 'application/json',
    })
    const types = body.flatMap((set) => set.types)

    for (const type of ['function', 'http request', 'rigsong-generate'])
      assert.ok(types.includes(type), type)
    for (const type of ['exec', 'file', 'file in', 'watch', 'tcp in', 'udp out'])
      assert.ok(!types.includes(type), type)
    const installed = await flows.call('POST', '/flows/nodes', { module: 'node-red-node-random' })
    assert.ok(installed.status >= 400 && installed.status < 500)
  })

  it('answers where an http-in node listens, before the editor', async () => {
    await deploy([
      tab('web'),
      {
        id: 'in',
        type: 'http in',
        z: 'web',
        x: 1,
        y: 1,
        url: '/hello',
        method: 'get',
        wires: [['out']],
      },
      { id: 'out', type: 'http response', z: 'web', x: 2, y: 1, wires: [] },
    ])
    await until(async () => (await flows.call('GET', '/flows/http/hello')).status === 200, 'a page')

    assert.equal((await flows.call('GET', '/flows/http/other')).status, 404)
  })

  it('gives a function node no require, and ends one that counts for ever', async () => {
    const does = (id: string, func: string) => [
      {
        id: `${id}-go`,
        type: 'inject',
        z: 'fn',
        x: 1,
        y: 1,
        once: true,
        onceDelay: 0,
        props: [],
        wires: [[id]],
      },
      { id, type: 'function', z: 'fn', x: 2, y: 1, func, wires: [] },
    ]
    await deploy([
      tab('fn'),
      ...does('asks', "node.error('require is ' + typeof require)"),
      ...does('counts', 'while (true) {}'),
    ])

    const errors = async () => (await status()).lastErrors.map(({ message }) => message).join()
    await until(
      async () => /timed out after 1000ms/.test(await errors()),
      'the end of the counting',
    )

    assert.match(await errors(), /require is undefined/)
  })

  it('says what was deployed, and keeps it as a version', async () => {
    await deploy([tab('a', 'Pads'), { ...tab('b'), disabled: true }])

    const { state, tabs, notes, revision } = await status()
    assert.deepEqual({ state, notes }, { state: 'ready', notes: [] })
    assert.match(revision, /^[0-9a-f]{64}$/)
    assert.deepEqual(tabs, [
      { id: 'a', label: 'Pads', disabled: false, edited: false },
      { id: 'b', label: 'b', disabled: true, edited: false },
    ])
    const [newest] = await versions()
    assert.equal(newest?.why, 'deployed')
    assert.equal(newest?.nodes, 2)
  })

  it('goes back to a version with its passwords, and what was is a version itself', async () => {
    await deploy([tab('old'), withPassword])
    const [old] = await versions()
    await deploy([tab('new')])

    const { status: code } = await flows.call('POST', `/keeper/versions/${old?.version}`)

    assert.equal(code, 200)
    assert.deepEqual(
      (await status()).tabs.map(({ id }) => id),
      ['old'],
    )
    const [now, before] = await versions()
    assert.deepEqual([now?.why, before?.why, before?.nodes], ['restored', 'deployed', 1])
    const { body } = await flows.call('GET', '/flows/credentials/mqtt-broker/br')
    assert.deepEqual(body, { user: 'me', has_password: true })
    assert.equal((await flows.call('POST', '/keeper/versions/999')).status, 404)
  })

  it('exports what another hub imports with the passphrase, and with no other', async () => {
    await deploy([tab('mine'), withPassword])
    const passphrase = 'correct horse'
    const { body: archive } = await flows.call<Archive>('POST', '/keeper/export', { passphrase })
    assert.doesNotMatch(JSON.stringify(archive), /sesame/)
    await using other = await startFlows({ key: `${testKey}x` })
    const bring = (word: string, mode: string) =>
      other.call<VersionLine & { hint?: string }>('POST', '/keeper/import', {
        ...{ archive, mode },
        passphrase: word,
      })

    const refused = await bring('wrong horse', 'replace')
    assert.equal(refused.status, 400)
    assert.match(String(refused.body.hint), /nothing was changed/)
    const { body: kept } = await other.call<VersionLine[]>('GET', '/keeper/versions')
    assert.deepEqual(
      kept.map(({ why }) => why),
      ['shipped'],
    )

    assert.equal((await bring(passphrase, 'replace')).body.why, 'imported')
    const { body } = await other.call('GET', '/flows/credentials/mqtt-broker/br')
    assert.deepEqual(body, { user: 'me', has_password: true })

    await bring(passphrase, 'add')
    const { tabs } = (await other.call<Status>('GET', '/keeper/status')).body
    assert.deepEqual(
      tabs.map(({ label }) => label),
      ['mine', 'mine'],
    )
    assert.equal(new Set(tabs.map(({ id }) => id)).size, 2)
  })

  it('refuses a body that does not fit, and changes nothing', async () => {
    const before = await versions()
    for (const [path, body] of [
      ['/keeper/export', { passphrase: 'short' }],
      ['/keeper/import', { archive: {}, passphrase: 'correct horse', mode: 'add' }],
      ['/keeper/export', 'words'],
    ] as const)
      assert.equal((await flows.call('POST', path, body)).status, 400, path)
    assert.equal((await flows.call('PUT', '/keeper/settings', { palette: 1 })).status, 400)
    for (const nodes of [[{ type: 'tab' }], [{ id: '__proto__', type: 'tab' }]])
      assert.equal((await flows.call('POST', '/flows/flows', nodes)).status, 400)

    assert.deepEqual(await versions(), before)
  })

  it('turns system nodes on where the owner says so, and says what is missing once they are off', async () => {
    const set = async (systemNodes: boolean): Promise<void> => {
      const pid = flows.pid()
      const wanted = { systemNodes, palette: false }
      assert.deepEqual((await flows.call('PUT', '/keeper/settings', wanted)).body, wanted)
      await until(() => ![pid, undefined].includes(flows.pid()), 'a new process')
      await flows.ready()
    }
    await set(true)
    await deploy([
      tab('x'),
      { id: 'run', type: 'exec', z: 'x', x: 1, y: 1, command: 'true', wires: [[], [], []] },
    ])
    assert.deepEqual((await status()).notes, [])

    await set(false)

    await until(async () => (await status()).notes.length > 0, 'a note')
    assert.match((await status()).notes.join(), /exec.*turn on system nodes/)
  })

  it('has called nobody beyond this machine in all of that', async () => {
    for (const path of ['/flows/', '/flows/settings', '/flows/nodes', '/flows/locales/editor'])
      await flows.call('GET', path)

    const seen = (await readFile(calls, 'utf8')).trim().split('\n')

    assert.ok(seen.some((call) => call.startsWith('watching')))
    // The bus it was told of, which shows that the watching sees.
    assert.ok(seen.includes('connect 127.0.0.1:1'), seen.join())
    const beyond = seen.filter(
      (call) => !/^watching|^connect (?:127\.0\.0\.1:1|\/.*flows\.sock)$/.test(call),
    )
    assert.deepEqual(beyond, [])
  })
})

describe('a flows process on its own', function () {
  this.timeout(60_000)

  it('counts a start that was refused as no crash', async () => {
    await using folder = await openTempFolder()
    const socket = join(folder.path, 'flows.sock')
    await using _other = await openSocket(socket, () => {}, {})
    const begin = (): Promise<unknown> =>
      openFlows({
        ...{ folder: folder.path, socket, library: join(folder.path, 'none'), key: testKey },
        ...{ hub: 'hub', version: '0', clock: systemClock, startAnew() {} },
        log: openLog('test', 'error'),
      })

    await assert.rejects(begin(), { code: 'port-busy' })

    const runs = JSON.parse(await readFile(join(folder.path, 'runs.json'), 'utf8'))
    assert.deepEqual(runs, { running: false, crashesAtMs: [] })
  })

  // What watches a loop is tested in milliseconds by test/runtime; here it takes three seconds.
  const everything = loops(0, 1) === 1
  if (everything)
    it('is ended and started again when its loop hangs', async () => {
      await using flows = await startFlows({ beatEveryMs: 200 })
      const pid = flows.pid()!
      // No time limit holds an expression that tries every way there is.
      const to = `$match("${'a'.repeat(40)}!", /^(a+)+$/)`
      await flows.call('POST', '/flows/flows', [
        tab('t'),
        { id: 'go', type: 'inject', z: 't', x: 1, y: 1, props: [], wires: [['hang']] },
        {
          ...{ id: 'hang', type: 'change', z: 't', x: 2, y: 1, wires: [] },
          rules: [{ t: 'set', p: 'payload', pt: 'msg', to, tot: 'jsonata' }],
        },
      ])
      const press = async (): Promise<number> =>
        (await flows.call('POST', '/flows/inject/go')).status
      await until(async () => (await press()) === 200, 'the button to be there')

      await until(() => ![pid, undefined].includes(flows.pid()), 'a new process')
      await flows.ready()

      const { body } = await flows.call<Status>('GET', '/keeper/status')
      assert.deepEqual(
        body.tabs.map(({ id }) => id),
        ['t'],
      )
    })
})

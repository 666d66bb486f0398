import assert from 'node:assert/strict'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type OpenHouse, openHouse } from '#test/hub/http/open-house.ts'
import { archive, type PlayedFlows, playFlows } from '#test/hub/http/play-flows.ts'
import { playLive } from '#test/hub/http/play-live.ts'
import { type Ran, runInTerminal } from '#test/support/terminal.ts'

describe('rigsong flows', function () {
  this.timeout(30_000)
  let house: OpenHouse
  let flows: PlayedFlows
  before(async () => {
    house = await openHouse()
  })
  beforeEach(async () => {
    flows = await playFlows(house.dataDir)
  })
  afterEach(() => flows[Symbol.asyncDispose]())
  after(() => house[Symbol.asyncDispose]())

  type More = Partial<Parameters<typeof runInTerminal>[1]>
  const rigsong = (line: string, more: More = {}): Promise<Ran> => {
    const env = { RIGSONG_DATA: house.dataDir, RIGSONG_HUB_URL: house.url }
    return runInTerminal(line.split(' '), { env, cwd: house.dataDir, ...more })
  }
  const out = async (line: string, more: More = {}): Promise<string> => {
    const ran = await rigsong(line, more)
    assert.equal(ran.code, 0, `${line}: ${ran.err}`)
    return ran.out.trim()
  }
  const passphrase = 'correct horse'

  it('says how they are, where they are edited, and what there is', async () => {
    const said = await out('flows')

    assert.ok(said.startsWith(`flows run, edited at ${house.url}/flows/`))
    assert.match(said, /^on {2}First flow {2}first$/m)
    assert.equal(JSON.parse(await out('flows --json')).editor, `${house.url}/flows/`)
    assert.equal(JSON.parse(await out('flows library --json')).examples[0].id, 'looper')
    assert.match(
      await out('flows versions'),
      /^7 {2}2026-11-28T20:00:00.000Z {2}12 nodes {2}deployed$/,
    )
  })

  it('adds an example and goes back to a version', async () => {
    assert.equal(await out('flows add looper'), 'added looper as the tab tab-2')
    assert.equal(await out('flows restore 7'), 'restored 7, now version 8')
    assert.equal((await rigsong('flows add nothing')).code, 1)
  })

  it('turns a switch and says what it lets in, and turns it off again', async () => {
    const allowed = await out('flows allow system-nodes')
    const forbidden = await out('flows forbid system-nodes')

    assert.match(allowed, /^system-nodes allowed; .*\n.*every recording/)
    assert.equal(forbidden, 'system-nodes forbidden; flows start anew, music plays on')
    assert.deepEqual(
      flows.kept.filter(({ line }) => line === 'PUT settings').map(({ body }) => body),
      [
        { systemNodes: true, palette: false },
        { systemNodes: false, palette: false },
      ],
    )
    assert.equal((await rigsong('flows allow everything')).code, 2)
  })

  it('exports under a passphrase that is typed twice, into a file of one’s own', async () => {
    await out('flows export mine.json', { secrets: [passphrase, passphrase] })
    const slip = await rigsong('flows export other.json', { secrets: [passphrase, 'corect horse'] })

    const file = join(house.dataDir, 'mine.json')
    assert.deepEqual(JSON.parse(await readFile(file, 'utf8')), archive)
    assert.equal((await stat(file)).mode & 0o777, 0o600)
    assert.equal(slip.code, 2)
    assert.deepEqual(flows.kept.at(-1), { line: 'POST export', body: { passphrase } })
  })

  it('says how a passphrase is given where nobody types one', async () => {
    const { code, err } = await rigsong('flows export other.json')

    assert.equal(code, 2)
    assert.match(err, /--passphrase-file/)
  })

  it('imports with the passphrase of a file', async () => {
    await writeFile(join(house.dataDir, 'mine.json'), JSON.stringify(archive))
    await writeFile(join(house.dataDir, 'words'), `${passphrase}\nand more\n`)

    await out('flows import mine.json --replace --passphrase-file words')

    assert.deepEqual(flows.kept.at(-1)!.body, { archive, passphrase, mode: 'replace' })
    assert.equal((await rigsong('flows import nothing.json', { secrets: [passphrase] })).code, 2)
  })

  it('stands in status and doctor, with the last error and what to do about it', async () => {
    await playLive(house.broker.bus)
    const { flows: said } = JSON.parse((await rigsong('status --json')).out)
    const status = await rigsong('status')
    const doctor = await rigsong('doctor')
    await flows[Symbol.asyncDispose]()
    const without = [await rigsong('status'), await rigsong('doctor')]
    flows = await playFlows(house.dataDir)

    assert.equal(said.tabs.length, 1)
    assert.match(status.out, /^flows run, 1 of 1 on$/m)
    assert.match(doctor.out, /^note {2}flows: last error: x is not defined$/m)
    for (const { out } of without) assert.match(out, /flows process is not there/)
  })

  it('says with exit code 1 that they are away', async () => {
    await flows[Symbol.asyncDispose]()

    const ran = await rigsong('flows')
    flows = await playFlows(house.dataDir)

    assert.equal(ran.code, 1)
    assert.match(ran.err, /rigsong doctor/)
  })
})

import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readSmf } from '#core/smf/read.ts'
import { commands, groups } from '#hub/cli/commands/index.ts'
import { openTempFolder } from '#test/support/temp.ts'
import { type Ran, runInTerminal } from '#test/support/terminal.ts'

describe('rigsong, without a hub', function () {
  this.timeout(30_000)
  let folder: Awaited<ReturnType<typeof openTempFolder>>
  const run = (argv: readonly string[], input: readonly string[] = []): Promise<Ran> =>
    runInTerminal(argv, {
      env: { RIGSONG_DATA: join(folder.path, 'data') },
      cwd: folder.path,
      input,
    })

  beforeEach(async () => {
    folder = await openTempFolder()
  })
  afterEach(async () => {
    await folder[Symbol.asyncDispose]()
  })

  it('generates the same files twice from the same words and seed, as they were asked for', async () => {
    const words = ['generate', 'a lo-fi beat at 80 bpm in D minor', '--seed', '7', '--bars', '8']

    const first = await run([...words, '--out', 'one'])
    const second = await run([...words, '--out', 'two'])

    assert.deepEqual([first.code, second.code], [0, 0], first.err + second.err)
    for (const name of ['piece.mid', 'piece.wav']) {
      const [one, two] = await Promise.all(
        ['one', 'two'].map((out) => readFile(join(folder.path, out, name))),
      )
      assert.deepEqual(one, two)
    }
    const manifest = JSON.parse(await readFile(join(folder.path, 'one', 'piece.json'), 'utf8'))
    assert.equal(manifest.spec.bpm, 80)
    assert.deepEqual(manifest.spec.key, { tonic: 'D', mode: 'minor' })
    assert.deepEqual(manifest.spec.meter, { beats: 4, unit: 4 })
    assert.equal(manifest.seed, 7)
  })

  it('changes no piece where there is none, and makes another one of any', async () => {
    const calmer = await run(['generate', 'calmer', '--formats', 'mid'])
    const another = await run(['generate', 'another one', '--bars', '8', '--formats', 'mid'])

    assert.notEqual(calmer.code, 0)
    assert.match(calmer.err, /npm start/)
    assert.equal(another.code, 0, another.err)
  })

  it('writes only the formats asked for, and the manifest always', async () => {
    const ran = await run(['generate', 'a waltz', '--bars', '8', '--formats', 'mid', '--out', '.'])

    assert.equal(ran.code, 0, ran.err)
    assert.deepEqual((await readdir(folder.path)).sort(), ['piece.json', 'piece.mid'])
    assert.ok(readSmf(await readFile(join(folder.path, 'piece.mid'))).tracks.length > 1)
  })

  it('prints one JSON object with --json and nothing else', async () => {
    const ran = await run([
      'generate',
      'house',
      '--seed',
      '1',
      '--bars',
      '8',
      '--formats',
      'mid',
      '--json',
    ])

    const object = JSON.parse(ran.out)
    assert.equal(object.seed, 1)
    assert.equal(object.bars, 8)
    assert.equal(object.files.length, 2)
  })

  it('refuses what is no number, no format and no command with exit code 2', async () => {
    const refused = [
      ['generate', 'x', '--seed', 'many'],
      ['generate', 'x', '--formats', 'mp9'],
      ['generate', 'x', '--bars', '-3'],
      ['generate', 'x', '--bars', '0'],
      ['sing'],
      ['pieces', '--nonsense'],
    ]

    for (const argv of refused) {
      const ran = await run(argv)
      assert.equal(ran.code, 2, `${argv.join(' ')}: ${ran.err}`)
      assert.equal(ran.out, '')
      assert.notEqual(ran.err, '')
    }
  })

  it('makes no piece of hours, alone as little as with a hub', async () => {
    const ran = await run(['generate', 'ambient at 20 bpm', '--bars', '300'])

    assert.equal(ran.code, 1)
    assert.match(ran.err, /3600 s/)
    assert.deepEqual(await readdir(folder.path), [])
  })

  it('says in its help what each word is about, also one that only holds others together', async () => {
    const words = new Set(commands.map((command) => command.words))
    const heads = [...words].map((line) => line.split(' ')[0]!).filter((head) => !words.has(head))

    const { out } = await run(['--help'])

    assert.deepEqual(new Set(heads), new Set(Object.keys(groups)))
    for (const head of heads) assert.ok(out.includes(groups[head]!), head)
  })

  it('says with exit code 3 and a hint that no hub runs', async () => {
    for (const argv of [['pieces'], ['play'], ['keep'], ['status'], ['monitor']]) {
      const ran = await run(argv)
      assert.equal(ran.code, 3, argv[0])
      assert.match(ran.err, /npm start/)
    }
  })

  it('says a refusal as JSON where JSON was asked for', async () => {
    const ran = await run(['status', '--json'])

    assert.equal(JSON.parse(ran.err).error.code, 'hub-unreachable')
  })

  it('understands a sentence a line from standard input', async () => {
    const ran = await run(
      ['understand', '--json'],
      ['a slow jazz waltz in F without drums', 'what is the weather'],
    )

    const [piece, other] = ran.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    assert.equal(piece.intent, 'generate')
    assert.deepEqual(piece.slots.key, { tonic: 'F', mode: 'major' })
    assert.deepEqual(piece.slots.without, ['drums'])
    assert.deepEqual(other, { text: 'what is the weather', intent: null, slots: {} })
  })

  it('looks around and stays calm about what is not there', async () => {
    const ran = await run(['doctor', '--json'])

    const { findings } = JSON.parse(ran.out) as { findings: { check: string; state: string }[] }
    assert.equal(findings.find(({ check }) => check === 'node')?.state, 'well')
    assert.equal(findings.find(({ check }) => check === 'hub')?.state, 'note')
  })

  it("prints the broker's access rules for Mosquitto", async () => {
    const ran = await run(['broker', 'acl'])

    assert.match(ran.out, /^user live$/m)
    assert.match(ran.out, /topic write rigsong\/hub\/event\/#/)
  })
})

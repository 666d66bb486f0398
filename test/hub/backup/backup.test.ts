import assert from 'node:assert/strict'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { emptyPatch } from '#core/rig/rig.ts'
import { type OpenHouse, openHouse } from '#test/hub/http/open-house.ts'
import { playFlows } from '#test/hub/http/play-flows.ts'
import { runInTerminal } from '#test/support/terminal.ts'

const passphrase = 'correct horse'
const macros = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 1]
const pedal = `id: pedal
title: My pedal
transport: firmata
match: []
controls:
  - { id: step, kind: trigger, from: { digital: 2 } }
`

describe('a backup', function () {
  this.timeout(30_000)

  const rigsong = (house: OpenHouse, line: string, secrets: readonly string[] = []) =>
    runInTerminal(line.split(' '), {
      env: { RIGSONG_DATA: house.dataDir, RIGSONG_HUB_URL: house.url },
      cwd: house.dataDir,
      secrets,
    })

  async function furnished(): Promise<OpenHouse> {
    const house = await openHouse()
    await mkdir(join(house.dataDir, 'devices'), { recursive: true })
    await writeFile(join(house.dataDir, 'devices', 'pedal.yaml'), pedal)
    await house.library.rigs.change(() => ({
      devices: [
        { id: 'keys', name: 'Keys', transport: 'din', port: '/dev/ttyUSB0', player: 'Ana' },
      ],
      ignored: ['/dev/ttyUSB9'],
      patch: {
        ...emptyPatch,
        scenes: [{ id: 'verse', name: 'Verse', bpm: 96, mappings: [], macros }],
        scene: 'verse',
      },
    }))
    return house
  }

  it('brings rig, scenes, descriptions and flows into a fresh hub', async () => {
    await using first = await furnished()
    await using _ = await playFlows(first.dataDir)
    const made = await rigsong(first, 'backup studio.json', [passphrase, passphrase])
    assert.equal(made.code, 0, made.err)
    await using second = await openHouse()
    await using flows = await playFlows(second.dataDir)
    const file = join(first.dataDir, 'studio.json')

    const restored = await rigsong(second, `restore ${file}`, [passphrase])

    assert.equal(restored.code, 0, restored.err)
    const { rig: was } = await first.library.rigs.current()
    const { rig: is } = await second.library.rigs.current()
    assert.deepEqual({ ...is, revision: 0 }, { ...was, revision: 0 })
    assert.equal(await readFile(join(second.dataDir, 'devices', 'pedal.yaml'), 'utf8'), pedal)
    assert.equal(flows.kept[0]!.line, 'POST import')
    assert.equal((flows.kept[0]!.body as { mode: string }).mode, 'replace')
    assert.doesNotMatch(await readFile(file, 'utf8'), new RegExp(passphrase))
  })

  it('leaves everything as it is where the passphrase is wrong', async () => {
    await using first = await furnished()
    await using _ = await playFlows(first.dataDir)
    await rigsong(first, 'backup studio.json', [passphrase, passphrase])
    await using second = await openHouse()
    await using flows = await playFlows(second.dataDir)
    flows.refuse('POST import', 400, {
      code: 'bad-request',
      message: 'wrong passphrase',
      hint: 'Nothing changed.',
    })

    const refused = await rigsong(second, `restore ${join(first.dataDir, 'studio.json')}`, [
      'no no no',
    ])

    assert.equal(refused.code, 2)
    assert.equal((await second.library.rigs.current()).rig.revision, 0)
    await assert.rejects(readFile(join(second.dataDir, 'devices', 'pedal.yaml')))
  })

  it('is not made without flows, unless they are left out', async () => {
    await using house = await furnished()

    const refused = await rigsong(house, 'backup studio.json', [passphrase, passphrase])
    const made = await rigsong(house, 'backup studio.json --without-flows', [
      passphrase,
      passphrase,
    ])

    assert.match(refused.err, /flows process is not there/)
    assert.equal(made.code, 0, made.err)
    const kept = JSON.parse(await readFile(join(house.dataDir, 'studio.json'), 'utf8'))
    assert.equal('flows' in kept, false)
  })

  it('writes no file but those of descriptions, and none that nobody can read', async () => {
    await using house = await openHouse()
    const token = await house.owner()
    const { rig } = await house.library.rigs.current()
    const restore = (file: string, text: string) =>
      house.call('POST', '/api/v1/backup/restore', {
        token,
        body: {
          passphrase,
          backup: {
            ...{ format: 'rigsong-backup', version: 1, hub: 'hub', createdAt: '', rig },
            descriptions: [{ file, text }],
          },
        },
      })

    for (const file of ['../owner.yaml', 'a/b.yaml', '.x.yaml', 'x.sh', 'X.yaml'])
      assert.equal((await restore(file, pedal)).status, 400)
    assert.equal((await restore('pedal.yaml', 'id: [')).status, 400)
    assert.equal((await restore('pedal.yaml', pedal)).status, 200)
  })
})

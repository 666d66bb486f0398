import assert from 'node:assert/strict'
import { readdir, readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sinon from 'sinon'
import {
  type Kept,
  keptVersions,
  nothingKept,
  openVersions,
  type Versions,
} from '#flows/storage/versions.ts'
import { openTempFolder } from '#test/support/temp.ts'

const silent = { debug: sinon.stub(), info: sinon.stub(), warn: sinon.stub(), error: sinon.stub() }
const tab = (label: string): Kept => ({
  ...nothingKept,
  flows: [{ type: 'tab', id: 't1', label }],
  credentials: { $: `sealed-${label}` },
})
const labelOf = (kept: Kept | undefined): unknown => kept?.flows[0]?.label

async function onDisk() {
  const folder = await openTempFolder()
  let second = 0
  const open = (): Promise<Versions> =>
    openVersions({
      folder: folder.path,
      date: () => new Date(1000 * second++).toISOString(),
      log: silent,
    })
  return { ...folder, open, files: async () => (await readdir(folder.path)).sort() }
}

describe('versions of the flows', () => {
  it('are empty in a new hub', async () => {
    await using disk = await onDisk()

    const versions = await disk.open()

    assert.equal(versions.current(), undefined)
    assert.deepEqual(versions.list(), [])
  })

  it('come back as they were saved, words in their order, with why and how many nodes', async () => {
    await using disk = await onDisk()
    const flows = [{ z: 't1', type: 'tab', id: 't1', label: 'One', env: [{ b: 1, a: 2 }] }]
    await (await disk.open()).save((now) => ({ ...now, flows }), 'deployed')

    const versions = await disk.open()

    assert.equal(JSON.stringify(versions.current()?.kept.flows), JSON.stringify(flows))
    const [line] = versions.list()
    assert.deepEqual(line, {
      version: 1,
      at: '1970-01-01T00:00:00.000Z',
      nodes: 1,
      why: 'deployed',
    })
  })

  it('are the last ten, whatever was saved at once', async () => {
    await using disk = await onDisk()
    const versions = await disk.open()

    await Promise.all(
      Array.from({ length: 13 }, (_, i) => versions.save(() => tab(`${i}`), 'deployed')),
    )

    const again = await disk.open()
    assert.equal(labelOf(again.current()?.kept), '12')
    assert.equal(again.list().length, keptVersions)
    assert.equal((await disk.files()).length, keptVersions)
    assert.equal(labelOf(await again.kept(4)), '3')
    await assert.rejects(again.kept(3), { code: 'not-found' })
  })

  it('are not pushed out by scenes: a scene after a scene takes its place', async () => {
    await using disk = await onDisk()
    const versions = await disk.open()
    await versions.save(() => tab('mine'), 'deployed')

    for (let i = 0; i < 5; i++) await versions.save(() => tab(`scene ${i}`), 'scene')

    assert.deepEqual(
      versions.list().map(({ version, why }) => [version, why]),
      [
        [2, 'scene'],
        [1, 'deployed'],
      ],
    )
    assert.equal(labelOf((await disk.open()).current()?.kept), 'scene 4')
  })

  const damages: Readonly<Record<string, (file: string) => Promise<void>>> = {
    'half written': async (file) => truncate(file, 200),
    empty: (file) => writeFile(file, ''),
    'another file': (file) => writeFile(file, '{"flows":[]}'),
    'one letter off': async (file) =>
      writeFile(file, (await readFile(file, 'utf8')).replace('"new"', '"now"')),
  }
  for (const [damage, harm] of Object.entries(damages)) {
    it(`fall back to the last good one where the newest is ${damage}, and say so`, async () => {
      await using disk = await onDisk()
      const before = await disk.open()
      await before.save(() => tab('old'), 'deployed')
      await before.save(() => tab('new'), 'deployed')
      await harm(join(disk.path, '000002.json'))

      const versions = await disk.open()

      assert.equal(labelOf(versions.current()?.kept), 'old')
      assert.match(versions.notes().join(), /000002.*damaged.*1970-01-01T00:00:00/)
      assert.deepEqual(await disk.files(), ['000001.json', '000002.json.damaged'])
      await versions.save(() => tab('newer'), 'deployed')
      assert.equal(versions.current()?.version, 3)
    })
  }

  it('leave no half of a file that was never whole', async () => {
    await using disk = await onDisk()
    await writeFile(join(disk.path, '.000001.json.abc.tmp'), '{"form')

    const versions = await disk.open()

    assert.equal(versions.current(), undefined)
    assert.deepEqual(await disk.files(), [])
  })
})

import assert from 'node:assert/strict'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sinon from 'sinon'
import { openCredentials } from '#flows/credentials.ts'
import { openStorage } from '#flows/storage/node-red-storage.ts'
import { openVersions } from '#flows/storage/versions.ts'
import { openTempFolder } from '#test/support/temp.ts'

const log = { debug: sinon.stub(), info: sinon.stub(), warn: sinon.stub(), error: sinon.stub() }
const flows = [{ id: 't1', type: 'tab', label: 'One' }]

async function onDisk() {
  const folder = await openTempFolder()
  const open = async () => {
    const date = (): string => '2026-01-01T00:00:00.000Z'
    const versions = await openVersions({ folder: join(folder.path, 'versions'), date, log })
    const parts = { versions, folder: folder.path, credentialSecret: 'secret', log }
    return { versions, ...(await openStorage(parts)) }
  }
  return { ...folder, open }
}

describe("Node-RED's storage", () => {
  it('begins with no flows and no credentials, sealed all the same', async () => {
    await using disk = await onDisk()
    const { module } = await disk.open()

    assert.deepEqual(await module.getFlows(), [])
    assert.deepEqual(openCredentials(await module.getCredentials(), 'secret'), {})
    assert.deepEqual(await module.getSettings(), {})
  })

  it('writes credentials and flows as one, and neither without the other', async () => {
    await using disk = await onDisk()
    const { module, versions } = await disk.open()

    await module.saveCredentials({ $: 'sealed' })

    assert.equal(versions.current(), undefined)
    await module.saveFlows(flows)
    assert.deepEqual(versions.current()?.kept, {
      flows,
      credentials: { $: 'sealed' },
      installed: {},
    })
    const again = await disk.open()
    assert.deepEqual(await again.module.getFlows(), flows)
    assert.deepEqual(await again.module.getCredentials(), { $: 'sealed' })
  })

  it('keeps waiting credentials where the flows could not be written', async () => {
    await using disk = await onDisk()
    const { module, versions } = await disk.open()
    await module.saveCredentials({ $: 'sealed' })
    await rm(join(disk.path, 'versions'), { recursive: true })
    await writeFile(join(disk.path, 'versions'), 'a file in the way')

    await assert.rejects(module.saveFlows(flows), { code: 'data-folder-unwritable' })

    assert.equal(versions.current(), undefined)
    await rm(join(disk.path, 'versions'))
    await mkdir(join(disk.path, 'versions'))
    await module.saveFlows(flows)
    assert.deepEqual(versions.current()?.kept.credentials, { $: 'sealed' })
  })

  it('refuses what is no flows, so that nothing is kept that cannot be read again', async () => {
    await using disk = await onDisk()
    const { module } = await disk.open()

    await assert.rejects(module.saveFlows([{ type: 'tab' }]), { code: 'bad-request' })
    await assert.rejects(module.saveFlows('flows'), { code: 'bad-request' })

    assert.deepEqual(await readdir(join(disk.path, 'versions')), [])
  })

  it('says why a version came to be, and only of the one that was meant', async () => {
    await using disk = await onDisk()
    const { module, versions, saving } = await disk.open()

    await Promise.all([
      saving({ why: 'added', installed: { first: flows } }, () => module.saveFlows(flows)),
      module.saveFlows([]),
    ])

    assert.deepEqual(
      versions.list().map(({ why }) => why),
      ['deployed', 'added'],
    )
    assert.deepEqual(versions.current()?.kept.installed, { first: flows })
  })

  it('keeps settings of the editor, and begins anew where they are damaged', async () => {
    await using disk = await onDisk()
    const first = await disk.open()
    await first.module.saveSettings({ users: { owner: { zoom: 2 } } })
    assert.deepEqual(await (await disk.open()).module.getSettings(), {
      users: { owner: { zoom: 2 } },
    })
    await writeFile(join(disk.path, 'node-red.json'), '{"us')

    const { module } = await disk.open()

    assert.deepEqual(await module.getSettings(), {})
    assert.ok((await readdir(disk.path)).includes('node-red.json.damaged'))
  })
})

import assert from 'node:assert/strict'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileError, readIfThere, writeAtomic } from '#runtime/files.ts'
import { openTempFolder } from '#test/support/temp.ts'

describe('files', () => {
  it('are written whole, in folders that were not there yet, for nobody else to read', async () => {
    await using folder = await openTempFolder()
    const path = join(folder.path, 'a', 'b', 'rig.json')

    await writeAtomic(path, 'first')
    await writeAtomic(path, Uint8Array.of(1, 2, 3))

    assert.deepEqual([...(await readFile(path))], [1, 2, 3])
    assert.equal((await stat(path)).mode & 0o777, 0o600)
    assert.deepEqual(await readdir(join(folder.path, 'a', 'b')), ['rig.json'])
  })

  it('stay as they were when the new one cannot be put there', async () => {
    await using folder = await openTempFolder()
    const path = join(folder.path, 'rig.json')
    await mkdir(join(path, 'in-the-way'), { recursive: true })

    await assert.rejects(writeAtomic(path, 'new'))

    assert.deepEqual(await readdir(folder.path), ['rig.json'])
  })

  it('leave one of the versions, whole, when many write at once', async () => {
    await using folder = await openTempFolder()
    const path = join(folder.path, 'rig.json')
    const versions = Array.from({ length: 20 }, (_, i) => String(i).repeat(10_000))

    await Promise.all(versions.map((text) => writeAtomic(path, text)))

    assert.ok(versions.includes(await readFile(path, 'utf8')))
  })

  it('name a folder that cannot be written', async () => {
    await using folder = await openTempFolder()
    await writeFile(join(folder.path, 'in-the-way'), '')

    const writing = writeAtomic(join(folder.path, 'in-the-way', 'rig.json'), 'new')

    await assert.rejects(writing, { code: 'data-folder-unwritable' })
  })

  it('are undefined where there are none', async () => {
    await using folder = await openTempFolder()
    const path = join(folder.path, 'rig.json')
    const before = await readIfThere(path)
    await writeAtomic(path, 'now')

    assert.equal(before, undefined)
    assert.equal(new TextDecoder().decode(await readIfThere(path)), 'now')
  })

  const meanings = {
    ENOSPC: 'disk-full',
    EDQUOT: 'disk-full',
    EFBIG: 'disk-full',
    EACCES: 'data-folder-unwritable',
    EROFS: 'data-folder-unwritable',
    EMFILE: 'EMFILE',
  }
  for (const [code, meaning] of Object.entries(meanings)) {
    it(`call ${code} ${meaning}`, () => {
      const said = fileError(Object.assign(new Error('no'), { code }), '/data')

      assert.equal((said as { code: string }).code, meaning)
    })
  }
})

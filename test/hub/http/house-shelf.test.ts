import assert from 'node:assert/strict'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { lazyShelf } from '#hub/http/house-shelf.ts'
import { quietLog } from '#test/support/live.ts'
import { openTempFolder } from '#test/support/temp.ts'

describe('the descriptions for the pages', () => {
  it('are read when they are first asked for, also after a folder was mended', async () => {
    await using folder = await openTempFolder()
    await using house = lazyShelf({ dataDir: folder.path, log: quietLog })
    const own = join(folder.path, 'devices')
    await writeFile(own, 'a file, and no folder')

    await assert.rejects(house.shelf(), { code: 'data-folder-unwritable' })
    await rm(own)
    const shelf = await house.shelf()

    assert.ok(shelf.find('knob-box'))
    assert.equal(await house.shelf(), shelf)
  })

  it('stand in nobody’s way at the end where they could not be read', async () => {
    await using folder = await openTempFolder()
    const house = lazyShelf({ dataDir: folder.path, log: quietLog })
    await writeFile(join(folder.path, 'devices'), 'a file, and no folder')
    const asked = assert.rejects(house.shelf())

    await house[Symbol.asyncDispose]()

    await asked
  })
})

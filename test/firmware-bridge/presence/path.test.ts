import assert from 'node:assert/strict'
import { rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathFinder } from '#firmware-bridge/presence/path.ts'
import { openTempFolder } from '#test/support/temp.ts'

describe('a port that is found by its path', () => {
  it('is the same plug as long as its file stays, and another one when it was made anew', async () => {
    await using folder = await openTempFolder()
    const path = join(folder.path, 'port')
    const find = pathFinder()
    const plug = (): number | undefined => {
      const found = find(path, [])
      return found.found === 'here' ? found.plug : undefined
    }

    writeFileSync(path, '')
    const first = plug()
    assert.equal(plug(), first)
    const { ino, ctimeMs } = statSync(path)
    // Until the clock of the file system has moved on; the inode is often the old one again.
    do {
      rmSync(path)
      writeFileSync(path, '')
    } while (statSync(path).ctimeMs === ctimeMs)

    assert.notEqual(plug(), first, `inode ${ino}, then ${statSync(path).ino}`)
    rmSync(path)
    assert.equal(plug(), undefined)
  })
})

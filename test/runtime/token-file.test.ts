import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readTokens } from '#runtime/token-file.ts'
import { openTempFolder } from '#test/support/temp.ts'

describe('a token file', () => {
  it('names a user and a secret, a line for each process', async () => {
    await using folder = await openTempFolder()
    const file = join(folder.path, 'tokens')
    await writeFile(file, 'hub:aaa\nlive:bbb\n')

    assert.deepEqual(await readTokens(file), [
      { name: 'hub', secret: 'aaa' },
      { name: 'live', secret: 'bbb' },
    ])
  })

  it('is refused, without a word of what it holds, where a line is no token', async () => {
    await using folder = await openTempFolder()
    for (const text of ['', 'only-a-secret', 'hub:aaa\nno token here', ':x', 'a:']) {
      const file = join(folder.path, 'tokens')
      await writeFile(file, text)

      await assert.rejects(readTokens(file), (error: Error & { code?: string }) => {
        assert.equal(error.code, 'bad-settings')
        assert.ok(!error.message.includes('aaa'))
        return true
      })
    }
  })

  it('is missed by its name', async () => {
    await assert.rejects(readTokens('/nowhere/token'), /\/nowhere\/token cannot be read/)
  })
})

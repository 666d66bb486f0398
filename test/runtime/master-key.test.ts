import assert from 'node:assert/strict'
import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openMasterKey } from '#runtime/master-key.ts'
import { openTempFolder } from '#test/support/temp.ts'

describe('the master key', () => {
  it('is made once, for its owner alone, and gives every process a key of its own', async () => {
    await using config = await openTempFolder()
    const env = { XDG_CONFIG_HOME: config.path }

    const [first, other] = await Promise.all([openMasterKey(env), openMasterKey(env)])
    const again = await openMasterKey(env)

    const path = join(config.path, 'rigsong', 'key')
    assert.equal((await stat(path)).mode & 0o777, 0o600)
    assert.equal(other.keyFor('flows'), first.keyFor('flows'))
    assert.equal(again.keyFor('flows'), first.keyFor('flows'))
    assert.notEqual(first.keyFor('hub'), first.keyFor('flows'))
    assert.equal(Buffer.from(first.keyFor('hub'), 'base64url').length, 32)
    assert.ok(!(await readFile(path, 'utf8')).includes(first.keyFor('hub')))
  })

  it('comes from systemd where systemd hands it in', async () => {
    await using folder = await openTempFolder()
    await writeFile(
      join(folder.path, 'rigsong-key'),
      `${Buffer.alloc(32, 7).toString('base64url')}\n`,
    )
    await chmod(join(folder.path, 'rigsong-key'), 0o400)

    const key = await openMasterKey({
      CREDENTIALS_DIRECTORY: folder.path,
      XDG_CONFIG_HOME: join(folder.path, 'config'),
    })

    assert.equal(key.keyFor('hub').length, 43)
    await assert.rejects(stat(join(folder.path, 'config')))
  })

  it('is refused where others can read it, or where it is none, and stays as it is', async () => {
    await using config = await openTempFolder()
    const env = { XDG_CONFIG_HOME: config.path }
    const path = join(config.path, 'rigsong', 'key')
    await mkdir(join(config.path, 'rigsong'))
    await writeFile(path, 'half of a k', { mode: 0o600 })

    await assert.rejects(openMasterKey(env), {
      code: 'bad-settings',
      message: /does not hold a key/,
    })
    await chmod(path, 0o644)
    await assert.rejects(openMasterKey(env), { code: 'bad-settings', message: /others can read/ })

    assert.equal(await readFile(path, 'utf8'), 'half of a k')
  })

  it('says where it cannot be kept', async () => {
    await using config = await openTempFolder()
    await writeFile(join(config.path, 'rigsong'), 'a file in the way')

    await assert.rejects(openMasterKey({ XDG_CONFIG_HOME: config.path }), {
      code: 'bad-settings',
      message: /cannot be read or kept/,
    })
  })
})

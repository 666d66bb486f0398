import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openShelf } from '#flows/storage/shelf.ts'
import { openTempFolder } from '#test/support/temp.ts'

describe('the shelf of the editor', () => {
  it('gives back what was put on it, and lists folders before pieces', async () => {
    await using folder = await openTempFolder()
    const shelf = openShelf(folder.path)

    await shelf.put('functions', 'drums/fill', { meta: { name: 'Fill' }, body: 'return msg' })
    await shelf.put('functions', 'count', { meta: {}, body: 'count' })

    assert.equal(await shelf.take('functions', 'drums/fill'), 'return msg')
    assert.deepEqual(await shelf.take('functions', ''), ['drums', { fn: 'count' }])
    assert.deepEqual(await shelf.take('functions', 'drums/'), [{ name: 'Fill', fn: 'fill' }])
  })

  it('is empty where nothing was put, and says what is not there', async () => {
    await using folder = await openTempFolder()
    const shelf = openShelf(folder.path)

    assert.deepEqual(await shelf.take('flows', ''), [])
    await assert.rejects(shelf.take('flows', 'gone'), { code: 'not-found' })
  })

  it('reaches nothing beside it', async () => {
    await using folder = await openTempFolder()
    await writeFile(join(folder.path, 'secret.piece.json'), '{"meta":{},"body":"secret"}')
    const shelf = openShelf(join(folder.path, 'shelf'))

    for (const path of ['../secret', '..', 'a/../../secret', '.hidden', 'a\\..\\secret', 'a\0b'])
      await assert.rejects(shelf.take('flows', path), { code: 'bad-request' })
    await assert.rejects(shelf.put('..', 'x', { meta: {}, body: '' }), { code: 'bad-request' })
  })
})

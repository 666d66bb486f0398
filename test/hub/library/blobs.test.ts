import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { rottenBlobs } from '#hub/library/blobs.ts'
import { blobFolder } from '#hub/library/library.ts'
import { type OpenLibrary, openTestLibrary } from './open-library.ts'
import { pieceOf } from './pieces-of.ts'

const bytes = Uint8Array.from({ length: 1000 }, (_, i) => i % 251)
const sound = { wav: bytes, seconds: 1, lufs: -14, truePeakDb: -1.2, peaks: [0, 0.5] }

describe('blobs and renditions', () => {
  let open: OpenLibrary
  before(async () => {
    open = await openTestLibrary()
  })
  beforeEach(() => open.empty())
  after(() => open[Symbol.asyncDispose]())

  it('names a blob by the SHA-256 of what it holds and gives it back', async () => {
    const { blobs } = open.library

    const hash = await blobs.put(bytes)

    assert.equal(hash, createHash('sha256').update(bytes).digest('hex'))
    assert.deepEqual(new Uint8Array((await blobs.get(hash))!), bytes)
    assert.equal(await blobs.size(hash), 1000)
    const part = await blobs.read(hash, { start: 10, end: 12 }).toArray()
    assert.deepEqual([...Buffer.concat(part)], [10, 11, 12])
  })

  it('leaves nothing beside a blob that was put twice', async () => {
    const hash = await open.library.blobs.put(bytes)
    await open.library.blobs.put(bytes)

    const shelf = await readdir(join(blobFolder(open.dataDir), hash.slice(0, 2)))
    assert.deepEqual(shelf, [hash.slice(2)])
  })

  it('notices a blob that has rotted, and mends it when the same bytes come again', async () => {
    const { blobs } = open.library
    const hash = await blobs.put(bytes)
    const file = join(blobFolder(open.dataDir), hash.slice(0, 2), hash.slice(2))
    await writeFile(file, bytes.subarray(0, 500))

    await assert.rejects(blobs.get(hash), { code: 'internal' })
    assert.deepEqual(await rottenBlobs(blobs), [hash])
    await blobs.put(bytes)
    assert.deepEqual(await rottenBlobs(blobs), [])
  })

  it('refuses a name that is no hash, so that no path leaves the folder', async () => {
    await assert.rejects(open.library.blobs.get('../../../etc/passwd'), TypeError)
  })

  it('keeps the sound of a piece with its measures', async () => {
    const { pieces, renditions } = open.library
    await pieces.add(pieceOf('pc_1'))

    const added = await renditions.add('pc_1', 'wav', sound)

    assert.deepEqual(await renditions.get('pc_1', 'wav'), added)
    assert.equal(await renditions.size(added.sha256), 1000)
    assert.equal(await renditions.size('0'.repeat(64)), undefined)
  })

  it('promises no rendition whose blob is gone', async () => {
    const { pieces, renditions, blobs } = open.library
    await pieces.add(pieceOf('pc_1'))
    const { sha256 } = await renditions.add('pc_1', 'wav', sound)

    await blobs.remove(sha256)

    assert.equal(await renditions.get('pc_1', 'wav'), undefined)
  })

  it('sweeps the blobs of pieces that left the bin and no others', async () => {
    const { library, clock } = open
    await library.pieces.add(pieceOf('pc_1'))
    await library.pieces.add(pieceOf('pc_2'))
    const gone = await library.renditions.add('pc_1', 'wav', sound)
    const kept = await library.renditions.add('pc_2', 'wav', { ...sound, wav: bytes.subarray(1) })
    await library.pieces.remove('pc_1')

    clock.turnTo('2027-02-01T00:00:00.000Z')
    await library.emptyBin()

    assert.deepEqual(await library.blobs.list(), [kept.sha256])
    assert.notEqual(gone.sha256, kept.sha256)
  })
})

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { rottenBlobs } from '#hub/library/blobs.ts'
import { openLibrary } from '#hub/library/library.ts'
import { systemClock } from '#runtime/clock.ts'
import { loops } from '#test/support/loops.ts'
import { openTempFolder } from '#test/support/temp.ts'
import { openLibraryDatabase, openTestLibrary, silent } from './open-library.ts'
import { pieceOf } from './pieces-of.ts'

const child = join(import.meta.dirname, 'adding-child.ts')

/** What a child answered before it was killed, after its `after`th word. */
async function addUntilKilled(dataDir: string, name: string, after: number): Promise<string[]> {
  const adding = spawn(process.execPath, [child, dataDir, name], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(adding, 'exit')
  const said: string[] = []
  for await (const line of createInterface({ input: adding.stdout })) {
    said.push(line)
    if (said.length === after) adding.kill('SIGKILL')
  }
  await exited
  return said
}

describe('a library whose process is killed', () => {
  it('has every piece and sound it answered for, and no broken one', async function () {
    const rounds = loops(3, 50)
    this.timeout(rounds * 10_000)
    await using folder = await openTempFolder()
    const said: string[] = []

    for (let round = 0; round < rounds; round++)
      said.push(...(await addUntilKilled(folder.path, `r${round}`, 1 + ((round * 7) % 20))))

    await using database = await openLibraryDatabase(folder.path, 'node:sqlite')
    const parts = { database, dataDir: folder.path, clock: systemClock, log: silent }
    await using library = await openLibrary(parts)
    assert.ok(said.length >= rounds)
    for (const [what, name] of said.map((line) => line.split(' ') as [string, string])) {
      if (what === 'sound') assert.ok(await library.blobs.get(name))
      else assert.deepEqual(await library.pieces.get(name), pieceOf(name))
    }
    assert.deepEqual(await rottenBlobs(library.blobs), [])
    const check = await database.get<{ integrity_check: string }>('PRAGMA integrity_check')
    assert.equal(check?.integrity_check, 'ok')
  })
})

describe('a library on a full disk', () => {
  it('says so, loses nothing it has, and goes on when there is room again', async () => {
    await using open = await openTestLibrary()
    const { pieces } = open.library
    await pieces.add(pieceOf('pc_1'))
    const pages = await open.database.get<{ page_count: number }>('PRAGMA page_count')
    await open.database.run(`PRAGMA max_page_count = ${pages!.page_count}`)

    const added: string[] = ['pc_1']
    const refused = await (async () => {
      for (let n = 2; n < 100; n++) {
        await pieces.add(pieceOf(`pc_${n}`))
        added.push(`pc_${n}`)
      }
    })().catch((error: unknown) => error)

    assert.equal((refused as { code?: string }).code, 'disk-full')
    assert.equal(await pieces.count(), added.length)
    for (const id of added) assert.deepEqual(await pieces.get(id), pieceOf(id))
    await open.database.run('PRAGMA max_page_count = 1000000')
    await pieces.add(pieceOf('pc_new'))
    assert.ok(await pieces.has('pc_new'))
  })
})

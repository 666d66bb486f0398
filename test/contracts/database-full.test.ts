import assert from 'node:assert/strict'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Database } from '#runtime/database.ts'
import { drivers, openNotes, skipWithoutDriver } from '#test/support/database.ts'
import { skip } from '#test/support/skip.ts'
import { smallDisk } from '#test/support/small-disk.ts'
import { openTempFolder } from '#test/support/temp.ts'

const body = new Uint8Array(20_000).fill(7)

for (const driver of drivers) {
  describe(`a full disk under ${driver}`, function () {
    this.timeout(30_000)

    before(async function () {
      await skipWithoutDriver(this, driver)
    })

    it('keeps what was there, says so, and goes on when room comes back', async function () {
      await using folder = await openTempFolder()
      using _disk =
        smallDisk(folder.path) ?? skip(this, 'mounting a small disk is not allowed here')
      const ballast = join(folder.path, 'ballast')
      await writeFile(ballast, new Uint8Array(1 << 20))
      await using notes = await openNotes(folder.path, driver)

      const kept = await fill(notes)

      assert.ok(kept > 0)
      assert.equal(await count(notes), kept)
      await assert.rejects(insert(notes), { code: 'disk-full' })
      await rm(ballast)
      await insert(notes)
      assert.equal(await count(notes), kept + 1)
      assert.deepEqual(await notes.get('PRAGMA integrity_check'), { integrity_check: 'ok' })
    })

    it('keeps nothing of a transaction that did not fit', async () => {
      await using folder = await openTempFolder()
      await using notes = await openNotes(folder.path, driver)
      await insert(notes)
      const { page_count: pages } = (await notes.get<{ page_count: number }>('PRAGMA page_count'))!
      await notes.get(`PRAGMA max_page_count = ${pages + 10}`)

      const tooMuch = notes.transaction(async (tx) => {
        for (let i = 0; i < 10; i++)
          await tx.run('INSERT INTO note (name, body) VALUES (?, ?)', ['b', body])
      })

      await assert.rejects(tooMuch, { code: 'disk-full' })
      assert.equal(await count(notes), 1)
      await notes.run("INSERT INTO note (name) VALUES ('small')")
      assert.equal(await count(notes), 2)
    })
  })
}

/** Inserts until the disk is full; returns how many rows were acknowledged. */
async function fill(notes: Database): Promise<number> {
  for (let n = 0; n < 1000; n++) {
    try {
      await insert(notes)
    } catch (error) {
      assert.equal((error as { code?: string }).code, 'disk-full')
      return n
    }
  }
  throw new Error('the disk never filled')
}

const insert = (notes: Database): Promise<unknown> =>
  notes.run('INSERT INTO note (name, body) VALUES (?, ?)', ['note', body])

async function count(notes: Database): Promise<number> {
  return (await notes.get<{ n: number }>('SELECT count(*) AS n FROM note'))!.n
}

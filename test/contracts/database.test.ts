import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { type Database, openDatabase } from '#runtime/database.ts'
import { drivers, openNotes, silentLog, skipWithoutDriver } from '#test/support/database.ts'
import { openTempFolder } from '#test/support/temp.ts'

for (const driver of drivers) {
  describe(`a database on ${driver}`, function () {
    this.timeout(30_000)

    // One for all of them: opening takes longer than most of what is asked.
    let folder: Awaited<ReturnType<typeof openTempFolder>>
    let notes: Database

    before(async function () {
      await skipWithoutDriver(this, driver)
      folder = await openTempFolder()
      notes = await openNotes(folder.path, driver)
    })
    afterEach(() => notes.run('DELETE FROM note'))
    after(async () => {
      await notes?.[Symbol.asyncDispose]()
      await folder?.[Symbol.asyncDispose]()
    })

    it('says which driver it took', async () => assert.equal(notes.driver, driver))

    it('is set so that an acknowledged row survives a power cut', async () => {
      const settings = ['journal_mode', 'synchronous', 'foreign_keys', 'busy_timeout']
      const found = await Promise.all(settings.map((name) => notes.get(`PRAGMA ${name}`)))

      assert.deepEqual(
        found.map((row) => Object.values(row!)[0]),
        ['wal', 2, 1, 5000],
      )
    })

    it('gives back every value it was given', async () => {
      const value = fc.record({
        name: fc.string({ unit: 'binary' }).filter((text) => !text.includes('\0')),
        beat: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
        body: fc.option(fc.uint8Array({ minLength: 1 })),
      })
      await fc.assert(
        fc.asyncProperty(value, async ({ name, beat, body }) => {
          const { lastId } = await notes.run(
            'INSERT INTO note (name, beat, body) VALUES (?, ?, ?)',
            [name, beat, body],
          )

          const row = await notes.get('SELECT name, beat, body FROM note WHERE id = ?', [lastId])

          // SQLite has one zero.
          assert.deepEqual(row, { name, beat: beat === 0 ? 0 : beat, body })
        }),
        { numRuns: 50 },
      )
    })

    it('counts what a statement changed', async () => {
      await notes.insertMany('note', ['name'], [['a'], ['b'], ['c']])

      const { changes } = await notes.run('UPDATE note SET beat = 1 WHERE name > ?', ['a'])

      assert.equal(changes, 2)
    })

    it('answers undefined where there is no row', async () =>
      assert.equal(await notes.get('SELECT * FROM note WHERE id = 7'), undefined))

    for (const count of [0, 1, 99, 100, 101, 1234]) {
      it(`inserts ${count} rows in their order`, async () => {
        const names = Array.from({ length: count }, (_, i) => `note ${i}`)

        await notes.insertMany(
          'note',
          ['name', 'beat'],
          names.map((name, i) => [name, i / 2]),
        )

        const rows = await notes.all<{ name: string }>('SELECT name FROM note ORDER BY id')
        assert.deepEqual(
          rows.map(({ name }) => name),
          names,
        )
      })
    }

    it('inserts all of many rows or none', async () => {
      const rows = Array.from({ length: 250 }, (_, i) => [i === 249 ? null : `note ${i}`])

      await assert.rejects(notes.insertMany('note', ['name'], rows), /NOT NULL/)

      assert.equal(await count(notes), 0)
    })

    it('refuses a row of the wrong width and a name that is no name', async () => {
      await assert.rejects(notes.insertMany('note', ['name', 'beat'], [['a']]), TypeError)
      await assert.rejects(notes.insertMany('note; DROP TABLE note', ['name'], [['a']]), TypeError)
    })

    it('keeps all of a transaction', async () => {
      const answer = await notes.transaction(async (tx) => {
        await tx.run("INSERT INTO note (name) VALUES ('a')")
        await tx.insertMany('note', ['name'], [['b'], ['c']])
        return tx.get<{ n: number }>('SELECT count(*) AS n FROM note')
      })

      assert.deepEqual(answer, { n: 3 })
      assert.equal(await count(notes), 3)
    })

    it('keeps nothing of a transaction that fails, and goes on', async () => {
      const failing = notes.transaction(async (tx) => {
        await tx.run("INSERT INTO note (name) VALUES ('a')")
        throw new Error('a string broke')
      })

      await assert.rejects(failing, /a string broke/)
      await notes.run("INSERT INTO note (name) VALUES ('b')")
      assert.equal(await count(notes), 1)
    })

    it('lets nobody in between the steps of a transaction', async () => {
      const seen: unknown[] = []
      const slow = notes.transaction(async (tx) => {
        await tx.run("INSERT INTO note (name) VALUES ('a')")
        await tx.all('SELECT 1')
        await tx.run("INSERT INTO note (name) VALUES ('b')")
      })
      const between = count(notes).then((n) => seen.push(n))

      await Promise.all([slow, between])

      assert.deepEqual(seen, [2])
    })

    it('refuses to wait for its own transaction', async () => {
      const waiting = notes.transaction(() => notes.run("INSERT INTO note (name) VALUES ('a')"))

      await assert.rejects(waiting, /ask tx/)
      assert.equal(await count(notes), 0)
    })

    it('does what it was asked in the order it was asked', async () => {
      const names = Array.from({ length: 20 }, (_, i) => String(i))

      await Promise.all(
        names.map((name) => notes.run('INSERT INTO note (name) VALUES (?)', [name])),
      )

      const rows = await notes.all<{ name: string }>('SELECT name FROM note ORDER BY id')
      assert.deepEqual(
        rows.map(({ name }) => name),
        names,
      )
    })

    it('holds to its foreign keys', async () =>
      assert.rejects(notes.run("INSERT INTO note (name, part) VALUES ('a', 99)"), /FOREIGN KEY/))

    it('copies itself whole while it is written, over an older copy too', async () => {
      const copy = join(folder.path, 'copy.sqlite')
      await writeFile(copy, 'an older copy')
      const writing = notes.insertMany('note', ['name'], manyNames(500))

      await notes.backupTo(copy)

      await writing
      await using other = await openDatabase(copy, {
        migrations: join(folder.path, 'migrations'),
        log: silentLog,
        driver,
      })
      assert.equal(await count(other), 500)
    })

    it('finds its rows again after it was closed', async () => {
      await using folder = await openTempFolder()
      {
        await using notes = await openNotes(folder.path, driver)
        await notes.insertMany('note', ['name'], manyNames(3))
      }

      await using again = await openNotes(folder.path, driver)

      assert.equal(await count(again), 3)
    })

    it('finishes what it was asked before it closes, and takes no more', async () => {
      await using folder = await openTempFolder()
      const notes = await openNotes(folder.path, driver)
      const asked = notes.insertMany('note', ['name'], manyNames(300))

      await notes[Symbol.asyncDispose]()

      await asked
      await assert.rejects(notes.get('SELECT 1'), /closed/)
    })

    it('names a file that is no database', async () => {
      await using folder = await openTempFolder()
      await writeFile(join(folder.path, 'notes.sqlite'), 'la la la '.repeat(1000))

      await assert.rejects(openNotes(folder.path, driver), { code: 'database-broken' })
    })

    it('names a folder it cannot write', async () => {
      await using folder = await openTempFolder()
      await writeFile(join(folder.path, 'in-the-way'), '')
      const migrations = join(folder.path, 'migrations')

      const opening = openDatabase(join(folder.path, 'in-the-way', 'notes.sqlite'), {
        migrations,
        log: silentLog,
        driver,
      })

      await assert.rejects(opening, { code: 'data-folder-unwritable' })
    })
  })
}

describe('two drivers', function () {
  this.timeout(30_000)

  before(async function () {
    await skipWithoutDriver(this, 'sqlite3')
  })

  it('read what the other one wrote', async () => {
    await using folder = await openTempFolder()
    for (const driver of [...drivers, ...drivers]) {
      await using notes = await openNotes(folder.path, driver)
      await notes.run('INSERT INTO note (name, body) VALUES (?, ?)', [driver, Uint8Array.of(1, 2)])
    }

    await using notes = await openNotes(folder.path, 'node:sqlite')

    assert.equal(await count(notes), 4)
  })
})

const manyNames = (count: number): readonly [string][] =>
  Array.from({ length: count }, (_, i) => [`note ${i}`])

async function count(notes: Database): Promise<number> {
  const row = await notes.get<{ n: number }>('SELECT count(*) AS n FROM note')
  return row!.n
}

import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Database, type DriverName, openDatabase } from '#runtime/database.ts'
import { drivers, silentLog, skipWithoutDriver, writeMigrations } from '#test/support/database.ts'
import { openTempFolder } from '#test/support/temp.ts'

const first = { '001-pieces.sql': 'CREATE TABLE piece (title TEXT);' }
const second = {
  '002-tempo.sql': 'ALTER TABLE piece ADD COLUMN bpm REAL; UPDATE piece SET bpm = 90;',
}

for (const driver of drivers) {
  describe(`migrations on ${driver}`, function () {
    this.timeout(30_000)

    before(async function () {
      await skipWithoutDriver(this, driver)
    })

    it('bring a new file up to the newest, without a copy', async () => {
      await using folder = await openTempFolder()

      await using library = await open(folder.path, driver, { ...second, ...first })

      assert.deepEqual(await library.get('PRAGMA user_version'), { user_version: 2 })
      assert.deepEqual(await copies(folder.path), [])
    })

    it('carry over what was there, and keep a copy from before beside it', async () => {
      await using folder = await openTempFolder()
      {
        await using library = await open(folder.path, driver, first)
        await library.run("INSERT INTO piece VALUES ('Rain')")
      }

      await using library = await open(folder.path, driver, { ...first, ...second })

      assert.deepEqual(await library.all('SELECT * FROM piece'), [{ title: 'Rain', bpm: 90 }])
      assert.deepEqual(await copies(folder.path), ['library.sqlite.before-002'])
      await using before = await openDatabase(join(folder.path, 'library.sqlite.before-002'), {
        migrations: await writeMigrations(join(folder.path, 'old'), first),
        log: silentLog,
        driver,
      })
      assert.deepEqual(await before.all('SELECT * FROM piece'), [{ title: 'Rain' }])
    })

    it('run once', async () => {
      await using folder = await openTempFolder()
      for (let i = 0; i < 3; i++) {
        await using library = await open(folder.path, driver, { ...first, ...second })
        await library.run("INSERT INTO piece VALUES ('Rain', 80)")
      }

      await using library = await open(folder.path, driver, { ...first, ...second })

      assert.deepEqual(await library.get('SELECT count(*) AS n FROM piece'), { n: 3 })
      assert.deepEqual(await copies(folder.path), [])
    })

    it('leave the file as it was where one fails half-way', async () => {
      await using folder = await openTempFolder()
      {
        await using library = await open(folder.path, driver, first)
        await library.run("INSERT INTO piece VALUES ('Rain')")
      }
      const broken = { '002-broken.sql': 'DELETE FROM piece; INSERT INTO nowhere VALUES (1);' }

      await assert.rejects(open(folder.path, driver, { ...first, ...broken }), /002-broken/)

      const migrations = await writeMigrations(join(folder.path, 'old'), first)
      const file = join(folder.path, 'library.sqlite')
      await using library = await openDatabase(file, { migrations, log: silentLog, driver })
      assert.deepEqual(await library.all('SELECT * FROM piece'), [{ title: 'Rain' }])
      assert.deepEqual(await library.get('PRAGMA user_version'), { user_version: 1 })
    })

    it('refuse a file of a newer Rigsong', async () => {
      await using folder = await openTempFolder()
      {
        await using _newer = await open(folder.path, driver, { ...first, ...second })
      }
      const migrations = await writeMigrations(join(folder.path, 'old'), first)
      const file = join(folder.path, 'library.sqlite')

      const opening = openDatabase(file, { migrations, log: silentLog, driver })

      await assert.rejects(opening, { code: 'database-newer' })
    })

    it('refuse two of one number, and a name without one', async () => {
      await using folder = await openTempFolder()
      const twice = { ...first, '001-takes.sql': 'CREATE TABLE take (title TEXT);' }

      await assert.rejects(open(folder.path, driver, twice), /number of 001/)

      await using other = await openTempFolder()
      await assert.rejects(open(other.path, driver, { 'takes.sql': '' }), /takes.sql is not named/)
    })
  })
}

async function open(
  folder: string,
  driver: DriverName,
  files: Readonly<Record<string, string>>,
): Promise<Database> {
  const migrations = await writeMigrations(folder, files)
  return openDatabase(join(folder, 'library.sqlite'), { migrations, log: silentLog, driver })
}

async function copies(folder: string): Promise<readonly string[]> {
  return (await readdir(folder)).filter((name) => name.includes('before'))
}

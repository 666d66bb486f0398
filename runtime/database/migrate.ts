import { readdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { HubError } from '#core/errors.ts'
import { syncFolder } from '#runtime/files.ts'
import type { Log } from '#runtime/log.ts'
import type { Driver } from './driver.ts'

type Migration = { readonly number: number; readonly name: string; readonly sql: string }

/**
 * Brings a database up to the newest `NNN-name.sql` of the folder, each in a transaction of its own;
 * PRAGMA user_version is the number of the last. What existed is copied beside the file first.
 */
export async function migrate(
  driver: Driver,
  { file, folder, log }: { readonly file: string; readonly folder: string; readonly log: Log },
): Promise<void> {
  const migrations = await readMigrations(folder)
  const from = await versionOf(driver)
  const newest = migrations.at(-1)?.number ?? 0
  if (from > newest) {
    throw new HubError('database-newer', `${file} was written by a newer Rigsong`, {
      hint: `It is at version ${from}, this Rigsong knows ${newest}: update, or put the copy from before back.`,
    })
  }
  const due = migrations.filter(({ number }) => number > from)
  if (due.length > 0 && from > 0) {
    const copy = `${file}.before-${String(newest).padStart(3, '0')}`
    await copyTo(driver, copy)
    log.info('database copied before migrating', { file, copy })
  }
  for (const migration of due) {
    await apply(driver, migration)
    log.info('database migrated', { file, to: migration.name })
  }
}

/** A whole, consistent copy that a power cut cannot tear; replaces what was there. */
export async function copyTo(driver: Driver, copy: string): Promise<void> {
  const beside = `${copy}.tmp`
  await rm(beside, { force: true })
  try {
    await driver.run('VACUUM INTO ?', [beside])
    await rename(beside, copy)
    await syncFolder(dirname(copy))
  } catch (cause) {
    await rm(beside, { force: true })
    throw cause
  }
}

async function apply(driver: Driver, { number, sql, name }: Migration): Promise<void> {
  await driver.exec('BEGIN IMMEDIATE')
  try {
    await driver.exec(`${sql}\n;PRAGMA user_version = ${number};`)
    await driver.exec('COMMIT')
  } catch (cause) {
    await driver.exec('ROLLBACK').catch(() => {}) // SQLite may have rolled back by itself.
    if (cause instanceof HubError) throw cause
    throw new HubError('internal', `the migration ${name} failed`, {
      hint: 'The database is as it was before. Report this with the log.',
      cause,
    })
  }
}

async function readMigrations(folder: string): Promise<readonly Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  const migrations = await Promise.all(
    names.map(async (name) => {
      const number = Number(/^(\d{3})-[a-z0-9-]+\.sql$/.exec(name)?.[1])
      if (!(number > 0)) throw new TypeError(`${name} is not named like 001-first.sql`)
      return { number, name, sql: await readFile(join(folder, name), 'utf8') }
    }),
  )
  const twice = migrations.find(({ number }, i) => number === migrations[i + 1]?.number)
  if (twice) throw new TypeError(`two migrations have the number of ${twice.name}`)
  return migrations
}

async function versionOf(driver: Driver): Promise<number> {
  const [row] = await driver.all('PRAGMA user_version', [])
  return Number(row?.user_version ?? 0)
}

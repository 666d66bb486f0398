import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Context } from 'mocha'
import { loadSqlite3 } from '#runtime/database/sqlite3.ts'
import { type Database, type DriverName, openDatabase } from '#runtime/database.ts'
import type { Log } from '#runtime/log.ts'
import { skip } from '#test/support/skip.ts'

export const drivers: readonly DriverName[] = ['sqlite3', 'node:sqlite']

export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} }

export async function skipWithoutDriver(context: Context, driver: DriverName): Promise<void> {
  if (driver === 'sqlite3' && !(await loadSqlite3())) skip(context, 'sqlite3 has no binary here')
}

export const noteTable = `
  CREATE TABLE note (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, beat REAL, body BLOB,
    part INTEGER REFERENCES note (id)
  );
`

/** A folder of migrations: one table of notes, or what is given. */
export async function writeMigrations(
  folder: string,
  files: Readonly<Record<string, string>> = { '001-note.sql': noteTable },
): Promise<string> {
  const migrations = join(folder, 'migrations')
  await mkdir(migrations, { recursive: true })
  for (const [name, sql] of Object.entries(files)) await writeFile(join(migrations, name), sql)
  return migrations
}

/** A database of notes in this folder. */
export async function openNotes(folder: string, driver: DriverName): Promise<Database> {
  const migrations = await writeMigrations(folder)
  return openDatabase(join(folder, 'notes.sqlite'), { migrations, log: silentLog, driver })
}

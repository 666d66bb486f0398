import { AsyncLocalStorage } from 'node:async_hooks'
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { HubError } from '#core/errors.ts'
import { fileError } from '#runtime/files.ts'
import type { Log } from '#runtime/log.ts'
import type { Driver, DriverName, Row, SqlValue } from './database/driver.ts'
import { copyTo, migrate } from './database/migrate.ts'
import { openNodeSqlite } from './database/node-sqlite.ts'
import { loadSqlite3, openSqlite3 } from './database/sqlite3.ts'

export type { DriverName, SqlValue } from './database/driver.ts'

/** What can be asked of a database, alone or inside a transaction. */
export type Queries = {
  all<T extends object = Row>(sql: string, params?: readonly SqlValue[]): Promise<readonly T[]>
  /** The first row, or undefined. */
  get<T extends object = Row>(sql: string, params?: readonly SqlValue[]): Promise<T | undefined>
  /** `lastId` is the row id of the last INSERT. */
  run(sql: string, params?: readonly SqlValue[]): Promise<{ changes: number; lastId: number }>
  /** All rows or none, in statements of many rows: 20 times as fast as one by one. */
  insertMany(
    table: string,
    columns: readonly string[],
    rows: readonly (readonly SqlValue[])[],
  ): Promise<void>
}

/** One connection; what is asked of it is done in the order it was asked. */
export type Database = Queries &
  AsyncDisposable & {
    readonly driver: DriverName
    /**
     * All of `work` or nothing of it; others wait meanwhile. Inside, ask `tx`, never the database.
     * @example await database.transaction(async (tx) => { await tx.run(…); await tx.run(…) })
     */
    transaction<T>(work: (tx: Queries) => Promise<T>): Promise<T>
    /** A whole copy in another file, made while others go on reading and writing. */
    backupTo(file: string): Promise<void>
  }

export type DatabaseParts = {
  /** The folder of NNN-name.sql files. */
  readonly migrations: string
  readonly log: Log
  /** Without it: sqlite3 where its binary loads, Node's own SQLite otherwise. */
  readonly driver?: DriverName
}

/**
 * Opens the database, brings it up to date and sets it so that what was acknowledged survives a kill
 * and a power cut. Throws HubError 'disk-full', 'data-folder-unwritable', 'database-newer' or
 * 'database-broken'.
 */
export async function openDatabase(file: string, parts: DatabaseParts): Promise<Database> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 }).catch((cause) => {
    throw fileError(cause, dirname(file))
  })
  const driver = await openDriver(file, parts.driver)
  try {
    await settle(driver)
    await migrate(driver, { file, folder: parts.migrations, log: parts.log })
  } catch (cause) {
    await driver.close()
    throw cause
  }
  parts.log.info('database opened', { file, driver: driver.name })
  return queued(driver)
}

async function openDriver(file: string, wanted: DriverName | undefined): Promise<Driver> {
  const sqlite3 = wanted === 'node:sqlite' ? undefined : await loadSqlite3()
  if (sqlite3) return openSqlite3(sqlite3, file)
  if (wanted === 'sqlite3') {
    throw new HubError('not-found', 'the sqlite3 package has no binary here', {
      hint: 'Build it with npm rebuild sqlite3, or let the hub use Node’s own SQLite.',
    })
  }
  return openNodeSqlite(file)
}

async function settle(driver: Driver): Promise<void> {
  // busy_timeout first: switching to WAL needs the file for a moment.
  await driver.all('PRAGMA busy_timeout = 5000', [])
  await driver.all('PRAGMA journal_mode = WAL', [])
  // FULL, because an acknowledged piece must survive a power cut.
  await driver.exec(`
    PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON;
    PRAGMA wal_autocheckpoint = 1000;
    PRAGMA journal_size_limit = 8388608;
  `)
}

function queued(driver: Driver): Database {
  const direct = queriesOf(driver)
  const insideTransaction = new AsyncLocalStorage<{ open: boolean }>()
  let last: Promise<unknown> = Promise.resolve()
  let closing: Promise<void> | undefined

  const enqueue = <T>(work: () => Promise<T>): Promise<T> => {
    // It would wait for its own transaction for ever.
    if (insideTransaction.getStore()?.open)
      return Promise.reject(new TypeError('inside a transaction, ask tx and not the database'))
    if (closing) return Promise.reject(new TypeError('the database is closed'))
    const done = last.then(work)
    last = done.catch(() => {})
    return done
  }

  const transaction = <T>(work: (tx: Queries) => Promise<T>): Promise<T> =>
    enqueue(async () => {
      await driver.exec('BEGIN IMMEDIATE')
      const inside = { open: true }
      try {
        const answer = await insideTransaction.run(inside, () => work(direct))
        await driver.exec('COMMIT')
        return answer
      } catch (cause) {
        await driver.exec('ROLLBACK').catch(() => {}) // A full disk rolls back by itself.
        throw cause
      } finally {
        inside.open = false
      }
    })

  return {
    driver: driver.name,
    all: (sql, params) => enqueue(() => direct.all(sql, params)),
    get: (sql, params) => enqueue(() => direct.get(sql, params)),
    run: (sql, params) => enqueue(() => direct.run(sql, params)),
    insertMany: (table, columns, rows) => transaction((tx) => tx.insertMany(table, columns, rows)),
    transaction,
    backupTo: (file) => enqueue(() => copyTo(driver, file)),
    [Symbol.asyncDispose]() {
      closing ??= last.then(() => driver.close())
      return closing
    },
  }
}

function queriesOf(driver: Driver): Queries {
  const all: Queries['all'] = async <T extends object>(sql: string, params = none) =>
    (await driver.all(sql, params)) as unknown as readonly T[]
  return {
    all,
    async get<T extends object>(sql: string, params = none) {
      const [first] = await all<T>(sql, params)
      return first
    },
    run: (sql, params = none) => driver.run(sql, params),
    async insertMany(table, columns, rows) {
      const head = `INSERT INTO ${named(table)} (${columns.map(named).join(', ')}) VALUES `
      const row = `(${columns.map(() => '?').join(', ')})`
      for (const some of inChunks(rows, columns.length)) {
        if (some.some((one) => one.length !== columns.length))
          throw new TypeError(`a row for ${table} has not ${columns.length} values`)
        await driver.run(head + some.map(() => row).join(', '), some.flat())
      }
    },
  }
}

const none: readonly SqlValue[] = []
const rowsAtOnce = 100
/** SQLite's own limit of parameters, https://www.sqlite.org/limits.html */
const valuesAtOnce = 32_766

function* inChunks<T>(rows: readonly T[], columns: number): Generator<readonly T[]> {
  const size = Math.max(1, Math.min(rowsAtOnce, Math.floor(valuesAtOnce / columns)))
  for (let i = 0; i < rows.length; i += size) yield rows.slice(i, i + size)
}

/** Table and column names cannot be parameters. */
function named(name: string): string {
  if (!/^[a-z_][a-z0-9_]*$/i.test(name)) throw new TypeError(`${name} is not a name of SQL`)
  return `"${name}"`
}

import { type Driver, databaseError, type Row, type SqlValue } from './driver.ts'

// Our own words for the few calls we use: the package may be missing, and its types with it.
type Params = readonly SqlValue[]
type Done<T> = (this: { changes: number; lastID: number }, error: Error | null, found: T) => void
type Handle = {
  exec(sql: string, done: Done<undefined>): void
  all(sql: string, params: Params, done: Done<Row[]>): void
  run(sql: string, params: Params, done: Done<undefined>): void
  close(done: (error: Error | null) => void): void
}
type Sqlite3 = {
  readonly OPEN_READWRITE: number
  readonly OPEN_CREATE: number
  readonly OPEN_FULLMUTEX: number
  readonly Database: new (
    file: string,
    mode: number,
    opened: (error: Error | null) => void,
  ) => Handle
}

/**
 * The sqlite3 package, or undefined where it is not installed (no compiler: npm takes it away without
 * a word) or was not compiled yet.
 */
export async function loadSqlite3(): Promise<Sqlite3 | undefined> {
  // In a variable, so that no tool wants the package to be there.
  const name = 'sqlite3'
  try {
    return (await import(name)).default
  } catch (cause) {
    const missing =
      cause instanceof Error && 'code' in cause && cause.code === 'ERR_MODULE_NOT_FOUND'
    const unbuilt = cause instanceof Error && /could not locate the bindings/i.test(cause.message)
    // A binary for another machine, such as in a copied folder.
    const foreign = cause instanceof Error && 'code' in cause && cause.code === 'ERR_DLOPEN_FAILED'
    if (missing || unbuilt || foreign) return undefined
    throw cause
  }
}

export async function openSqlite3(sqlite3: Sqlite3, file: string): Promise<Driver> {
  const mode = sqlite3.OPEN_READWRITE | sqlite3.OPEN_CREATE | sqlite3.OPEN_FULLMUTEX
  const failed = (error: Error): unknown => databaseError(file, resultOf(error), error)
  const handle = await new Promise<Handle>((resolve, reject) => {
    const opening: Handle = new sqlite3.Database(file, mode, (error) =>
      error ? reject(failed(error)) : resolve(opening),
    )
  })
  const call = <T>(
    start: (done: Done<T>) => void,
  ): Promise<{ found: T; changes: number; lastId: number }> =>
    new Promise((resolve, reject) => {
      start(function (error, found) {
        if (error) reject(failed(error))
        else resolve({ found, changes: this?.changes ?? 0, lastId: this?.lastID ?? 0 })
      })
    })
  return {
    name: 'sqlite3',
    exec: async (sql) => void (await call((done) => handle.exec(sql, done))),
    async all(sql, params) {
      const { found } = await call<Row[]>((done) => handle.all(sql, params, done))
      return found.map(withPlainBlobs)
    },
    async run(sql, params) {
      const { changes, lastId } = await call((done) => handle.run(sql, params, done))
      return { changes, lastId }
    },
    close: () =>
      new Promise((resolve, reject) => {
        handle.close((error) => (error ? reject(failed(error)) : resolve()))
      }),
  }
}

function resultOf(error: Error): number {
  return 'errno' in error && typeof error.errno === 'number' ? error.errno & 0xff : 0
}

function withPlainBlobs(row: Row): Row {
  if (!Object.values(row).some(Buffer.isBuffer)) return row
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      Buffer.isBuffer(value) ? new Uint8Array(value.buffer, value.byteOffset, value.length) : value,
    ]),
  )
}

import { HubError } from '#core/errors.ts'
import { diskFull, unwritable } from '#runtime/files.ts'

export type DriverName = 'sqlite3' | 'node:sqlite'

/** What SQLite keeps. Whole numbers are exact to 2^53; blobs come back as Uint8Array. */
export type SqlValue = string | number | null | Uint8Array
export type Row = Readonly<Record<string, SqlValue>>

/** What both drivers can do; `database.ts` builds everything else from it. */
export type Driver = {
  readonly name: DriverName
  /** Runs several statements, without parameters. */
  exec(sql: string): Promise<void>
  all(sql: string, params: readonly SqlValue[]): Promise<readonly Row[]>
  run(sql: string, params: readonly SqlValue[]): Promise<{ changes: number; lastId: number }>
  close(): Promise<void>
}

/** A refusal of SQLite in our words; `result` is its primary result code. */
export function databaseError(file: string, result: number, cause: unknown): unknown {
  // https://www.sqlite.org/rescode.html
  switch (result) {
    case 13: // SQLITE_FULL
      return diskFull(file, cause)
    case 3: // SQLITE_PERM
    case 8: // SQLITE_READONLY
    case 14: // SQLITE_CANTOPEN
    case 23: // SQLITE_AUTH
      return unwritable(file, cause)
    case 11: // SQLITE_CORRUPT
    case 26: // SQLITE_NOTADB
      return new HubError('database-broken', `${file} is not a whole database`, {
        hint: 'Move it away and put a backup in its place.',
        cause,
      })
    default:
      return cause
  }
}

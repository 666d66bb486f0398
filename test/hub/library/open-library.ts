import { join } from 'node:path'
import type { Clock } from '#core/clock.ts'
import { type Library, migrations, openLibrary } from '#hub/library/library.ts'
import { type Database, type DriverName, openDatabase } from '#runtime/database.ts'
import type { Log } from '#runtime/log.ts'
import { openTempFolder } from '#test/support/temp.ts'

export const silent: Log = { debug() {}, info() {}, warn() {}, error() {} }

/** A clock that stands until it is turned. */
export function stillClock(
  at = '2026-11-23T18:00:00.000Z',
): Clock & { turnTo(date: string): void } {
  let date = at
  return {
    now: () => Date.parse(date),
    date: () => date,
    turnTo(next) {
      date = next
    },
  }
}

export type OpenLibrary = AsyncDisposable & {
  readonly library: Library
  readonly database: Database
  readonly dataDir: string
  readonly clock: ReturnType<typeof stillClock>
  /** As it was when it was opened: a new one for each test would cost a thread each time. */
  empty(): Promise<void>
}

const tables = 'renditions pieceTags pieceWords pieces takes journalKeeps journalSegments rigs'
const start = '2026-11-23T18:00:00.000Z'

/** A library in a folder of its own, gone afterwards. */
export async function openTestLibrary(driver: DriverName = 'node:sqlite'): Promise<OpenLibrary> {
  const folder = await openTempFolder()
  const clock = stillClock()
  const database = await openLibraryDatabase(folder.path, driver)
  const library = await openLibrary({ database, dataDir: folder.path, clock, log: silent })
  return {
    library,
    database,
    clock,
    dataDir: folder.path,
    async empty() {
      clock.turnTo(start)
      for (const table of tables.split(' ')) await database.run(`DELETE FROM ${table}`)
      await library.renditions.sweep()
    },
    async [Symbol.asyncDispose]() {
      await library[Symbol.asyncDispose]()
      await database[Symbol.asyncDispose]()
      await folder[Symbol.asyncDispose]()
    },
  }
}

export const openLibraryDatabase = (dataDir: string, driver?: DriverName): Promise<Database> =>
  openDatabase(join(dataDir, 'hub', 'library.sqlite'), {
    migrations,
    log: silent,
    ...(driver && { driver }),
  })

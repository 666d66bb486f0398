import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadSqlite3 } from '#runtime/database/sqlite3.ts'
import { type Database, type DriverName, openDatabase } from '#runtime/database.ts'
import { drivers, silentLog, writeMigrations } from '#test/support/database.ts'
import type { Figure } from './figure.ts'

const what = 'rows of the event log a second, many at once beside one by one'
const goal = 'ours ≥ 15 × the peer'

/** Writes rows for half a second each way, synchronous as the library does; the disk is part of it. */
export default async function (): Promise<Figure[]> {
  const sqlite3 = await loadSqlite3()
  const figures: Figure[] = []
  for (const driver of drivers) {
    const says = `${what} (${driver})`
    const there = driver !== 'sqlite3' || sqlite3 !== undefined
    figures.push(
      there
        ? await measure(driver, says)
        : { what: says, ours: 0, unit: 'rows/s', goal, met: 'not measured' },
    )
  }
  return figures
}

async function measure(driver: DriverName, says: string): Promise<Figure> {
  const folder = await mkdtemp(join(tmpdir(), 'rigsong-'))
  try {
    const migrations = await writeMigrations(folder)
    const file = join(folder, 'events.sqlite')
    await using events = await openDatabase(file, { migrations, log: silentLog, driver })
    const body = new Uint8Array(40)
    const peer = await rowsASecond(1, () =>
      events.run('INSERT INTO note (name, body) VALUES (?, ?)', ['event', body]),
    )
    const batch = Array.from({ length: 100 }, () => ['event', body])
    const ours = await rowsASecond(100, () => insertBatch(events, batch))
    const ratio = ours / peer
    return {
      what: says,
      ours: Math.round(ours),
      peer: Math.round(peer),
      peerName: 'one INSERT a row',
      unit: 'rows/s',
      ratio,
      goal,
      met: ratio >= 15,
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const insertBatch = (
  events: Database,
  rows: readonly (readonly (string | Uint8Array)[])[],
): Promise<void> => events.insertMany('note', ['name', 'body'], rows)

async function rowsASecond(rows: number, write: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  let written = 0
  while (performance.now() - begun < 500) {
    await write()
    written += rows
  }
  return (written * 1000) / (performance.now() - begun)
}

import { join } from 'node:path'
import type { Clock } from '#core/clock.ts'
import type { Database } from '#runtime/database.ts'
import type { Log } from '#runtime/log.ts'
import { type Blobs, blobsIn } from './blobs.ts'
import { type Journal, journalIn } from './journal-import.ts'
import { emptyPieceBin, type Pieces, piecesIn } from './pieces.ts'
import { type Renditions, renditionsIn } from './renditions.ts'
import { type Rigs, rigsIn } from './rigs.ts'
import { emptyTakeBin, type Takes, takesIn } from './takes.ts'

/** Everything the hub keeps: pieces, takes, the journal behind them, their sound, and rigs. */
export type Library = AsyncDisposable & {
  readonly pieces: Pieces
  readonly takes: Takes
  readonly journal: Journal
  readonly renditions: Renditions
  readonly blobs: Blobs
  readonly rigs: Rigs
  /** Takes away for good what has been in the bin for 30 days; done at opening and each day. */
  emptyBin(): Promise<void>
}

export type LibraryParts = {
  readonly database: Database
  readonly dataDir: string
  readonly clock: Clock
  readonly log: Log
}

/** The folder of the numbered migrations, for openDatabase. */
export const migrations = join(import.meta.dirname, 'migrations')

export const blobFolder = (dataDir: string): string => join(dataDir, 'hub', 'blobs')

const dayMs = 24 * 60 * 60 * 1000
const binMs = 30 * dayMs

export async function openLibrary({
  database,
  dataDir,
  clock,
  log,
}: LibraryParts): Promise<Library> {
  const blobs = blobsIn(blobFolder(dataDir))
  const daily = setInterval(() => {
    library.emptyBin().catch((cause: unknown) => log.warn('bin not emptied', { cause }))
  }, dayMs).unref()
  const library: Library = {
    pieces: piecesIn(database, clock),
    takes: takesIn(database, clock),
    journal: journalIn(database, { clock, log }),
    renditions: renditionsIn(database, blobs, clock),
    blobs,
    rigs: rigsIn(database, clock),

    async emptyBin() {
      const before = new Date(Date.parse(clock.date()) - binMs).toISOString()
      const pieces = await emptyPieceBin(database, before)
      const takes = await emptyTakeBin(database, before)
      const files = await library.renditions.sweep()
      if (pieces + takes + files > 0) log.info('bin emptied', { pieces, takes, files })
    },

    async [Symbol.asyncDispose]() {
      clearInterval(daily)
    },
  }
  await library.emptyBin()
  return library
}

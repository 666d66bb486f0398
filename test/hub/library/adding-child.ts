import { openLibrary } from '#hub/library/library.ts'
import { systemClock } from '#runtime/clock.ts'
import { openLibraryDatabase, silent } from './open-library.ts'
import { pieceOf } from './pieces-of.ts'

// Adds piece after piece with its sound, and says each one that was answered, until it is killed.
const [dataDir, name] = process.argv.slice(2) as [string, string]
const database = await openLibraryDatabase(dataDir, 'node:sqlite')
const library = await openLibrary({ database, dataDir, clock: systemClock, log: silent })

for (let n = 0; ; n++) {
  const id = `pc_${name}-${n}`
  await library.pieces.add(pieceOf(id))
  process.stdout.write(`piece ${id}\n`)
  const wav = new TextEncoder().encode(id.repeat(1000))
  const sound = { wav, seconds: 1, lufs: -14, truePeakDb: -1, peaks: [] }
  const { sha256 } = await library.renditions.add(id, 'wav', sound)
  process.stdout.write(`sound ${sha256}\n`)
}

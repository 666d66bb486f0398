import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileError, readIfThere, writeAtomic } from '#runtime/files.ts'
import type { Log } from '#runtime/log.ts'
import { beginRun, type Run } from './runs.ts'
import { FlowsSettings, safeSettings } from './settings.ts'
import { install } from './shipped/install.ts'
import { firstFlow, readLibrary, type Shipped } from './shipped/library.ts'
import { bringUpToDate } from './shipped/merge.ts'
import { type JsonFile, openJsonFile } from './storage/json-file.ts'
import { type FlowsStorage, openStorage } from './storage/node-red-storage.ts'
import { nothingKept, openVersions, type Versions } from './storage/versions.ts'

export type FilesParts = {
  /** The flows' part of the data folder. */
  readonly folder: string
  /** Where shipped flows lie. */
  readonly library: string
  readonly credentialSecret: string
  readonly date: () => string
  readonly newId: () => string
  readonly log: Log
}

/** Everything of the flows that is on disk. */
export type FlowsFiles = {
  readonly run: Run
  readonly settings: JsonFile<FlowsSettings>
  readonly versions: Versions
  readonly library: readonly Shipped[]
  readonly storage: FlowsStorage
}

/** Opens them, notes that a run begins, and brings what we ship up to date. */
export async function openFiles(parts: FilesParts): Promise<FlowsFiles> {
  const { folder, date, log } = parts
  await makeFolder(folder)
  const run = await beginRun(folder, { nowMs: Date.parse(date()), log })
  const settings = await openJsonFile(join(folder, 'settings.json'), FlowsSettings, {
    fresh: safeSettings,
    log,
  })
  const versions = await openVersions({ folder: join(folder, 'versions'), date, log })
  const library = await readLibrary(parts.library)
  await bringShipped(versions, library, parts)
  const storage = await openStorage({ ...parts, versions })
  return { run, settings, versions, library, storage }
}

async function makeFolder(folder: string): Promise<void> {
  const manifest = join(folder, 'node-red', 'package.json')
  try {
    await mkdir(join(folder, 'node-red'), { recursive: true, mode: 0o700 })
    // What the owner installs is listed there; Node-RED complains of every start without it.
    if (!(await readIfThere(manifest))) await writeAtomic(manifest, '{ "private": true }\n')
  } catch (cause) {
    throw fileError(cause, folder)
  }
}

/** A new hub begins with the first flow; one that is updated gets what changed in the shipped ones. */
async function bringShipped(
  versions: Versions,
  library: readonly Shipped[],
  { newId, log }: Pick<FilesParts, 'newId' | 'log'>,
): Promise<void> {
  const before = versions.current()?.kept
  const first = library.find(({ id }) => id === firstFlow)
  const after = before
    ? bringUpToDate(before, library, newId)
    : first && install(nothingKept, first, newId).kept
  if (after === undefined || after === before) return
  try {
    await versions.save(() => after, 'shipped')
  } catch (cause) {
    // Without room for our news the player's flows run as they were.
    log.warn('shipped flows not brought', { cause })
  }
}

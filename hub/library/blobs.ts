import { createReadStream } from 'node:fs'
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { HubError } from '#core/errors.ts'
import { readIfThere, writeAtomic } from '#runtime/files.ts'
import { sha256 } from './packed.ts'

/** Files named by the SHA-256 of what they hold. */
export type Blobs = {
  /** Resolves to the name when the bytes are on the disk. */
  put(bytes: Uint8Array): Promise<string>
  /** Checked against their name; undefined where there are none. */
  get(hash: string): Promise<Uint8Array | undefined>
  /** How many bytes, undefined where there is no such blob. */
  size(hash: string): Promise<number | undefined>
  /** A stretch of it, both ends included. */
  read(hash: string, range?: { readonly start: number; readonly end: number }): Readable
  remove(hash: string): Promise<void>
  /** Every hash that is kept. */
  list(): Promise<readonly string[]>
}

const isHash = (name: string): boolean => /^[0-9a-f]{64}$/.test(name)

/** @param folder such as `<dataDir>/hub/blobs`; made with the first blob. */
export function blobsIn(folder: string): Blobs {
  const pathOf = (hash: string): string => {
    if (!isHash(hash)) throw new TypeError(`${hash} is no SHA-256`)
    return join(folder, hash.slice(0, 2), hash.slice(2))
  }
  const size = async (hash: string): Promise<number | undefined> =>
    (await stat(pathOf(hash)).catch(() => undefined))?.size
  return {
    async put(bytes) {
      const hash = sha256(bytes)
      if ((await size(hash)) !== bytes.byteLength) await writeAtomic(pathOf(hash), bytes)
      return hash
    },

    async get(hash) {
      const bytes = await readIfThere(pathOf(hash))
      if (bytes && sha256(bytes) !== hash) throw rotten(hash)
      return bytes
    },

    size,
    read: (hash, range) => createReadStream(pathOf(hash), range),
    remove: (hash) => rm(pathOf(hash), { force: true }),

    async list() {
      const shelves = await readdir(folder).catch(() => [])
      const names = await Promise.all(
        shelves.map(async (shelf) =>
          (await readdir(join(folder, shelf)).catch(() => [])).map((rest) => shelf + rest),
        ),
      )
      return names.flat().filter(isHash)
    },
  }
}

/** Reads every blob and names those that no longer hold what their name says, for `rigsong doctor`. */
export async function rottenBlobs(blobs: Blobs): Promise<readonly string[]> {
  const rotten: string[] = []
  for (const hash of await blobs.list()) {
    const well = await blobs.get(hash).then(
      () => true,
      () => false,
    )
    if (!well) rotten.push(hash)
  }
  return rotten
}

const rotten = (hash: string): HubError =>
  new HubError('internal', `the blob ${hash} no longer holds what its name says`, {
    hint: 'The disk may be failing. Delete the file; the sound is made again when it is asked for.',
  })

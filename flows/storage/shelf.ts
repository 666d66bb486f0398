import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { HubError } from '#core/errors.ts'
import { v } from '#core/schema.ts'
import { fileError, readIfThere, writeAtomic } from '#runtime/files.ts'

/** A flow, function or template that somebody put aside in the editor to use it again. */
const Piece = v.object({ meta: v.record(v.string(), v.unknown()), body: v.string() })
type Piece = Readonly<v.InferOutput<typeof Piece>>

/** A folder by its name, a piece by its name and what is known of it. */
export type ShelfLine = string | { readonly fn: string; readonly [word: string]: unknown }

export type Shelf = {
  /** The words of a piece; of a folder what lies in it. Throws HubError 'not-found'. */
  take(type: string, path: string): Promise<string | readonly ShelfLine[]>
  put(type: string, path: string, piece: Piece): Promise<void>
}

/** The editor's own library of the user: folders and files as the user named them. */
export function openShelf(folder: string): Shelf {
  const at = (type: string, path: string): string => {
    const words = [type, ...path.split('/')].filter((word) => word !== '')
    if (words.every((word) => /^[^./\\\0][^/\\\0]{0,99}$/.test(word))) return join(folder, ...words)
    throw new HubError('bad-request', `${path} is no name for the library`, {
      hint: 'A name begins with anything but a dot and has at most 100 letters.',
    })
  }
  return {
    async take(type, path) {
      const place = at(type, path)
      const piece = await pieceIn(`${place}${ending}`)
      if (piece) return piece.body
      const entries = await entriesOf(place)
      if (entries) return linesOf(place, entries)
      if (path === '' || path.endsWith('/')) return []
      throw new HubError('not-found', `the library has no ${path}`, {
        hint: 'Look at what is there; it may have been renamed.',
      })
    },
    async put(type, path, piece) {
      await writeAtomic(`${at(type, path)}${ending}`, `${JSON.stringify(piece, null, 1)}\n`)
    },
  }
}

/** A piece and a folder may have the same name. */
const ending = '.piece.json'

async function pieceIn(file: string): Promise<Piece | undefined> {
  const bytes = await readIfThere(file)
  return bytes && v.parse(Piece, JSON.parse(Buffer.from(bytes).toString()))
}

type Entry = { readonly name: string; isDirectory(): boolean }

async function entriesOf(place: string): Promise<readonly Entry[] | undefined> {
  try {
    return await readdir(place, { withFileTypes: true })
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined
    throw fileError(cause, place)
  }
}

async function linesOf(place: string, entries: readonly Entry[]): Promise<readonly ShelfLine[]> {
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  const files = entries.filter(({ name }) => name.endsWith(ending)).map(({ name }) => name)
  const pieces = files.toSorted().map(async (name) => {
    const piece = await pieceIn(join(place, name))
    return { ...piece?.meta, fn: name.slice(0, -ending.length) }
  })
  return [...folders.toSorted(), ...(await Promise.all(pieces))]
}

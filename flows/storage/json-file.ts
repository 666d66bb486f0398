import { rename } from 'node:fs/promises'
import { v } from '#core/schema.ts'
import { readIfThere, writeAtomic } from '#runtime/files.ts'
import type { Log } from '#runtime/log.ts'

/** A small file of ours, held in memory and written whole. */
export type JsonFile<T> = {
  read(): T
  write(words: T): Promise<void>
}

/** One that is damaged is put aside, and `fresh` holds. */
export async function openJsonFile<S extends v.GenericSchema>(
  path: string,
  schema: S,
  { fresh, log }: { readonly fresh: v.InferOutput<S>; readonly log: Log },
): Promise<JsonFile<v.InferOutput<S>>> {
  let words = fresh
  const bytes = await readIfThere(path)
  if (bytes) {
    try {
      words = v.parse(schema, JSON.parse(Buffer.from(bytes).toString()))
    } catch (cause) {
      log.error('file damaged and put aside', { path, cause })
      await rename(path, `${path}.damaged`)
    }
  }
  return {
    read: () => words,
    async write(next) {
      await writeAtomic(path, `${JSON.stringify(next, null, 1)}\n`)
      words = next
    },
  }
}

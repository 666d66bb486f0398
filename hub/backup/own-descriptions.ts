import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { v } from '#core/schema.ts'
import { readDescription } from '#firmware-bridge/descriptions/read.ts'
import { fileError, writeAtomic } from '#runtime/files.ts'

/** A description of the maker's own, as it stands in the folder devices of the data folder. */
export const DescriptionFile = v.object({
  file: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,60}\.ya?ml$/, 'the file of a device')),
  text: v.pipe(v.string(), v.maxLength(256 * 1024)),
})
export type DescriptionFile = v.InferOutput<typeof DescriptionFile>

export type OwnDescriptions = {
  /** As they are, also those that cannot be read. */
  all(): Promise<DescriptionFile[]>
  /** Throws HubError 'description-malformed' at the first that nobody could use. */
  check(files: readonly DescriptionFile[]): void
  /** Writes them beside what is there; those of the same name are replaced. */
  keep(files: readonly DescriptionFile[]): Promise<void>
}

/** @param folder devices in the data folder */
export function ownDescriptions(folder: string): OwnDescriptions {
  return {
    async all() {
      const names = await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
        if (cause.code === 'ENOENT') return []
        throw fileError(cause, folder)
      })
      const ours = names.filter((file) => v.is(DescriptionFile.entries.file, file)).sort()
      return Promise.all(
        ours.map(async (file) => ({ file, text: await readFile(join(folder, file), 'utf8') })),
      )
    },
    check(files) {
      for (const { file, text } of files) readDescription(text, file)
    },
    async keep(files) {
      for (const { file, text } of files) await writeAtomic(join(folder, file), text)
    },
  }
}

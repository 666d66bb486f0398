import {
  closeSync,
  fdatasyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'

/** What the journal needs of a folder; synchronous, because it lives in a worker of its own. */
export type JournalDisk = {
  /** Names of the segments there are, oldest first. */
  segments(): readonly string[]
  read(segment: string): string
  /** Makes a new segment and gives its descriptor. */
  create(segment: string): number
  /** Writes all of it at this place or throws, with nothing of it left in the file. */
  write(fd: number, bytes: Uint8Array, at: number): void
  sync(fd: number): void
  close(fd: number): void
  /** Cuts a segment to `bytes` and puts `text` behind, down to the platter. */
  mend(segment: string, bytes: number, text: string): void
}

const ending = '.ndjson'

/** The folder of live's journal; made where it is missing. */
export function journalDisk(folder: string): JournalDisk {
  mkdirSync(folder, { recursive: true })
  const pathOf = (segment: string): string => join(folder, segment + ending)
  const syncFolder = (): void => {
    const fd = openSync(folder, 'r')
    try {
      fdatasyncSync(fd)
    } finally {
      closeSync(fd)
    }
  }
  return {
    segments: () =>
      readdirSync(folder)
        .filter((name) => name.endsWith(ending))
        .map((name) => name.slice(0, -ending.length))
        .sort(),
    read: (segment) => readFileSync(pathOf(segment), 'utf8'),
    create(segment) {
      const fd = openSync(pathOf(segment), 'wx', 0o600)
      syncFolder()
      return fd
    },
    write(fd, bytes, at) {
      let written = 0
      try {
        while (written < bytes.length)
          written += writeSync(fd, bytes, written, bytes.length - written, at + written)
      } catch (error) {
        // Half a line in the middle of the file would never be mended.
        if (written > 0) ftruncateSync(fd, at)
        throw error
      }
    },
    sync: fdatasyncSync,
    close: closeSync,
    mend(segment, bytes, text) {
      truncateSync(pathOf(segment), bytes)
      writeFileSync(pathOf(segment), text, { flag: 'a', flush: true })
    },
  }
}

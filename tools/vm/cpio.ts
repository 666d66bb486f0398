/** One file, folder or link of an archive; paths without a slash in front. */
export type Entry =
  | { readonly path: string; readonly file: Buffer | string; readonly mode?: number }
  | { readonly path: string; readonly link: string }
  | { readonly path: string }

/**
 * An archive that Linux unpacks as its first root folder ("newc" of cpio, the kernel's
 * Documentation/driver-api/early-userspace/buffer-format.rst). Several may follow each other.
 * Folders come before what is in them.
 */
export function cpio(entries: readonly Entry[]): Buffer {
  const all: readonly Entry[] = [...entries, { path: trailer, file: '' }]
  return Buffer.concat(all.flatMap(parts))
}

const trailer = 'TRAILER!!!'
const types = { file: 0o100000, link: 0o120000, folder: 0o040000 } as const

function parts(entry: Entry, index: number): readonly Buffer[] {
  const content = Buffer.from('file' in entry ? entry.file : 'link' in entry ? entry.link : '')
  const name = Buffer.from(`${entry.path}\0`)
  const fields = [
    ...[index + 1, modeOf(entry), 0, 0, 1, 0, content.length],
    ...[0, 0, 0, 0, name.length, 0],
  ]
  const header = `070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}`
  return [padded(Buffer.concat([Buffer.from(header), name])), padded(content)]
}

function modeOf(entry: Entry): number {
  if ('file' in entry) return types.file | (entry.mode ?? 0o644)
  return 'link' in entry ? types.link | 0o777 : types.folder | 0o755
}

/** Filled up to a multiple of four bytes. */
const padded = (bytes: Buffer): Buffer =>
  Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)])

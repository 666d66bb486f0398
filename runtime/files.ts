import { randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { HubError } from '#core/errors.ts'

/**
 * Writes a whole file so that a kill or a power cut leaves either the old or the new one, never a
 * part: beside it, fsync, rename, fsync of the folder. Makes the folder where it is missing.
 * Throws HubError 'disk-full' or 'data-folder-unwritable'.
 */
export async function writeAtomic(
  path: string,
  bytes: Uint8Array | string,
  mode = 0o600,
): Promise<void> {
  const folder = dirname(path)
  const beside = join(folder, `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`)
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await writeWhole(beside, bytes, mode)
    await rename(beside, path)
    await syncFolder(folder)
  } catch (cause) {
    // What went wrong first is what matters.
    await rm(beside, { force: true }).catch(() => {})
    throw fileError(cause, path)
  }
}

/** The bytes of a file, or undefined where there is none. */
export async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path)
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return undefined
    throw fileError(cause, path)
  }
}

/** Makes a rename, a new file or a removal in this folder survive a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open a folder; there NTFS orders the rename itself.
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** What the file system's refusal means to a player; anything it does not know comes back as it is. */
export function fileError(cause: unknown, path: string): unknown {
  switch (codeOf(cause)) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return diskFull(path, cause)
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOTDIR':
    case 'EEXIST':
      return unwritable(path, cause)
    default:
      return cause
  }
}

export const diskFull = (path: string, cause: unknown): HubError =>
  new HubError('disk-full', `there is no room left for ${path}`, {
    hint: 'Free some space or move the data folder (RIGSONG_DATA); what was kept before is still there.',
    cause,
  })

export const unwritable = (path: string, cause: unknown): HubError =>
  new HubError('data-folder-unwritable', `${path} cannot be read or written`, {
    hint: 'Give this user the right to the folder, or choose another one with RIGSONG_DATA.',
    cause,
  })

async function writeWhole(path: string, bytes: Uint8Array | string, mode: number): Promise<void> {
  const handle = await open(path, 'wx', mode)
  try {
    await handle.writeFile(bytes)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : ''
}

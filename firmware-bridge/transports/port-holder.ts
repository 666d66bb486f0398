import { readdir, readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'

/** A program that has a device file open. */
export type Holder = { readonly pid: number; readonly name: string }

/**
 * Who has a device file open, as far as we may see: without root only programs of our own user.
 * Undefined where nobody is found.
 * @param device the real path, such as /dev/ttyUSB0
 */
export async function holderOf(device: string, proc = '/proc'): Promise<Holder | undefined> {
  const pids = (await namesIn(proc)).filter((name) => /^\d+$/.test(name))
  for (const pid of pids) {
    if (!(await holds(join(proc, pid, 'fd'), device))) continue
    const name = await readFile(join(proc, pid, 'comm'), 'utf8').catch(() => '')
    return { pid: Number(pid), name: name.trim() || `process ${pid}` }
  }
  return undefined
}

async function holds(folder: string, device: string): Promise<boolean> {
  const files = await namesIn(folder)
  const opened = await Promise.all(
    files.map((fd) => readlink(join(folder, fd)).catch(() => undefined)),
  )
  return opened.includes(device)
}

// A process of somebody else, or one that has ended since.
const namesIn = (folder: string): Promise<readonly string[]> => readdir(folder).catch(() => [])

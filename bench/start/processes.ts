import { readdir, readFile } from 'node:fs/promises'

/** The process and all its descendants, by /proc; empty elsewhere than on Linux. */
export async function familyOf(pid: number): Promise<readonly number[]> {
  const family = [pid]
  for (const parent of family) {
    const tasks = await readdir(`/proc/${parent}/task`).catch(() => [])
    for (const task of tasks) {
      const children = await readFile(`/proc/${parent}/task/${task}/children`, 'utf8').catch(
        () => '',
      )
      family.push(...children.trim().split(' ').filter(Boolean).map(Number))
    }
  }
  return family
}

/** Proportional set size in MB: memory shared between processes is counted once in all. */
export async function pssMb(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8')
  return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1]) / 1024
}

/** What a process was started as, its program name left out. */
export async function commandOf(pid: number): Promise<string> {
  const words = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0').filter(Boolean)
  return words.slice(1).join(' ')
}

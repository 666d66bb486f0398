import { execFileSync } from 'node:child_process'

/** A disk of 4 MB over the folder, or undefined where this user may not mount one. */
export function smallDisk(path: string): Disposable | undefined {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', path], { stdio: 'ignore' })
  } catch {
    return undefined
  }
  return { [Symbol.dispose]: () => execFileSync('umount', ['--lazy', path], { stdio: 'ignore' }) }
}

import { type FSWatcher, statSync, watch, writeSync } from 'node:fs'
import { basename, dirname } from 'node:path'

const lookEveryMs = 250
const nothing = new Uint8Array(0)

/**
 * Calls `gone` with why when the line of a device file is dead, whatever its port says: the file is no
 * more, another has its name (the board was plugged in again), or the line hung up. By inotify, and by
 * looking where that is deaf.
 * @param device the real path
 * @param fd open for writing; nothing is written
 */
export function watchNode(device: string, fd: number, gone: (why: string) => void): Disposable {
  const was = nodeAt(device)
  let watcher: FSWatcher | undefined

  function look(): void {
    if (nodeAt(device) !== was) gone('the device file went away')
    else if (isHungUp(fd)) gone('the line hung up')
  }

  const timer = setInterval(look, lookEveryMs)
  try {
    // What is written to it is told as well, byte by byte on some kernels, and says nothing.
    watcher = watch(dirname(device), (what, name) => {
      if (what === 'rename' && name === basename(device)) look()
    })
    watcher.on('error', () => watcher?.close())
  } catch {
    // No inotify left on this machine: the timer looks.
  }
  return {
    [Symbol.dispose]() {
      clearInterval(timer)
      watcher?.close()
    },
  }
}

/** Which device the file leads to, and which file it is: a new one has another number. */
function nodeAt(device: string): string {
  try {
    const { ino, rdev } = statSync(device)
    return `${ino} ${rdev}`
  } catch {
    return 'none'
  }
}

// Linux answers a write of no bytes to a line that hung up with EIO, and does nothing on a live one.
function isHungUp(fd: number): boolean {
  try {
    writeSync(fd, nothing)
    return false
  } catch (error) {
    return ['EIO', 'ENXIO', 'ENODEV'].includes((error as NodeJS.ErrnoException).code ?? '')
  }
}

import { type FSWatcher, statSync, watch } from 'node:fs'

export type FolderWatch = Disposable & {
  /** Watches again where the folder came, went or was made anew. */
  retry(): void
}

/**
 * Calls `stirred` when a file comes or goes in a folder that may come and go itself. What is written to
 * a file is not told: device files are written to all the time.
 */
export function watchFolder(
  folder: string,
  stirred: () => void,
  watchFiles: typeof watch = watch,
): FolderWatch {
  let watcher: FSWatcher | undefined
  let watched: number | undefined

  function close(): void {
    watcher?.close()
    watcher = undefined
    watched = undefined
  }

  function retry(): void {
    const now = statSync(folder, { throwIfNoEntry: false })?.ino
    if (now === watched) return
    close()
    if (now === undefined) return
    try {
      watcher = watchFiles(folder, (what) => {
        if (what === 'rename') stirred()
      })
      watcher.on('error', close)
      watched = now
    } catch {
      // No inotify left on this machine; whoever retries looks by himself as well.
    }
  }

  retry()
  return { retry, [Symbol.dispose]: close }
}

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  openTerminal,
  readTerminal,
  type Terminal,
  whenReadable,
  writeTerminal,
} from './pty/terminal.ts'

/** A lead with a plug: a pseudo-terminal under one name that can be pulled out and put back. */
export type Lead = {
  /** What a program opens as its port, also after a replug. */
  readonly path: string
  plugged(): boolean
  plug(): void
  unplug(): void
  /** Gives what the line takes; the rest is lost, as on a wire nobody reads. */
  write(bytes: Uint8Array): void
  close(): void
}

/**
 * Plugs a lead in, in a private folder of its own that `close` removes, so that its name is never
 * somebody else's.
 * @param hear gets what the program at the other end writes
 */
export function openLead(name: string, hear: (bytes: Uint8Array) => void = () => {}): Lead {
  const folder = mkdtempSync(join(tmpdir(), 'rigsong-simulator-'))
  const path = join(folder, name)
  let terminal: Terminal | undefined

  async function listen(to: Terminal): Promise<void> {
    const bytes = Buffer.alloc(4096)
    while (terminal === to) {
      const state = await whenReadable(to.fd, 100)
      if (terminal !== to) return
      // While nobody has the port open the poll answers at once, over and over.
      if (state === 'hung-up') await sleep(20)
      if (state !== 'readable') continue
      const count = readTerminal(to.fd, bytes)
      if (count > 0) hear(Uint8Array.from(bytes.subarray(0, count)))
    }
  }

  function unplug(): void {
    terminal?.close()
    terminal = undefined
  }

  function plug(): void {
    if (terminal) return
    terminal = openTerminal(path)
    void listen(terminal)
  }

  plug()
  return {
    path,
    plugged: () => terminal !== undefined,
    plug,
    unplug,
    write(bytes) {
      if (terminal) writeTerminal(terminal.fd, bytes)
    },
    close() {
      unplug()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** The device's own end of its cable, as bytes. */
export type Line = {
  /** Everything that came from the host since it was opened. */
  heard(): Buffer
  /** Resolves once the kernel has taken it all; a line that is gone takes nothing. */
  write(bytes: Uint8Array | readonly number[]): Promise<void>
  /** Lets go of the file. */
  close(): Promise<void>
}

/**
 * Opens a device file from a process of its own: a thread of ours that waits in a read of it would keep
 * this process from ending.
 * @param setting a command for file descriptor 4 before anything is read, such as stty's
 */
export async function openLine(path: string, setting = 'true'): Promise<Line> {
  // The kernel gives MIDI to one reader and one writer; a descriptor for both is either's.
  const script = `exec 4<>"$1" || exit 1; ${setting}; echo; exec 2>/dev/null; cat <&4 & cat >&4`
  const child = spawn('sh', ['-c', script, 'sh', path], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  })
  const gone = once(child, 'close')
  const pieces: Buffer[] = []
  // A pulled cable ends the process that writes, at any moment.
  child.stdin.on('error', () => {})
  const [first] = await Promise.race([
    once(child.stdout, 'data') as Promise<[Buffer]>,
    gone.then(() => Promise.reject(new Error(`${path} does not open`))),
  ])
  pieces.push(first.subarray(1))
  child.stdout.on('data', (bytes: Buffer) => pieces.push(bytes))
  return {
    heard: () => Buffer.concat(pieces),
    write: (bytes) =>
      new Promise((resolve) => {
        child.stdin.write(Uint8Array.from(bytes), () => resolve())
      }),
    async close() {
      try {
        process.kill(-child.pid!, 'SIGKILL')
      } catch {
        // It has ended by itself.
      }
      await gone
    },
  }
}

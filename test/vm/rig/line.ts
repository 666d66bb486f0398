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
  const { child, close } = await openProcess(script, [path])
  const pieces: Buffer[] = []
  child.stdout.on('data', (bytes: Buffer) => pieces.push(bytes))
  return {
    heard: () => Buffer.concat(pieces),
    write: (bytes) =>
      new Promise((resolve) => {
        child.stdin.write(Uint8Array.from(bytes), () => resolve())
      }),
    close,
  }
}

/** Starts a script that says an empty line once it has its files open. */
async function openProcess(script: string, paths: readonly string[]) {
  const child = spawn('sh', ['-c', script, 'sh', ...paths], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  })
  const gone = once(child, 'close')
  // A pulled cable ends the process that writes, at any moment.
  child.stdin.on('error', () => {})
  const [first] = await Promise.race([
    once(child.stdout, 'data') as Promise<[Buffer]>,
    gone.then(() => Promise.reject(new Error(`${paths.join(' or ')} does not open`))),
  ])
  if (first.length > 1) child.stdout.unshift(first.subarray(1))
  return {
    child,
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

/**
 * Joins a device's end of its cable to a simulator's terminal, byte by byte, until it is closed or the
 * cable is pulled.
 */
export async function openBridge(path: string, terminal: string): Promise<Pick<Line, 'close'>> {
  const script = [
    'exec 4<>"$1" 5<>"$2" || exit 1',
    'for end in 4 5; do stty raw -echo <&$end; done',
    'echo; exec 2>/dev/null; cat <&4 >&5 & exec cat <&5 >&4',
  ].join('\n')
  return { close: (await openProcess(script, [path, terminal])).close }
}

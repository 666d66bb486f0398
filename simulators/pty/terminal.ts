import { readlinkSync, symlinkSync, unlinkSync, writeSync } from 'node:fs'
import koffi from 'koffi'

/** The master side of a pseudo-terminal in raw mode; `path` is the end that a program opens as a port. */
export type Terminal = {
  readonly fd: number
  readonly path: string
  /** Hangs up: whoever has the other end open loses it, and `path` is gone. */
  close(): void
  /** Takes the second name away and says nothing to whoever has it open. */
  vanish(): void
}

const O_RDWR = 2
const O_NOCTTY = 0o400
const O_NONBLOCK = 0o4000
const POLLIN = 1
const POLLHUP = 16

type Libc = ReturnType<typeof loadLibc>
let loaded: Libc | undefined

function libc(): Libc {
  loaded ??= loadLibc()
  return loaded
}

function loadLibc() {
  const lib = koffi.load('libc.so.6')
  koffi.struct('pollfd', { fd: 'int', events: 'short', revents: 'short' })
  return {
    posixOpenpt: lib.func('int posix_openpt(int flags)'),
    grantpt: lib.func('int grantpt(int fd)'),
    unlockpt: lib.func('int unlockpt(int fd)'),
    ptsname: lib.func('int ptsname_r(int fd, _Out_ uint8_t *name, size_t size)'),
    tcgetattr: lib.func('int tcgetattr(int fd, _Out_ uint8_t *termios)'),
    cfmakeraw: lib.func('void cfmakeraw(_Inout_ uint8_t *termios)'),
    tcsetattr: lib.func('int tcsetattr(int fd, int when, uint8_t *termios)'),
    close: lib.func('int close(int fd)'),
    read: lib.func('long read(int fd, _Out_ uint8_t *bytes, size_t size)'),
    poll: lib.func('int poll(_Inout_ pollfd *fds, unsigned long count, int timeoutMs)'),
  }
}

function must(what: string, result: number): number {
  if (result < 0) throw new Error(`${what} failed`)
  return result
}

/** Opens a pseudo-terminal; `link` is a second name for it, replaced where it exists. */
export function openTerminal(link?: string): Terminal {
  const c = libc()
  const fd = must('posix_openpt', c.posixOpenpt(O_RDWR | O_NOCTTY | O_NONBLOCK))
  must('grantpt', c.grantpt(fd))
  must('unlockpt', c.unlockpt(fd))
  const name = Buffer.alloc(128)
  must('ptsname_r', -c.ptsname(fd, name, name.length))
  makeRaw(fd)
  const path = name.toString('latin1', 0, name.indexOf(0))
  if (link) relink(path, link)
  let open = true
  const vanish = (): void => {
    if (link && linked(link) === path) unlinkSync(link)
  }
  return {
    fd,
    path: link ?? path,
    vanish,
    close() {
      if (!open) return
      open = false
      vanish()
      c.close(fd)
    },
  }
}

// Until a program opens the port the line discipline would echo our own bytes back to us.
function makeRaw(fd: number): void {
  const termios = Buffer.alloc(256)
  must('tcgetattr', libc().tcgetattr(fd, termios))
  libc().cfmakeraw(termios)
  must('tcsetattr', libc().tcsetattr(fd, 0, termios))
}

function linked(link: string): string | undefined {
  try {
    return readlinkSync(link)
  } catch {
    return undefined
  }
}

function relink(path: string, link: string): void {
  if (linked(link) !== undefined) unlinkSync(link)
  symlinkSync(path, link)
}

/** Waits, blocking the thread, until bytes can be read; false after `timeoutMs`. */
export function waitReadable(fd: number, timeoutMs: number): boolean {
  const fds = [{ fd, events: POLLIN, revents: 0 }]
  return libc().poll(fds, 1, timeoutMs) > 0
}

/** The same without blocking this thread; 'hung-up' while no program has the port open. */
export function whenReadable(
  fd: number,
  timeoutMs: number,
): Promise<'readable' | 'nothing' | 'hung-up'> {
  const fds = [{ fd, events: POLLIN, revents: 0 }]
  return new Promise((resolve, reject) => {
    libc().poll.async(fds, 1, timeoutMs, (error: Error | null, ready: number) => {
      if (error) reject(error)
      else if (ready <= 0) resolve('nothing')
      else resolve((fds[0]!.revents & POLLIN) !== 0 ? 'readable' : 'hung-up')
    })
  })
}

/** Whether no program has the port open; until one had it for the first time this stays false. */
export function isHungUp(fd: number): boolean {
  const fds = [{ fd, events: 0, revents: 0 }]
  return libc().poll(fds, 1, 0) > 0 && (fds[0]!.revents & POLLHUP) !== 0
}

/** What has come, up to the size of `into`; -1 where nothing has. */
export const readTerminal = (fd: number, into: Uint8Array): number =>
  Number(libc().read(fd, into, into.length))

/** Writes what the line takes now and says how many bytes that were. */
export function writeTerminal(fd: number, bytes: Uint8Array): number {
  try {
    return writeSync(fd, bytes)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 0
    throw error
  }
}

import { constants, existsSync, type FSWatcher, watch } from 'node:fs'
import { type FileHandle, open, readFile, realpath, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { SerialPort } from 'serialport'
import { HubError } from '#core/errors.ts'

/** Who listens to a port from the moment it opens. */
export type SerialEars = {
  hear(bytes: Uint8Array): void
  /**
   * The line is gone; called once, before anything is closed. What it returns is awaited, so that a
   * thread that writes to `fd` can let go of it first.
   */
  lost(why: string): void | Promise<void>
}

export type SerialLine = AsyncDisposable & {
  /**
   * A descriptor of the same line, opened non-blocking, for a thread that writes by itself. It stays
   * this line's until `lost` has returned or the line is closed, so a number that the system has
   * given to another file is never written to.
   */
  readonly fd: number
  /**
   * Restarts an Arduino by its DTR and RTS lines, as its own tools do, and waits until its bootloader
   * listens. Nothing happens on a line without them, such as a pseudo-terminal.
   */
  restartBoard(): Promise<void>
  /** Says that the line is dead, as a writer learns from EIO. */
  reportLoss(why: string): void
}

const { O_WRONLY, O_NOCTTY, O_NONBLOCK } = constants
const lookEveryMs = 250

/**
 * Opens a serial port and listens at once: a port without a reader never hears that it was unplugged
 * (and spins), so there is none. The device file going away counts as the loss, whatever the port says.
 * Throws 'port-missing', 'port-refused' or 'port-busy'.
 * @param baud bits a second
 * @example await using line = await openSerial('/dev/ttyUSB0', 31_250, { hear, lost })
 */
export async function openSerial(
  path: string,
  baud: number,
  ears: SerialEars,
): Promise<SerialLine> {
  const device = await realpath(path).catch((cause: unknown) => {
    throw portError(cause, path)
  })
  // Ours first: once the port below is locked, nobody can open it a second time.
  const writer = await openWriter(path)
  // A rig without serial ports never loads the native part.
  const { SerialPort } = await import('serialport')
  const port = new SerialPort({ path, baudRate: baud, autoOpen: false })
  let state: 'open' | 'losing' | 'closed' = 'open'
  port.on('data', (bytes: Buffer) => {
    if (state === 'open') ears.hear(bytes)
  })
  // A failed write says 'error' and then 'close'; the close is what counts.
  port.on('error', () => {})
  try {
    await started(port)
  } catch (cause) {
    await writer.close()
    throw portError(cause, path)
  }
  const watching = watchNode(device, () => lose('the device file went away'))
  port.once('close', () => lose('the port hung up'))

  function lose(why: string): void {
    if (state !== 'open') return
    state = 'losing'
    watching.close()
    void letGo(why)
  }

  async function letGo(why: string): Promise<void> {
    try {
      await ears.lost(why)
    } finally {
      await close()
    }
  }

  async function close(): Promise<void> {
    if (state === 'closed') return
    state = 'closed'
    watching.close()
    await Promise.all([closed(port), writer.close()])
  }

  return {
    fd: writer.fd,
    restartBoard: () => restart(port),
    reportLoss: lose,
    [Symbol.asyncDispose]: close,
  }
}

async function openWriter(path: string): Promise<FileHandle> {
  if (!(await stat(path)).isCharacterDevice()) {
    throw new HubError('port-refused', `${path} is not a serial port`, {
      hint: 'Name the device file of the port, such as /dev/ttyUSB0.',
    })
  }
  try {
    return await open(path, O_WRONLY | O_NOCTTY | O_NONBLOCK)
  } catch (cause) {
    throw await refusal(cause, path)
  }
}

const started = (port: SerialPort): Promise<void> =>
  new Promise((resolve, reject) => {
    port.open((error) => (error ? reject(error) : resolve()))
  })

const closed = (port: SerialPort): Promise<void> =>
  new Promise((resolve) => {
    if (!port.isOpen) return resolve()
    port.close(() => resolve())
  })

// The board's capacitor makes a pulse of the falling lines, once it has been empty for a while.
const restingMs = 250
const bootingMs = 50

async function restart(port: SerialPort): Promise<void> {
  await setLines(port, false)
  await sleep(restingMs)
  await setLines(port, true)
  await sleep(bootingMs)
}

const setLines = (port: SerialPort, on: boolean): Promise<void> =>
  new Promise((resolve) => {
    port.set({ dtr: on, rts: on }, () => resolve())
  })

/** Calls `gone` when the device file is no more: by inotify, and by looking where that is deaf. */
function watchNode(device: string, gone: () => void): { close(): void } {
  const look = (): void => {
    if (!existsSync(device)) gone()
  }
  const timer = setInterval(look, lookEveryMs)
  let watcher: FSWatcher | undefined
  try {
    watcher = watch(dirname(device), look)
    watcher.on('error', () => watcher?.close())
  } catch {
    // No inotify left on this machine: the timer looks.
  }
  return {
    close() {
      clearInterval(timer)
      watcher?.close()
    },
  }
}

function portError(cause: unknown, path: string): HubError {
  if (cause instanceof HubError) return cause
  const { code = '', message = '' } = cause as NodeJS.ErrnoException
  if (['ENOENT', 'ENODEV', 'ENXIO', 'ENOTDIR'].includes(code) || /No such/.test(message)) {
    return new HubError('port-missing', `there is no port ${path}`, {
      hint: 'Plug the interface in, or look for its name in /dev/serial/by-id.',
      cause,
    })
  }
  if (code === 'EBUSY' || /lock|busy/i.test(message)) {
    return new HubError('port-busy', `another program holds ${path}`, {
      hint: 'Close the program that has it open, such as a serial monitor.',
      cause,
    })
  }
  return new HubError('port-refused', `${path} cannot be opened as a serial port`, {
    hint: 'Check that it is a serial port and not another device.',
    cause,
  })
}

async function refusal(cause: unknown, path: string): Promise<HubError> {
  const { code } = cause as NodeJS.ErrnoException
  if (code !== 'EACCES' && code !== 'EPERM') return portError(cause, path)
  const group = await groupOf(path)
  return new HubError('port-refused', `we may not open ${path}`, {
    hint: `Its group is ${group}: sudo usermod -aG ${group} "$USER", then sign in again.`,
    cause,
  })
}

/** The group of a device file by name, such as dialout. */
async function groupOf(path: string): Promise<string> {
  const { gid } = await stat(path)
  const groups = await readFile('/etc/group', 'utf8').catch(() => '')
  const line = groups.split('\n').find((one) => one.split(':')[2] === String(gid))
  return line?.split(':')[0] ?? String(gid)
}

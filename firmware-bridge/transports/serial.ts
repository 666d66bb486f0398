import { constants } from 'node:fs'
import { type FileHandle, open, realpath, stat } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { SerialPort } from 'serialport'
import { HubError } from '#core/errors.ts'
import { watchNode } from './node-watch.ts'
import { portError } from './port-error.ts'

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
  /** Sends bytes, in order, for whoever writes from this thread. A line that takes none is lost. */
  write(bytes: Uint8Array): void
  /**
   * Restarts an Arduino by its DTR and RTS lines, as its own tools do, and waits until its bootloader
   * listens. Nothing happens on a line without them, such as a pseudo-terminal.
   */
  restartBoard(): Promise<void>
  /** Says that the line is dead, as a writer learns from EIO. */
  reportLoss(why: string): void
}

export type SerialWires = {
  /**
   * DTR and RTS from the opening on; as the kernel has them, raised, where left out. A board restarts
   * when they rise.
   */
  readonly dtr?: boolean
}

const { O_WRONLY, O_NOCTTY, O_NONBLOCK } = constants
/** A line that has not taken so much is no longer read by anybody. */
const waitingBytes = 65_536

/**
 * Opens a serial port and listens at once: a port without a reader never hears that it was unplugged
 * (and spins), so there is none. The device file going away counts as the loss, whatever the port says.
 * Throws 'port-missing', 'port-refused' or 'port-busy'. Closing can hang where a driver does; whoever
 * closes does not wait for ever.
 * @param baud bits a second
 * @example await using line = await openSerial('/dev/ttyUSB0', 31_250, { hear, lost })
 */
export async function openSerial(
  path: string,
  baud: number,
  ears: SerialEars,
  { dtr }: SerialWires = {},
): Promise<SerialLine> {
  const device = await orPortError(path, realpath(path))
  // Ours first: once the port below is locked, nobody can open it a second time.
  const writer = await openWriter(path)
  // A rig without serial ports never loads the native part.
  const { SerialPort } = await import('serialport')
  const port = new SerialPort({ path, baudRate: baud, autoOpen: false })
  let state: 'open' | 'losing' | 'closed' = 'open'
  let closing: Promise<void> | undefined
  port.on('data', (bytes: Buffer) => {
    if (state === 'open') ears.hear(bytes)
  })
  // A failed write says 'error' and then 'close', twice at times; `lose` takes the first.
  port.on('error', () => {})
  try {
    await started(port)
  } catch (cause) {
    // First, or who holds the port is found to be ourselves.
    await writer.close()
    throw await portError(cause, path)
  }
  const watching = watchNode(device, writer.fd, lose)
  port.on('close', () => lose('the port hung up'))
  if (dtr !== undefined) await setLines(port, dtr)

  function lose(why: string): void {
    if (state !== 'open') return
    state = 'losing'
    watching[Symbol.dispose]()
    void letGo(why)
  }

  async function letGo(why: string): Promise<void> {
    try {
      await ears.lost(why)
    } finally {
      // Closing would wait up to 30 s for what a dead line has not taken.
      await flushed(port)
      await close()
    }
  }

  function close(): Promise<void> {
    state = 'closed'
    watching[Symbol.dispose]()
    closing ??= Promise.all([closed(port), writer.close()]).then(() => {})
    return closing
  }

  return {
    fd: writer.fd,
    write(bytes) {
      if (state !== 'open') return
      if (port.writableLength > waitingBytes) return lose('it takes nothing any more')
      port.write(Buffer.from(bytes), (error) => {
        if (error) lose(`writing failed (${error.message})`)
      })
    },
    restartBoard: () => restart(port),
    reportLoss: lose,
    [Symbol.asyncDispose]: close,
  }
}

async function openWriter(path: string): Promise<FileHandle> {
  const file = await orPortError(path, stat(path))
  if (!file.isCharacterDevice()) {
    throw new HubError('port-refused', `${path} is not a serial port`, {
      hint: 'Name the device file of the port, such as /dev/ttyUSB0.',
    })
  }
  return orPortError(path, open(path, O_WRONLY | O_NOCTTY | O_NONBLOCK))
}

async function orPortError<T>(path: string, opening: Promise<T>): Promise<T> {
  try {
    return await opening
  } catch (cause) {
    throw await portError(cause, path)
  }
}

const started = (port: SerialPort): Promise<void> =>
  new Promise((resolve, reject) => {
    port.open((error) => (error ? reject(error) : resolve()))
  })

const flushed = (port: SerialPort): Promise<void> =>
  new Promise((resolve) => {
    if (!port.isOpen) return resolve()
    port.flush(() => resolve())
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

// A line without them, such as a pseudo-terminal, refuses: then there is nothing to set.
const setLines = (port: SerialPort, on: boolean): Promise<void> =>
  new Promise((resolve) => {
    port.set({ dtr: on, rts: on }, () => resolve())
  })

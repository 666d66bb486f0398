import { HubError } from '#core/errors.ts'
import { openSerial } from '#firmware-bridge/transports/serial.ts'
import { blank } from './intel-hex.ts'
import type { BoardImage, Chip } from './shipped.ts'
import { type Bootloader, bootloader } from './stk500.ts'

/** Optiboot, on every Uno and on a Nano since 2018. */
const optibootBaud = 115_200
/** The bootloader of older Nanos and of many clones. */
const oldBootloaderBaud = 57_600

/** A bootloader listens for a second or less after the reset. */
const resets = 3
const tries = 6
const tryMs = 150

export type Flashing = {
  /** How far it is, 0 to 1: 1 is written and checked. */
  progress?(done: number): void
  signal?: AbortSignal
  open?: typeof openSerial
}

/**
 * Writes a program to an Arduino through its bootloader, checks every byte of it and starts it. The
 * port must be free.
 * Throws 'flash-failed' with what to do; the message says whether the board still has its old program.
 * @example await driver.lend((path) => flash(path, await shippedFirmware('knob-box'), { progress }))
 */
export async function flash(
  path: string,
  image: BoardImage,
  { progress = () => {}, signal, open = openSerial }: Flashing = {},
): Promise<void> {
  if (image.bytes.length > image.chip.flashBytes) {
    throw failed(`the program is too big for ${article(image.chip)}`, 'Take a smaller program.')
  }
  for (const baud of [optibootBaud, oldBootloaderBaud]) {
    await using line = await openLine(path, baud, { open, signal })
    if (!(await answers(line, image.chip))) continue
    await writeAll(line.boot, image, progress)
    return
  }
  throw failed(
    'no bootloader answers; nothing was written',
    'Is it an Uno or a Nano? Press its reset button at the moment the writing starts.',
  )
}

type Line = AsyncDisposable & {
  readonly boot: Bootloader
  restart(): Promise<void>
}

async function openLine(
  path: string,
  baud: number,
  { open, signal }: { open: typeof openSerial; signal: AbortSignal | undefined },
): Promise<Line> {
  const broken = Promise.withResolvers<never>()
  // Nobody may be waiting when the lead is pulled.
  broken.promise.catch(() => {})
  const stopped = failed('the writing was stopped', 'Start it again.')
  const stop = (): void => broken.reject(stopped)
  if (signal?.aborted) throw untouched(stopped)
  let hear = (_: Uint8Array): void => {}
  const serial = await open(path, baud, {
    hear: (bytes) => hear(bytes),
    lost: (why) => broken.reject(failed(`the board went away: ${why}`, 'Plug it in again.')),
  }).catch((cause: HubError) => {
    throw untouched(cause)
  })
  signal?.addEventListener('abort', stop)
  const boot = bootloader({ write: serial.write, broken: broken.promise })
  hear = boot.heard
  return {
    boot,
    restart: () => Promise.race([serial.restartBoard(), broken.promise]),
    async [Symbol.asyncDispose]() {
      signal?.removeEventListener('abort', stop)
      await serial[Symbol.asyncDispose]()
    },
  }
}

/** Whether a bootloader answers that is ready to write to this chip. */
async function answers(line: Line, chip: Chip): Promise<boolean> {
  try {
    if (!(await met(line))) return false
    const signature = await line.boot.signature()
    if (chip.signature.some((byte, i) => byte !== signature[i])) {
      throw failed(
        `the board has another chip (${Buffer.from(signature).toString('hex')})`,
        `This program is for ${article(chip)}, as on an Uno or a Nano.`,
      )
    }
    await line.boot.enter()
    return true
  } catch (cause) {
    throw untouched(cause as HubError)
  }
}

/** Restarts the board until its bootloader answers; false where none does. */
async function met({ boot, restart }: Line): Promise<boolean> {
  for (let i = 0; i < resets; i++) {
    await restart()
    for (let j = 0; j < tries; j++) if (await boot.sync(tryMs)) return true
  }
  return false
}

async function writeAll(
  boot: Bootloader,
  { chip, bytes }: BoardImage,
  progress: (done: number) => void,
): Promise<void> {
  const pages = pagesOf(bytes, chip.pageBytes)
  let steps = 0
  const step = (): void => progress(++steps / (2 * pages.length))
  try {
    for (const { at, page } of pages) {
      await boot.writePage(at, page)
      step()
    }
    for (const { at, page } of pages) {
      const read = await boot.readPage(at, page.length)
      if (Buffer.compare(read, page) !== 0) {
        throw failed(`the board did not keep what was written at ${at}`, 'Check lead and supply.')
      }
      step()
    }
  } catch (cause) {
    throw halfWritten(cause as HubError)
  }
  // All is written and checked; a board that does not answer to this starts at the next opening.
  await boot.leave().catch(() => {})
}

/** The pages that have something on them. */
function pagesOf(bytes: Uint8Array, pageBytes: number) {
  return Array.from({ length: Math.ceil(bytes.length / pageBytes) }, (_, i) => {
    const page = new Uint8Array(pageBytes).fill(blank)
    page.set(bytes.subarray(i * pageBytes, (i + 1) * pageBytes))
    return { at: i * pageBytes, page }
  })
}

const article = ({ name }: Chip): string => (/^[AEIOU]/.test(name) ? `an ${name}` : `a ${name}`)

const failed = (message: string, hint: string, cause?: unknown): HubError =>
  new HubError('flash-failed', message, { hint, cause })

const untouched = (cause: HubError): HubError =>
  failed(`${cause.message}; nothing was written`, cause.hint, cause)

const halfWritten = (cause: HubError): HubError =>
  failed(
    `${cause.message}; the program on the board is incomplete`,
    `${cause.hint} Writing again mends it: the bootloader is unharmed.`,
    cause,
  )

import { readdir, readFile, realpath } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { v } from '#core/schema.ts'

/** A serial port a device could be on. */
export const SerialPort = v.object({
  /** Such as /dev/ttyUSB0. */
  path: v.string(),
  /** What its USB plug says it is, where it says. */
  product: v.exactOptional(v.string()),
  maker: v.exactOptional(v.string()),
})
export type SerialPort = Readonly<v.InferOutput<typeof SerialPort>>

/**
 * The serial ports of this machine. Read from sysfs, because nothing may be opened or spawned for a
 * look: some boards restart when their port opens.
 */
export async function serialPorts(tty = '/sys/class/tty'): Promise<readonly SerialPort[]> {
  const names = await readdir(tty).catch(() => [])
  const found = await Promise.all(names.map((name) => portAt(join(tty, name))))
  return found
    .filter((port) => port !== undefined)
    .sort((a, b) => a.path.localeCompare(b.path, 'en', { numeric: true }))
}

async function portAt(folder: string): Promise<SerialPort | undefined> {
  // Virtual terminals have no device behind them.
  const device = await realpath(join(folder, 'device')).catch(() => undefined)
  if (device === undefined) return undefined
  // The kernel lists UARTs that a PC could have; those that it has not are of type 0.
  if ((await words(join(folder, 'type'))) === '0') return undefined
  const plug = await plugOf(device)
  return { path: `/dev/${basename(folder)}`, ...plug }
}

/** The USB device a port belongs to stands a few folders above it. */
async function plugOf(device: string): Promise<Omit<SerialPort, 'path'>> {
  let folder = device
  for (let steps = 0; steps < 4; steps++) {
    const product = await words(join(folder, 'product'))
    const maker = await words(join(folder, 'manufacturer'))
    if (product !== undefined || maker !== undefined)
      return { ...(product && { product }), ...(maker && { maker }) }
    folder = dirname(folder)
  }
  return {}
}

const words = (path: string): Promise<string | undefined> =>
  readFile(path, 'utf8').then(
    (text) => text.trim(),
    () => undefined,
  )

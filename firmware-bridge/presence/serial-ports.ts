import { basename, join } from 'node:path'
import type { RawPort } from './raw-port.ts'
import { namesIn, nodeOf, realPathOf, usbOf, word } from './sysfs.ts'

/** Consoles and the pseudo-terminals of old are no ports, and there are hundreds of them. */
const noPort = /^(?:console|ptmx|tty\d*|[pt]ty[a-ep-z][0-9a-f])$/

export type SerialPorts = {
  readonly ports: readonly RawPort[]
  /** Ports that the kernel has and whose device file is missing here. */
  readonly hidden: readonly string[]
}

/**
 * The serial ports of this machine. Read from sysfs, because nothing may be opened or spawned for a
 * look: some boards restart when their port opens, and udev may be missing.
 */
export async function serialPorts(sys: string, dev: string): Promise<SerialPorts> {
  const folder = join(sys, 'class', 'tty')
  const names = (await namesIn(folder)).filter((name) => !noPort.test(name))
  const found = await Promise.all(names.map((name) => portAt(join(folder, name), dev)))
  return {
    ports: found.filter((port) => typeof port === 'object'),
    hidden: found.filter((port) => typeof port === 'string'),
  }
}

/** The port; its path where the device file is missing; undefined where nothing is behind it. */
async function portAt(folder: string, dev: string): Promise<RawPort | string | undefined> {
  const device = await realPathOf(join(folder, 'device'))
  if (device === undefined) return undefined
  // The kernel lists UARTs that a PC could have; those that it has not are of type 0.
  if ((await word(join(folder, 'type'))) === '0') return undefined
  const path = join(dev, basename(folder))
  const node = await nodeOf(path)
  if (node === undefined) return path
  const plug = await usbOf(device)
  if (plug === 'leaving') return undefined
  return {
    kind: 'serial',
    key: path,
    stamp: `${device} ${node} ${plug?.devnum ?? ''}`,
    title: plug?.usb.productName ?? path,
    path,
    ...(plug && { plug }),
    index: 0,
  }
}

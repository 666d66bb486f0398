import { readdir, readFile, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { PresentPort } from '#core/rig/present-port.ts'

/** What the USB plug of a device says, with the number the kernel gave to this plugging in. */
export type UsbPlug = {
  readonly usb: NonNullable<PresentPort['usb']>
  /** Which function of the device this is, such as 1.0. */
  readonly part: string
  readonly devnum: string
}

/** Nothing is deeper below its USB device than a port of a converter: interface, port, tty, name. */
const mostSteps = 8
/** What the kernel calls the folder of a USB device: bus, and sockets from the root on. */
const socketName = /^\d+-[1-9]\d*(?:\.[1-9]\d*)*$/

/**
 * The USB device that a device of the kernel belongs to: the first folder above it with the name of a
 * socket. Undefined for what is on no USB; 'leaving' where it is being pulled, and half of what it said
 * is no more to be read.
 * @param device a real path in sysfs
 */
export async function usbOf(device: string): Promise<UsbPlug | 'leaving' | undefined> {
  // What is reached over the air is not in the socket of the radio.
  if (device.includes('/bluetooth/')) return undefined
  let folder = device
  let part = ''
  for (let steps = 0; steps < mostSteps; steps++) {
    if (socketName.test(basename(folder))) return plugAt(folder, part)
    // Such as 1-1.2:1.0, configuration 1 and interface 0 of the device in socket 1-1.2.
    part = basename(folder).split(':')[1] ?? part
    folder = dirname(folder)
  }
  return undefined
}

async function plugAt(folder: string, part: string): Promise<UsbPlug | 'leaving'> {
  const [vendor, product, devnum, serial, productName, manufacturer] = await Promise.all(
    ['idVendor', 'idProduct', 'devnum', 'serial', 'product', 'manufacturer'].map((name) =>
      word(join(folder, name)),
    ),
  )
  // Its number goes before its strings (drivers/usb/core/sysfs.c of Linux): it stands, so all did.
  const isWhole = devnum !== undefined && (await word(join(folder, 'devnum'))) === devnum
  if (!isWhole || vendor === undefined || product === undefined) return 'leaving'
  return {
    usb: {
      vendor: vendor.toLowerCase(),
      product: product.toLowerCase(),
      path: basename(folder),
      ...(serial && { serial }),
      ...(productName && { productName }),
      ...(manufacturer && { manufacturer }),
    },
    part,
    devnum,
  }
}

/** The trimmed text of a file; undefined where there is none. */
export const word = (path: string): Promise<string | undefined> =>
  unlessGone(readFile(path, 'utf8').then((text) => text.trim()))

/** The names in a folder; none where there is none. */
export const namesIn = async (folder: string): Promise<readonly string[]> =>
  (await unlessGone(readdir(folder))) ?? []

export const realPathOf = (path: string): Promise<string | undefined> => unlessGone(realpath(path))

/** Which file this is: another one of the same name has another number. */
export const nodeOf = (path: string): Promise<string | undefined> =>
  unlessGone(stat(path).then(({ dev, ino, rdev }) => `${dev} ${ino} ${rdev}`))

const scarce = ['EMFILE', 'ENFILE', 'ENOMEM']

/**
 * Undefined for what is not there, or was just pulled out. A lack of descriptors is none of that: it
 * would make devices vanish that play.
 */
async function unlessGone<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading
  } catch (error) {
    if (scarce.includes((error as NodeJS.ErrnoException).code ?? '')) throw error
    return undefined
  }
}

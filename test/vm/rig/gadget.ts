import { existsSync, mkdirSync, rmdirSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a USB device says it is. Ids are four hex digits. */
export type Identity = {
  readonly vendor: string
  readonly product: string
  readonly productName: string
  readonly serial?: string
}

/** The other end of a socket: a USB device that is made of files, as the kernel's configfs has them. */
export type Gadget = {
  /** The folder of its function, with the function's own settings. */
  readonly functionFolder: string
  /** Which of our sockets it is in. */
  readonly socket: number
  plug(socket?: number): void
  unplug(): void
  remove(): void
}

const gadgets = '/sys/kernel/config/usb_gadget'
/** English (United States), as USB numbers languages. */
const language = '0x409'
let made = 0

/**
 * Makes a USB device with one function; it is in no socket yet.
 * @param kind the kernel's name of the function, 'midi' or 'acm'
 * @param settings files of the function's folder, by name
 */
export function makeGadget(
  kind: 'midi' | 'acm',
  { vendor, product, productName, serial }: Identity,
  settings: Readonly<Record<string, string>> = {},
): Gadget {
  if (!existsSync(gadgets)) throw new Error('only a guest of tools/vm/run.ts has USB to plug in')
  made += 1
  const name = `rig${made}`
  const folder = join(gadgets, name)
  const strings = join(folder, 'strings', language)
  const config = join(folder, 'configs', 'c.1')
  const functionFolder = join(folder, 'functions', `${kind}.${name}`)
  for (const path of [folder, strings, config, functionFolder]) mkdirSync(path)
  write(folder, { idVendor: `0x${vendor}`, idProduct: `0x${product}` })
  write(strings, { product: productName, manufacturer: 'Rig', serialnumber: serial ?? '' })
  write(functionFolder, settings)
  symlinkSync(functionFolder, join(config, `${kind}.${name}`))
  let socket = 0
  let isIn = false

  function unplug(): void {
    if (isIn) write(folder, { UDC: '\n' })
    isIn = false
  }

  return {
    functionFolder,
    get socket() {
      return socket
    },
    plug(into = socket) {
      socket = into
      write(folder, { UDC: `dummy_udc.${socket}` })
      isIn = true
    },
    unplug,
    remove() {
      unplug()
      unlinkSync(join(config, `${kind}.${name}`))
      for (const path of [functionFolder, config, strings, folder]) rmdirSync(path)
    },
  }
}

function write(folder: string, settings: Readonly<Record<string, string>>): void {
  for (const [name, word] of Object.entries(settings)) writeFileSync(join(folder, name), word)
}

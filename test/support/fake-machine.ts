import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { openTempFolder } from '#test/support/temp.ts'

/** What a USB plug says of its device. */
export type FakeUsb = {
  readonly vendor?: string
  readonly product?: string
  readonly serial?: string
  readonly productName?: string
  readonly manufacturer?: string
}

/** The /dev, /sys and /proc of a machine in a temporary folder, laid out as Linux does. */
export type FakeMachine = AsyncDisposable & {
  readonly dev: string
  readonly sys: string
  readonly proc: string
  /** Plugs a USB device into a socket such as 1-1.2; its functions come after. */
  usb(socket: string, words?: FakeUsb): void
  /**
   * A serial port of the device in this socket: `below` is what lies between its function and the port,
   * `to` the file that its device file leads to.
   */
  tty(name: string, socket: string, words?: { part?: string; below?: string; to?: string }): void
  /** A serial port that is on no USB; type 0 is a UART that the machine has not. */
  uart(name: string, type?: number): void
  /** The console and the pseudo-terminals, behind which is nothing. */
  consoles(...names: readonly string[]): void
  /** A sound card with MIDI devices, of the device in this socket. */
  card(number: number, socket: string, words?: { part?: string; devices?: number }): void
  /** What the kernel tells of the sequencer; undefined where it has none. */
  sequencer(clients: string | undefined): void
  /** Takes the device in this socket away, with everything it is. */
  unplug(socket: string): void
}

/** @example await using machine = await fakeMachine(); machine.usb('1-1'); machine.tty('ttyACM0', '1-1') */
export async function fakeMachine(): Promise<FakeMachine> {
  const folder = await openTempFolder()
  const [dev, sys, proc] = ['dev', 'sys', 'proc'].map((name) => join(folder.path, name)) as [
    string,
    string,
    string,
  ]
  const bus = join(sys, 'devices', 'pci0000:00', '0000:00:14.0', 'usb1')
  const made = new Map<string, string[]>()
  let devnum = 1
  for (const one of [dev, join(sys, 'class', 'tty'), join(sys, 'class', 'sound'), proc])
    mkdirSync(one, { recursive: true })

  function write(path: string, text: string): void {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, `${text}\n`)
  }

  function link(to: string, path: string, socket?: string): void {
    mkdirSync(dirname(path), { recursive: true })
    symlinkSync(to, path)
    if (socket !== undefined) made.get(socket)?.push(path)
  }

  function node(path: string, socket: string, to?: string): void {
    if (to === undefined) write(path, '')
    else link(to, path)
    made.get(socket)?.push(path)
  }

  return {
    dev,
    sys,
    proc,
    usb(socket, words = {}) {
      const home = join(bus, socket)
      devnum += 1
      made.set(socket, [home])
      write(join(home, 'idVendor'), words.vendor ?? '2341')
      write(join(home, 'idProduct'), words.product ?? '0043')
      write(join(home, 'devnum'), `${devnum}`)
      if (words.serial !== undefined) write(join(home, 'serial'), words.serial)
      if (words.productName !== undefined) write(join(home, 'product'), words.productName)
      if (words.manufacturer !== undefined) write(join(home, 'manufacturer'), words.manufacturer)
    },
    tty(name, socket, { part = '1.0', below = '', to } = {}) {
      const device = join(bus, socket, `${socket}:${part}`, below)
      const home = join(device, 'tty', name)
      mkdirSync(home, { recursive: true })
      symlinkSync(device, join(home, 'device'))
      node(join(dev, name), socket, to)
      link(home, join(sys, 'class', 'tty', name), socket)
    },
    uart(name, type = 4) {
      const device = join(sys, 'devices', 'platform', name)
      const home = join(device, 'tty', name)
      write(join(home, 'type'), `${type}`)
      symlinkSync(device, join(home, 'device'))
      link(home, join(sys, 'class', 'tty', name))
      write(join(dev, name), '')
    },
    consoles(...names) {
      for (const name of names) {
        const home = join(sys, 'devices', 'virtual', 'tty', name)
        mkdirSync(home, { recursive: true })
        link(home, join(sys, 'class', 'tty', name))
        write(join(dev, name), '')
      }
    },
    card(number, socket, { part = '1.1', devices = 1 } = {}) {
      const home = join(bus, socket, `${socket}:${part}`, 'sound', `card${number}`)
      write(join(home, 'id'), 'Box')
      link(home, join(sys, 'class', 'sound', `card${number}`), socket)
      for (let device = 0; device < devices; device++) {
        const name = `midiC${number}D${device}`
        mkdirSync(join(home, name))
        link(join(home, name), join(sys, 'class', 'sound', name), socket)
        node(join(dev, 'snd', name), socket)
      }
    },
    sequencer(clients) {
      const told = join(proc, 'asound', 'seq', 'clients')
      rmSync(join(dev, 'snd', 'seq'), { force: true })
      rmSync(told, { force: true })
      if (clients === undefined) return
      write(join(dev, 'snd', 'seq'), '')
      write(told, clients)
    },
    unplug(socket) {
      for (const path of made.get(socket) ?? []) rmSync(path, { recursive: true, force: true })
      made.delete(socket)
    },
    [Symbol.asyncDispose]: folder[Symbol.asyncDispose],
  }
}

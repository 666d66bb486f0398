import { readFileSync, realpathSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type Gadget, type Identity, makeGadget } from './gadget.ts'
import { type Line, openLine } from './line.ts'

/** A simulated USB device in a simulated socket: what the host does with it is all real. */
export type UsbDevice = AsyncDisposable & {
  /** The device's end: what it says, and what it has heard since it was plugged in. */
  line(): Line
  /** Its own end as a file. */
  path(): string
  /** At once, whatever is under way. */
  unplug(): void
  /** Into the same socket or another, from 0; the device starts anew. */
  plug(socket?: number): Promise<void>
}

export type PlugIn = Identity & {
  /** From 0 to 3; each is a bus of its own. */
  readonly socket?: number
}

/** Plugs in a class-compliant USB-MIDI device with one port each way. */
export function plugMidi({ socket, ...identity }: PlugIn): Promise<UsbDevice> {
  midis += 1
  // How its card is called among all cards, to find its own end again.
  const id = `own${midis}`
  return device(makeGadget('midi', identity, { id }), socket, {
    path: () => {
      const card = basename(realpathSync(join('/proc/asound', id))).replace('card', '')
      return `/dev/snd/midiC${card}D0`
    },
  })
}
let midis = 0

/** Plugs in a board with a serial port over USB (CDC-ACM). */
export function plugSerial({ socket, ...identity }: PlugIn): Promise<UsbDevice> {
  const gadget = makeGadget('acm', identity)
  const number = readFileSync(join(gadget.functionFolder, 'port_num'), 'utf8').trim()
  return device(gadget, socket, {
    path: () => `/dev/ttyGS${number}`,
    // The bytes themselves: no echo, no line endings.
    setting: 'stty raw -echo <&4',
  })
}

async function device(
  gadget: Gadget,
  socket: number | undefined,
  own: { path(): string; readonly setting?: string },
): Promise<UsbDevice> {
  let line: Line | undefined

  async function plug(into?: number): Promise<void> {
    await line?.close()
    gadget.plug(into)
    line = await openLine(own.path(), own.setting)
  }

  await plug(socket)
  return {
    line: () => line!,
    path: own.path,
    unplug: gadget.unplug,
    plug,
    async [Symbol.asyncDispose]() {
      gadget.unplug()
      // The kernel waits for whoever has the device's end open before it takes the device apart.
      await line?.close()
      gadget.remove()
    },
  }
}

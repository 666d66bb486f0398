import { readFileSync, realpathSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type Gadget, type Identity, makeGadget } from './gadget.ts'
import { type Line, openBridge, openLine } from './line.ts'

/** A USB device in a socket, both simulated: what the host does with it is all real. */
export type Plugged = AsyncDisposable & {
  /** At once, whatever is under way. */
  unplug(): void
  /** Into the same socket or another, from 0; the device starts anew. */
  plug(socket?: number): Promise<void>
}

/** One whose end is ours to play. */
export type UsbDevice = Plugged & {
  /** The device's end: what it says, and what it has heard since it was plugged in. */
  line(): Line
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
  return plugIn(makeGadget('midi', identity, { id }), socket, () => {
    const card = basename(realpathSync(join('/proc/asound', id))).replace('card', '')
    return openLine(`/dev/snd/midiC${card}D0`)
  })
}
let midis = 0

/** Plugs in a board with a serial port over USB (CDC-ACM). */
export function plugSerial({ socket, ...identity }: PlugIn): Promise<UsbDevice> {
  const gadget = makeGadget('acm', identity)
  // The bytes themselves: no echo, no line endings.
  return plugIn(gadget, socket, () => openLine(serialEnd(gadget), 'stty raw -echo <&4'))
}

/** Plugs in a board whose end of the cable is the terminal of a simulator. */
export function plugSimulator({ socket, ...identity }: PlugIn, terminal: string): Promise<Plugged> {
  const gadget = makeGadget('acm', identity)
  return plugIn(gadget, socket, () => openBridge(serialEnd(gadget), terminal))
}

const serialEnd = ({ functionFolder }: Gadget): string =>
  `/dev/ttyGS${readFileSync(join(functionFolder, 'port_num'), 'utf8').trim()}`

async function plugIn<End extends Pick<Line, 'close'>>(
  gadget: Gadget,
  socket: number | undefined,
  open: () => Promise<End>,
): Promise<Plugged & { line(): End }> {
  let line: End | undefined

  async function plug(into?: number): Promise<void> {
    await line?.close()
    gadget.plug(into)
    line = await open()
  }

  await plug(socket)
  return {
    line: () => line!,
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

import { createSocket } from 'node:dgram'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { simulatorConsole } from './console.ts'
import { oneOf } from './one-of.ts'
import { oscSurface } from './osc/surface.ts'

/** `rigsong simulate osc-surface`: faders on a tablet, sent to a UDP port of the hub. */
const { values: options } = parseArgs({
  options: {
    host: { type: 'string', default: '127.0.0.1' },
    /** Where the hub listens. */
    port: { type: 'string', default: '9000' },
  },
})
const socket = createSocket('udp4')
const hub = { host: options.host, port: Number(options.port) }
let plugged = true
const surface = oscSurface((bytes) => {
  if (plugged) socket.send(bytes, hub.port, hub.host)
})
socket.on('error', () => {})
socket.on('message', (bytes) => {
  const heard = plugged ? surface.hear(bytes) : undefined
  if (heard) console.heard(`${heard.address} ${Number(heard.value.toFixed(3))}`)
})

/** How long a finger rests on a pad. */
const restMs = 80

function addressOf(word: string | undefined): string {
  if (word?.startsWith('/')) return word
  throw new Error(`an address begins with /, such as /1/${word}`)
}

const console = simulatorConsole({
  ready: {
    transport: 'osc',
    port: `udp://0.0.0.0:${hub.port}`,
    description: 'generic-osc',
    says: 'fader /1/fader1 0.5, strike /1/push1, button /1/toggle1 on, count /1/step 7, unplug, plug, quit',
  },
  commands: {
    fader: {
      words: 'fader <address> <0..1>',
      do: ([address, value]) => surface.fader(addressOf(address), Number(value)),
    },
    strike: {
      words: 'strike <address>',
      async do([word]) {
        const address = addressOf(word)
        surface.fader(address, 1)
        await sleep(restMs)
        surface.fader(address, 0)
      },
    },
    button: {
      words: 'button <address> <on|off>',
      do: ([address, on]) => surface.button(addressOf(address), oneOf(['on', 'off'], on) === 'on'),
    },
    count: {
      words: 'count <address> <-2147483648..2147483647>',
      do: ([address, value]) => surface.count(addressOf(address), Number(value)),
    },
    unplug: {
      words: 'unplug',
      do() {
        plugged = false
      },
    },
    plug: {
      words: 'plug',
      do() {
        plugged = true
      },
    },
  },
  close: () => void socket.close(),
})
await console.ended
process.exit(0)

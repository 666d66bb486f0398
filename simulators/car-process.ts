import { createServer, type Socket } from 'node:net'
import { parseArgs } from 'node:util'
import { simulatorConsole } from './console.ts'
import { elm327, elmDefects } from './elm327/elm327.ts'
import { openLead } from './lead.ts'
import { oneOf } from './one-of.ts'
import { drives, vehicle } from './vehicle/vehicle.ts'

/**
 * `rigsong simulate car`: a car with an ELM327 in its socket, on a serial port, or with `--tcp <port>`
 * as a WiFi adapter.
 */
const { values: options } = parseArgs({
  options: {
    tcp: { type: 'string' },
    seed: { type: 'string', default: '1' },
    drive: { type: 'string', default: 'city' },
    /** How many times faster than a real adapter it answers. */
    hurry: { type: 'string', default: '1' },
  },
})
const turnMs = 100
const seed = Number(options.seed)
const car = vehicle({ seed, drive: oneOf(drives, options.drive) })
const turning = setInterval(() => car.turn(turnMs), turnMs)

type Plug = {
  readonly port: string
  say(bytes: Uint8Array): void
  plug(): void | Promise<void>
  unplug(): void
  close(): void
}
const plug = options.tcp === undefined ? serialPlug() : await tcpPlug(Number(options.tcp))
const adapter = elm327({
  car: car.now,
  say: plug.say,
  seed,
  later(act, ms) {
    const timer = setTimeout(act, ms / Number(options.hurry))
    return { cancel: () => clearTimeout(timer) }
  },
})

function serialPlug(): Plug {
  const lead = openLead('car', (bytes) => adapter.hear(bytes))
  return { ...lead, port: lead.path, say: lead.write }
}

/** A WiFi adapter speaks with one program at a time, the one that came last. */
async function tcpPlug(wanted: number): Promise<Plug> {
  let client: Socket | undefined
  const server = createServer((socket) => {
    client?.destroy()
    client = socket.setNoDelay(true)
    socket.on('data', (bytes) => adapter.hear(bytes))
    socket.on('error', () => socket.destroy())
  })
  const listen = (port: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, '127.0.0.1', resolve)
    })
  await listen(wanted)
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : wanted
  const unplug = (): void => {
    client?.destroy()
    server.close()
  }
  return {
    port: `tcp://127.0.0.1:${port}`,
    say: (bytes) => void client?.write(bytes),
    plug: () => (server.listening ? undefined : listen(port)),
    unplug,
    close: unplug,
  }
}

const console = simulatorConsole({
  ready: {
    transport: 'elm327',
    port: plug.port,
    description: 'elm327',
    says: 'drive city, drive highway, drive park, ignition off, defect drop-bytes on, unplug, plug, quit',
  },
  commands: {
    drive: {
      words: `drive <${drives.join('|')}>`,
      do: ([how]) => car.drive(oneOf(drives, how)),
    },
    ignition: {
      words: 'ignition <on|off>',
      do: ([on]) => car.ignition(oneOf(['on', 'off'], on) === 'on'),
    },
    defect: {
      words: `defect <${elmDefects.join('|')}> [on|off]`,
      do: ([which, on = 'on']) =>
        adapter.defect(oneOf(elmDefects, which), oneOf(['on', 'off'], on) === 'on'),
    },
    unplug: { words: 'unplug', do: plug.unplug },
    plug: { words: 'plug', do: plug.plug },
  },
  close() {
    clearInterval(turning)
    adapter.close()
    plug.close()
  },
})
await console.ended
process.exit(0)

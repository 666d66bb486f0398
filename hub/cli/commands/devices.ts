import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { HubError } from '#core/errors.ts'
import { didYouMean } from '#core/nearest-word.ts'
import { PortName } from '#core/rig/port-name.ts'
import { transportNames } from '#core/rig/transports.ts'
import { v } from '#core/schema.ts'
import type { CliCommand } from '../cli.ts'
import { columns } from '../columns.ts'

type Device = { device: string; name: string; status: string; port?: string; hint?: string }
type Port = { name: string; title: string; path?: string }
type Description = { id: string; title: string; transport: string }

export const devicesList: CliCommand = {
  words: 'devices list',
  says: 'the devices of the rig and how they are',
  async run(cli) {
    const found = await (await cli.hub()).call<{ devices: readonly Device[] }>(
      'GET',
      '/api/v1/devices',
    )
    cli.print(found, devicesTable(found.devices) || 'No devices yet.')
    return 0
  },
}

/** A line a device; what its maker can do about it stands below it. */
function devicesTable(devices: readonly Device[]): string {
  const rows = devices.map(({ device, name, status, port = '' }) => [device, name, status, port])
  const lines = columns(rows).split('\n')
  return devices.flatMap(({ hint }, i) => [lines[i]!, ...(hint ? [`  ${hint}`] : [])]).join('\n')
}

const words = {
  port: {
    flags: '--port <port>',
    says: 'where it is: /dev/ttyAMA0, usb:2341:0043/serial=A1, alsa:FLUID Synth, tcp://host:35000, udp://0.0.0.0:9000, mqtt:kitchen',
  },
  description: {
    flags: '--description <id>',
    says: 'what it is, as rigsong devices known lists it',
  },
  name: { flags: '--name <name>', says: 'what you call it' },
  player: { flags: '--player <player>', says: 'whose hands play it' },
}

/** `rigsong devices add --transport din --port /dev/ttyAMA0` */
export const devicesAdd: CliCommand = {
  words: 'devices add',
  says: 'add a device to the rig',
  options: [
    {
      flags: '--transport <transport>',
      says: `how it speaks: ${transportNames.join(', ')}`,
    },
    words.port,
    words.description,
    words.name,
    words.player,
    { flags: '--simulated', says: 'a simulator plays it: its notes are not signed as a hand’s' },
  ],
  async run(cli, _args, { transport, port, description, name, player, simulated }) {
    if (typeof port !== 'string')
      throw new HubError('bad-request', 'which port?', {
        hint: 'Name it with --port; rigsong devices ports lists them.',
      })
    if (typeof transport === 'string' && !transportNames.some((one) => one === transport))
      throw noTransport(transport)
    checkPort(port)
    // MIDI over a serial line is what a port without further words has always been.
    const kind = transport ?? (description ? undefined : 'din')
    const ask = { port, transport: kind, description, name, player, simulated }
    const added = await (await cli.hub()).call<{ id: string }>('POST', '/api/v1/devices', ask)
    cli.print(added, `added ${added.id}`)
    return 0
  },
}

function noTransport(word: string): HubError {
  return new HubError('bad-request', `nothing speaks ${word}`, {
    hint: `${didYouMean(word, transportNames)}There are: ${transportNames.join(', ')}.`,
  })
}

function checkPort(port: string): void {
  if (v.is(PortName, port)) return
  throw new HubError('bad-request', `${port} is no port`, {
    hint: 'Write it as rigsong devices ports does, such as /dev/ttyUSB0 or usb:2341:0043/serial=A1.',
  })
}

export const devicesChange: CliCommand = {
  words: 'devices change',
  args: '<device>',
  says: 'call a device differently, or say where it is, what it is or whose it is',
  options: [words.port, words.description, words.name, words.player],
  async run(cli, [device = ''], { port, description, name, player }) {
    if ([port, description, name, player].every((one) => one === undefined))
      throw new HubError('bad-request', `what is to change of ${device}?`, {
        hint: 'Say --name, --port, --description or --player.',
      })
    if (typeof port === 'string') checkPort(port)
    const path = `/api/v1/devices/${encodeURIComponent(device)}`
    const changed = await (await cli.hub()).call('PATCH', path, { port, description, name, player })
    cli.print(changed, `changed ${device}`)
    return 0
  },
}

export const devicesRemove: CliCommand = {
  words: 'devices remove',
  args: '<device>',
  says: 'take a device out of the rig; it is not taken in again by itself',
  async run(cli, [device]) {
    await (await cli.hub()).call('DELETE', `/api/v1/devices/${encodeURIComponent(device ?? '')}`)
    cli.print({ removed: device }, `removed ${device}`)
    return 0
  },
}

export const devicesPorts: CliCommand = {
  words: 'devices ports',
  says: 'what is plugged in',
  async run(cli) {
    const found = await (await cli.hub()).call<{
      ports: readonly Port[]
      notes: readonly string[]
    }>('GET', '/api/v1/devices/ports')
    const rows = found.ports.map(({ name, title, path }) => [
      name,
      title === name ? '' : title,
      path === undefined || path === name ? '' : path,
    ])
    cli.print(found, [columns(rows) || 'Nothing is plugged in.', ...found.notes].join('\n'))
    return 0
  },
}

export const devicesKnown: CliCommand = {
  words: 'devices known',
  says: 'the devices that are described',
  async run(cli) {
    const found = await (await cli.hub()).call<{ descriptions: readonly Description[] }>(
      'GET',
      '/api/v1/devices/descriptions',
    )
    const rows = found.descriptions.map(({ id, title, transport }) => [id, title, transport])
    cli.print(found, columns(rows))
    return 0
  },
}

/** `rigsong devices check my-box.yaml`: whether a description of one's own can be used. */
export const devicesCheck: CliCommand = {
  words: 'devices check',
  args: '<file>',
  says: 'say what is wrong with a description, before the hub reads it',
  async run(cli, [file = '']) {
    const text = await readFile(resolve(cli.cwd, file), 'utf8').catch((cause: unknown) => {
      throw new HubError('not-found', `${file} cannot be read`, {
        hint: 'Name a file such as my-box.yaml.',
        cause,
      })
    })
    const { checkDescription } = await import('#firmware-bridge/descriptions/read.ts')
    const problems = checkDescription(text, file)
    cli.print({ file, problems }, problems.join('\n') || `${file} is well`)
    return problems.length === 0 ? 0 : 1
  },
}

/** `rigsong devices record keys`, Ctrl-C, `rigsong simulate replay FILE` */
export const devicesRecord: CliCommand = {
  words: 'devices record',
  args: '<device>',
  says: 'write down what goes over the line of a device until Ctrl-C, for rigsong simulate replay',
  options: [{ flags: '--end', says: 'end a recording that somebody left running' }],
  async run(cli, [device = ''], { end }) {
    const path = `/api/v1/devices/${encodeURIComponent(device)}/record`
    const record = async <T>(on: boolean): Promise<T> =>
      (await cli.hub()).call<T>('POST', path, { on })
    if (!end) {
      const { file } = await record<{ file: string }>(true).catch((cause: unknown) => {
        throw isBusy(cause) ? withHint(cause, `rigsong devices record ${device} --end`) : cause
      })
      cli.err(`Recording into ${file}; Ctrl-C ends it.\n`)
      cli.err('Plug the device in anew now: a replay has to know what it said at first.\n')
      await new Promise<void>((resolve) => {
        cli.signal.addEventListener('abort', () => resolve(), { once: true })
      })
    }
    const recorded = await record<{ file: string; bytes: number }>(false)
    cli.print(recorded, `${recorded.bytes} bytes in ${recorded.file}`)
    return 0
  },
}

const isBusy = (cause: unknown): cause is HubError =>
  cause instanceof HubError && cause.code === 'port-busy'

const withHint = (cause: HubError, command: string): HubError =>
  new HubError(cause.code, cause.message, { hint: `End that recording first: ${command}.`, cause })

type Flashed = { done?: number; error?: { message: string; hint: string } }

/** `rigsong devices flash my-box knob-box` */
export const devicesFlash: CliCommand = {
  words: 'devices flash',
  args: '<device> [firmware]',
  says: 'write our firmware to a board; nothing else has to be installed for it',
  async run(cli, [device = '', firmware = 'knob-box']) {
    const hub = await cli.hub()
    const socket = await hub.live()
    const ended = Promise.withResolvers<Flashed>()
    socket.addEventListener('close', () => ended.reject(new Error('the hub closed the line')))
    socket.addEventListener('message', ({ data }) => {
      for (const told of flashedIn(JSON.parse(String(data)))) {
        if (told.error || told.done === 1) ended.resolve(told)
        else if (!cli.json) cli.err(`\r${Math.round((told.done ?? 0) * 100)} %`)
      }
    })
    socket.send(JSON.stringify({ op: 'sub', id: 0, topic: `event/flash/${device}`, mode: 'all' }))
    await hub.call('POST', `/api/v1/devices/${encodeURIComponent(device)}/flash`, { firmware })
    const { error } = await ended.promise
    socket.close()
    if (error) throw new HubError('flash-failed', error.message, { hint: error.hint })
    cli.print({ device, firmware, done: 1 }, `\n${device} has ${firmware}`)
    return 0
  },
}

/** The payloads of one tick of /live. */
const flashedIn = (message: unknown): readonly Flashed[] =>
  Array.isArray(message) ? message.map((one) => (one as [number, number, number, Flashed])[3]) : []

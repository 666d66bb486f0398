import { HubError } from '#core/errors.ts'
import type { CliCommand } from '../cli.ts'

type Device = { device: string; name: string; status: string; port?: string; hint?: string }

export const devicesList: CliCommand = {
  words: 'devices list',
  says: 'the devices of the rig and how they are',
  async run(cli) {
    const found = await (await cli.hub()).call<{ devices: readonly Device[] }>(
      'GET',
      '/api/v1/devices',
    )
    cli.print(found, found.devices.map(asLine).join('\n') || 'No devices yet.')
    return 0
  },
}

const asLine = ({ device, name, status, port, hint }: Device): string =>
  [`${device}  ${name}  ${status}`, port, hint].filter(Boolean).join('  ')

/** `rigsong devices add --transport din --port /dev/ttyAMA0` */
export const devicesAdd: CliCommand = {
  words: 'devices add',
  says: 'add a device to the rig',
  options: [
    {
      flags: '--transport <transport>',
      says: 'din: MIDI over a serial port at 31,250 baud',
      fallback: 'din',
    },
    { flags: '--port <path>', says: 'the serial port, such as /dev/ttyAMA0' },
    { flags: '--name <name>', says: 'what you call it' },
    { flags: '--player <player>', says: 'whose hands play it' },
  ],
  async run(cli, _args, options) {
    if (typeof options.port !== 'string')
      throw new HubError('bad-request', 'which port?', {
        hint: 'Name it with --port; rigsong devices ports lists them.',
      })
    const { transport, port, name, player } = options
    const ask = { transport, port, ...(name && { name }), ...(player && { player }) }
    const added = await (await cli.hub()).call<{ id: string }>('POST', '/api/v1/devices', ask)
    cli.print(added, `added ${added.id}`)
    return 0
  },
}

export const devicesRemove: CliCommand = {
  words: 'devices remove',
  args: '<device>',
  says: 'take a device out of the rig',
  async run(cli, [device]) {
    await (await cli.hub()).call('DELETE', `/api/v1/devices/${encodeURIComponent(device ?? '')}`)
    cli.print({ removed: device }, `removed ${device}`)
    return 0
  },
}

export const devicesPorts: CliCommand = {
  words: 'devices ports',
  says: 'the serial ports of this machine',
  async run(cli) {
    const found = await (await cli.hub()).call<{ ports: readonly { path: string }[] }>(
      'GET',
      '/api/v1/devices/ports',
    )
    cli.print(found, found.ports.map(({ path }) => path).join('\n') || 'No serial ports.')
    return 0
  },
}

import type { CliCommand } from '../cli.ts'
import { columns } from '../columns.ts'

type Health = { ok: boolean; version: string; processes?: Readonly<Record<string, boolean>> }
type Transport = { playing: boolean; bpm: number; piece?: string }
type Devices = { devices: readonly { device: string; status: string }[] }

export const status: CliCommand = {
  words: 'status',
  says: 'what is alive, what plays, what is plugged in',
  async run(cli) {
    const hub = await cli.hub()
    const [health, transport, { devices }] = await Promise.all([
      hub.call<Health>('GET', '/api/v1/health'),
      hub.call<Transport>('GET', '/api/v1/transport'),
      hub.call<Devices>('GET', '/api/v1/devices'),
    ])
    const playing = transport.playing ? `playing ${transport.piece ?? ''}` : 'not playing'
    cli.print(
      { hub: hub.url, health, transport, devices },
      [
        `${hub.url}  Rigsong ${health.version}  ${health.ok ? 'well' : 'not well, see rigsong doctor'}`,
        `${playing} at ${transport.bpm} bpm`,
        devices.length === 0
          ? 'no devices: play on the page, or rigsong devices add'
          : columns(devices.map(({ device, status: now }) => [device, now])),
      ].join('\n'),
    )
    return health.ok ? 0 : 1
  },
}

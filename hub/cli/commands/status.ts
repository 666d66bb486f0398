import { HubError } from '#core/errors.ts'
import type { CliCommand } from '../cli.ts'
import { columns } from '../columns.ts'
import type { HubClient } from '../hub-client.ts'
import { tempoInWords } from '../in-words.ts'
import { type FlowsSaid, stateWords } from './flows.ts'

type Health = { ok: boolean; version: string; processes?: Readonly<Record<string, boolean>> }
type Transport = { playing: boolean; bpm: number; piece?: string }
type Devices = { devices: readonly { device: string; status: string }[] }

export const status: CliCommand = {
  words: 'status',
  says: 'what is alive, what plays, what is plugged in',
  async run(cli) {
    const hub = await cli.hub()
    const [health, transport, { devices }, flows] = await Promise.all([
      hub.call<Health>('GET', '/api/v1/health'),
      hub.call<Transport>('GET', '/api/v1/transport'),
      hub.call<Devices>('GET', '/api/v1/devices'),
      flowsOf(hub),
    ])
    const playing = transport.playing ? `playing ${transport.piece ?? ''}` : 'not playing'
    cli.print(
      { hub: hub.url, health, transport, devices, flows: flows.said },
      [
        `${hub.url}  Rigsong ${health.version}  ${health.ok ? 'well' : 'not well, see rigsong doctor'}`,
        `${playing} at ${tempoInWords(transport.bpm)}`,
        flows.line,
        devices.length === 0
          ? 'no devices: play on the page, or rigsong devices add'
          : columns(devices.map(({ device, status: now }) => [device, now])),
      ].join('\n'),
    )
    return health.ok ? 0 : 1
  },
}

/** Only the owner is told; without them everything else goes on. */
async function flowsOf(hub: HubClient): Promise<{ said?: FlowsSaid; line: string }> {
  try {
    const said = await hub.call<FlowsSaid>('GET', '/api/v1/flows')
    const on = said.tabs.filter(({ disabled }) => !disabled).length
    return { said, line: `${stateWords[said.state]}, ${on} of ${said.tabs.length} on` }
  } catch (error) {
    if (!(error instanceof HubError)) throw error
    return { line: error.code === 'not-allowed' ? 'flows are the owner’s' : error.message }
  }
}

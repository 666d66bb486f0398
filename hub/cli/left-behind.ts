import { access, rmdir, unlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { HubError, reportOf } from '#core/errors.ts'
import type { Cli } from './cli.ts'
import type { HubClient } from './hub-client.ts'

/** Takes those out of the rig that were played from here by somebody who was killed meanwhile. */
export async function sweepRig(cli: Cli, hub: HubClient): Promise<void> {
  type Listed = { device: string; port?: string; simulated?: true }
  const { devices } = await hub.call<{ devices: readonly Listed[] }>('GET', '/api/v1/devices')
  for (const { device, port, simulated } of devices) {
    if (!simulated || !port || !isOurs(port) || (await exists(dirname(port)))) continue
    await hub.call('DELETE', `/api/v1/devices/${device}`)
    cli.err(`${device} was left in the rig by a simulator that is gone; taken out.\n`)
  }
}

/**
 * Deletes what a simulator made in the hub, and says `otherwise` where it cannot: the hub may have been
 * started anew meanwhile, with another token, or not be there any more.
 */
export async function takeBack(cli: Cli, path: string, otherwise: string): Promise<void> {
  try {
    await (await cli.hub()).call('DELETE', path)
  } catch (error) {
    // Somebody else has taken it away.
    if (error instanceof HubError && alreadyAway.has(error.code)) return
    cli.err(`${reportOf(error).message}; ${otherwise}\n`)
  }
}
const alreadyAway: ReadonlySet<string> = new Set(['device-unknown', 'not-found'])

/** A simulator that was killed leaves its link behind. */
export async function unlinkPort(port: string): Promise<void> {
  if (!isOurs(port)) return
  // Gone already where it ended in peace.
  await unlink(port).catch(() => {})
  await rmdir(dirname(port)).catch(() => {})
}

/** Whether a port is in one of the private folders that simulators make. */
const isOurs = (port: string): boolean => port.startsWith(join(tmpdir(), 'rigsong-simulator-'))

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Cli } from './cli.ts'
import type { HubClient } from './hub-client.ts'
import { takeBack } from './left-behind.ts'

/** A user of the broker for as long as a sensor is played. */
export type Seat = AsyncDisposable & {
  /** What the simulator is started with. */
  readonly words: readonly string[]
}

/** Makes the user; its secret stands in a file of its own, whose folder names the process that answers for it. */
export async function seatOnBroker(cli: Cli): Promise<Seat> {
  const hub = await cli.hub()
  await sweepSeats(cli, hub)
  const user = userOf(process.pid)
  const made = await hub.call<{ id: string; name: string; secret: string }>(
    'POST',
    '/api/v1/tokens',
    { kind: 'mqtt', name: user, scope: 'sensor' },
  )
  const folder = await mkdtemp(join(tmpdir(), `rigsong-sensor-${process.pid}-`))
  const file = join(folder, 'password')
  await writeFile(file, made.secret, { mode: 0o600 })
  return {
    words: [
      ...(hub.broker ? ['--broker', hub.broker] : []),
      ...['--user', made.name, '--password-file', file],
    ],
    async [Symbol.asyncDispose]() {
      await takeBack(cli, `/api/v1/tokens/mqtt/${made.id}`, `the broker's user ${user} stays`)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const userOf = (pid: number): string => `room-${pid}`

/** Takes back the users, and their devices, of those who were killed before they could. */
async function sweepSeats(cli: Cli, hub: HubClient): Promise<void> {
  for (const folder of await readdir(tmpdir())) {
    const pid = Number(/^rigsong-sensor-(\d+)-/.exec(folder)?.[1])
    // Under our own number it is one of a process before us.
    if (!(pid > 0) || (pid !== process.pid && isRunning(pid))) continue
    // One of another person on this machine is theirs to take back.
    if (!(await removed(join(tmpdir(), folder)))) continue
    const user = userOf(pid)
    const { devices } = await hub.call<{ devices: readonly Listed[] }>('GET', '/api/v1/devices')
    for (const { device, port, simulated } of devices)
      if (simulated && port === `mqtt:${user}`)
        await takeBack(cli, `/api/v1/devices/${device}`, `${device} stays in the rig`)
    await takeBack(cli, `/api/v1/tokens/mqtt/${user}`, `the broker's user ${user} stays`)
    cli.err(`The broker's user ${user} was left by a simulator that is gone; taken back.\n`)
  }
}
type Listed = { device: string; port?: string; simulated?: true }

const removed = (folder: string): Promise<boolean> =>
  rm(folder, { recursive: true }).then(
    () => true,
    () => false,
  )

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    // Somebody else's runs, though we may not speak to it.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

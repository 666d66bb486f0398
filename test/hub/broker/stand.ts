import { join } from 'node:path'
import { type Broker, type BrokerParts, openBroker } from '#hub/broker/broker.ts'
import { systemClock } from '#runtime/clock.ts'
import { commandMemory } from '#runtime/command-memory.ts'
import { openDatabase } from '#runtime/database.ts'
import type { Log } from '#runtime/log.ts'
import { type Hello, openWire, type Wire } from '#test/support/mqtt-wire.ts'

export const migrations = join(import.meta.dirname, '../../../hub/library/migrations')
export const supervisedUsers = {
  live: 'secret-of-live',
  flows: 'secret-of-flows',
  skills: 'secret-of-skills',
  'cloud-sync': 'secret-of-cloud-sync',
}

/** A broker of its own on a free port of loopback; without a folder its database is in memory. */
export type Stand = AsyncDisposable & {
  readonly broker: Broker
  readonly port: number
  /** What was logged, as `event` and fields. */
  readonly said: { readonly event: string; readonly fields: object }[]
  /** A connected client of that user, made with that scope where it is no process of the hub. */
  as(user: string, hello?: Hello): Promise<Wire>
  secretOf(user: string): string
}

export async function openStand(
  options: Partial<BrokerParts> & { folder?: string } = {},
): Promise<Stand> {
  const opened = new AsyncDisposableStack()
  const said: Stand['said'] = []
  const log = options.log ?? logInto(said)
  const file = options.folder === undefined ? ':memory:' : join(options.folder, 'hub.db')
  const database = opened.use(options.database ?? (await openDatabase(file, { migrations, log })))
  const broker = opened.use(
    await openBroker({
      hub: 'hub',
      database,
      supervisedUsers,
      clock: systemClock,
      log,
      version: '0.1.0',
      memory: commandMemory(),
      ...options,
    }),
  )
  const port = await broker.listen({ host: '127.0.0.1', port: 0 })
  const secrets: Record<string, string> = { ...supervisedUsers }
  for (const scope of ['tool', 'sensor', 'watcher'] as const)
    if (!broker.users.list().some(({ name }) => name === scope))
      secrets[scope] = await broker.users.create(scope, scope)

  return {
    broker,
    port,
    said,
    secretOf: (user) => secrets[user]!,
    async as(user, hello = {}) {
      const wire = await openWire(port)
      const { code } = await wire.connect({ id: user, user, password: secrets[user]!, ...hello })
      if (code !== 0) throw new Error(`${user} was refused with ${code}`)
      return wire
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

function logInto(said: Stand['said']): Log {
  const say = (event: string, fields: object = {}): void => void said.push({ event, fields })
  return { debug: say, info: say, warn: say, error: say }
}

import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Bus } from '#core/bus/bus.ts'
import type { Clock } from '#core/clock.ts'
import { busOver } from '#runtime/bus-over.ts'
import type { CommandMemory } from '#runtime/command-memory.ts'
import type { Database } from '#runtime/database.ts'
import type { Log } from '#runtime/log.ts'
import { type Access, accessTo } from './access.ts'
import { type Mqtt, openMqtt } from './aedes.ts'
import { stamped } from './commands.ts'
import { doorkeeper } from './doorkeeper.ts'
import { connectionGuard } from './guard.ts'
import { type BrokerLimits, brokerLimits } from './limits.ts'
import { plainAddress, tcpListener } from './listener.ts'
import { openRetained } from './retained.ts'
import { sparingLog } from './sparing-log.ts'
import { type BrokerUsers, openUsers } from './users.ts'

/** The MQTT broker of the hub, and the bus as the hub itself uses it. */
export type Broker = AsyncDisposable & {
  /** The hub's own bus, inside the process. */
  readonly bus: Required<Bus>
  /**
   * Listens on TCP, besides where it listens already; resolves with the port.
   * Throws HubError 'port-busy' or 'port-refused'.
   */
  listen(where: { readonly host: string; readonly port: number }): Promise<number>
  /** No new TCP connections; those that are there go on. */
  stopListening(): Promise<void>
  /** Takes over a WebSocket with the subprotocol mqtt, as the byte stream that `ws` makes of it. */
  acceptWebSocket(socket: Duplex, request: IncomingMessage): void
  readonly users: BrokerUsers
  figures(): Readonly<Record<string, number>>
}

export type BrokerParts = {
  /** The hub's id in topics. */
  readonly hub: string
  readonly database: Database
  /** Name and secret of each process of the hub, for this run. */
  readonly supervisedUsers: Readonly<Record<string, string>>
  readonly clock: Clock
  readonly log: Log
  readonly version: string
  readonly memory: CommandMemory
  readonly limits?: Partial<BrokerLimits>
  /** Other rules than those of `scopes`. */
  readonly access?: Access
}

/** Opens the broker; nobody reaches it before `listen`. */
export async function openBroker(parts: BrokerParts): Promise<Broker> {
  const { hub, database, clock, log, memory } = parts
  const limits = { ...brokerLimits, ...parts.limits }
  const access = parts.access ?? accessTo(hub)
  const warn = sparingLog(log, clock)

  const retained = await openRetained({ hub, database, limits, log })
  const users = await openUsers({
    database,
    clock,
    supervised: parts.supervisedUsers,
    hub,
    onRemoved: (name) => mqtt.dismiss(name),
  })
  const door = doorkeeper({ access, users, limits, clock, warn })
  const guard = connectionGuard({
    limits,
    now: clock.now,
    onCut: (why, address) => warn('connection cut', `${why} ${address}`, { why, address }),
  })
  const mqtt = await openMqtt({ door, guard, access, retained, limits, log, warn })
  const tcp = tcpListener(mqtt.accept)
  const bus = busOver(insideTransport(mqtt, access), {
    hub,
    client: inside,
    clock,
    log,
    memory,
    random: Math.random,
  })

  const sayThere = (online: boolean): Promise<void> =>
    bus.publish(
      'availability',
      { process: inside, online, version: parts.version },
      { process: inside },
    )
  await sayThere(true)

  return {
    bus,
    listen: tcp.listen,
    stopListening: tcp.stopListening,
    acceptWebSocket: (socket, request) =>
      mqtt.accept(socket, plainAddress(request.socket.remoteAddress), request),
    users,
    figures: () => ({
      ...guard.figures(),
      ...door.figures(),
      ...mqtt.figures(),
      ...retained.figures(),
    }),
    async [Symbol.asyncDispose]() {
      await tcp.stopListening()
      await sayThere(false)
      await bus[Symbol.asyncDispose]()
      // Leaving clients leave their wills, which the retained state still takes.
      await mqtt[Symbol.asyncDispose]()
      await retained[Symbol.asyncDispose]()
    },
  }
}

const inside = 'hub'

/** Publishing and subscribing without a socket; commands are stamped as anybody else's. */
function insideTransport(mqtt: Mqtt, access: Access) {
  return {
    publish(
      topic: string,
      payload: Uint8Array,
      how: { readonly qos: 0 | 1; readonly retain: boolean },
    ): Promise<void> {
      const bytes = access.isCommand(topic) ? stamped(payload, { name: inside }) : payload
      return mqtt.publish(topic, bytes ?? payload, how)
    },
    subscribe: mqtt.subscribe,
  }
}

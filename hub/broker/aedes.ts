import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import {
  Aedes,
  type AuthenticateError,
  type Client,
  type ConnectPacket,
  type AedesPublishPacket as Packet,
  type PublishPacket,
  type Subscription,
} from 'aedes'
import type { BusTransport } from '#runtime/bus/transport.ts'
import type { Log } from '#runtime/log.ts'
import type { Access } from './access.ts'
import { type Doorkeeper, type Greeting, type Guest, idFor, type Refusal } from './doorkeeper.ts'
import type { Guard, Guarded } from './guard.ts'
import type { BrokerLimits } from './limits.ts'
import type { Retained } from './retained.ts'
import { keepRetainedIn, type RetainedStore } from './retained-store.ts'
import { limitSessions, type SessionStore, type Sessions } from './sessions.ts'
import type { SparingLog } from './sparing-log.ts'

/** The MQTT server, in our words; nobody else talks to aedes. */
export type Mqtt = AsyncDisposable & {
  accept(connection: Duplex, address: string, request?: IncomingMessage): void
  /** From inside the hub. Resolves when every subscriber of now was handed it. */
  readonly publish: BusTransport['publish']
  /** Inside the hub: what is retained first, then what comes, in order. */
  subscribe(
    filter: string,
    hear: (topic: string, payload: Uint8Array, retained: boolean) => void,
  ): Promise<Disposable>
  /** Ends everything a user has here. */
  dismiss(user: string): Promise<void>
  figures(): Readonly<Record<string, number>>
}

export type MqttParts = {
  readonly door: Doorkeeper
  readonly guard: Guard
  readonly access: Access
  readonly retained: Retained
  readonly limits: BrokerLimits
  readonly log: Log
  readonly warn: SparingLog
}

/** Nobody can read there: where a refused message goes that has to be acknowledged. */
const nowhere = '$SYS/refused'
const nothing = Buffer.alloc(0)
/** The hub's own name where it speaks from inside. */
const inside = 'hub'

export async function openMqtt(parts: MqttParts): Promise<Mqtt> {
  const { guard, retained, log } = parts
  const room: Room = { guests: new WeakMap(), admitted: new WeakMap(), connected: new Map() }
  const aedes = await Aedes.createBroker({
    connectTimeout: parts.limits.connectWithinMs,
    maxTopicLevels: parts.limits.topicLevels,
    maxClientsIdLength: parts.limits.clientIdBytes,
    maxInflightInbound: parts.limits.unreleasedMessages,
    // The guard never lets a write wait, so there is nothing to time.
    drainTimeout: 0,
    ...greetingHooks(parts, room),
    ...messageHooks(parts, room),
  })
  aedes.on('client', (client) => neverDropBelow(client, aedes.id))
  const store = (aedes as unknown as { persistence: SessionStore & RetainedStore }).persistence
  keepRetainedIn(retained, store, { userOf: (id) => userNamed(room, id), warn: parts.warn })
  const sessions = limitSessions(store, {
    limits: parts.limits,
    log,
    maySubscribe(client, filter) {
      const guest = room.guests.get(client)
      return guest !== undefined && parts.access.maySubscribe(guest.user, filter)
    },
  })
  followClients(aedes, room, sessions, log)

  return {
    accept(connection, address, request) {
      if (aedes.closed) return void connection.destroy()
      const admitted = guard.admit(connection, address)
      if (!admitted) return
      room.admitted.set(connection, admitted)
      aedes.handle(connection, request)
    },
    publish: (topic, payload, { qos, retain }) =>
      new Promise((resolve, reject) => {
        const message = {
          cmd: 'publish',
          dup: false,
          topic,
          payload: Buffer.from(payload),
        } as const
        aedes.publish({ ...message, qos, retain }, (error) => (error ? reject(error) : resolve()))
      }),
    subscribe: (filter, hear) => subscribeInside(aedes, retained, filter, hear),
    async dismiss(user) {
      for (const client of room.connected.values())
        if (room.guests.get(client)?.user.name === user) client.close()
      await sessions.forgetUser(user)
    },
    figures: () => ({ clients: room.connected.size, ...sessions.figures() }),
    [Symbol.asyncDispose]: () => new Promise((resolve) => aedes.close(resolve)),
  }
}

/** Who is here. */
type Room = {
  /** By client, also of one that is just leaving: its will is still to be judged. */
  readonly guests: WeakMap<object, Guest>
  readonly admitted: WeakMap<object, Guarded>
  readonly connected: Map<string, Client>
}

function greetingHooks({ door, access }: MqttParts, { guests, admitted }: Room) {
  const greetings = new WeakMap<Client, Greeting>()
  return {
    preConnect(
      client: Client,
      packet: ConnectPacket,
      decide: (error: null, goOn: boolean) => void,
    ): void {
      // aedes would make up an id that does not belong to the user.
      if (packet.clientId === '' && packet.clean) packet.clientId = idFor(packet.username ?? '')
      greetings.set(client, greetingOf(packet, admitted.get(client.conn)?.address ?? 'unknown'))
      decide(null, true)
    },
    authenticate(
      client: Client,
      _username: unknown,
      _password: unknown,
      decide: (error: AuthenticateError | null, welcome: boolean) => void,
    ): void {
      const answer = door.greet(greetings.get(client)!)
      greetings.delete(client)
      if ('code' in answer) {
        decide(refused(answer), false)
        return
      }
      guests.set(client, answer)
      if (access.isTrusted(answer.user)) admitted.get(client.conn)?.trust()
      decide(null, true)
    },
  }
}

const refused = ({ code, why }: Refusal): AuthenticateError =>
  Object.assign(new Error(why), { returnCode: code as number })

const greetingOf = (packet: ConnectPacket, address: string): Greeting => ({
  clientId: packet.clientId,
  clean: packet.clean ?? true,
  keepaliveS: packet.keepalive ?? 0,
  username: packet.username,
  password: packet.password,
  will: packet.will,
  address,
})

function messageHooks({ door }: MqttParts, { guests }: Room) {
  type Decide = (error?: Error | null) => void
  const lastNumbers = new WeakMap<Client, number>()
  return {
    authorizePublish(client: Client | null, packet: PublishPacket, decide: Decide): void {
      const guest = client ? guests.get(client) : undefined
      const verdict = guest ? door.publish(guest, packet) : 'no'
      if (verdict === 'no')
        Object.assign(packet, { topic: nowhere, payload: nothing, retain: false })
      // So that storeRetained knows whose it is.
      Object.assign(packet, { clientId: client?.id })
      decide(verdict === 'break' ? new Error('a topic that is not fit for the bus') : null)
    },
    authorizeSubscribe(
      client: Client,
      subscription: Subscription,
      decide: (error: Error | null, granted?: Subscription | null) => void,
    ): void {
      const guest = guests.get(client)
      const { subscriptions } = client as unknown as { subscriptions: object }
      const held = Object.keys(subscriptions).length
      const verdict = guest ? door.subscribe(guest, subscription.topic, held) : 'no'
      const fault = verdict === 'break' ? new Error('a filter that is not fit for the bus') : null
      decide(fault, verdict === 'yes' ? subscription : null)
    },
    authorizeForward(client: Client, packet: Packet & Numbered): Packet | null {
      const guest = guests.get(client)
      // What two filters of a client fit comes twice in a row.
      if (packet.brokerId && lastNumbers.get(client) === packet.brokerCounter) return null
      if (packet.brokerId) lastNumbers.set(client, packet.brokerCounter)
      return guest && door.mayReceive(guest, packet.topic) ? packet : null
    },
  }
}

/** How aedes tells messages apart; a retained one that is replayed belongs to no broker. */
type Numbered = { readonly brokerId: string | null; readonly brokerCounter: number }

/**
 * aedes takes whatever has a lower number than the last message of a client for a repeat and drops it.
 * But a message that is kept or queued first comes out after later ones, and would be lost: a device
 * that says that it is there, and what it measures, in one breath.
 */
function neverDropBelow(client: Client, brokerId: string): void {
  const { duplicates } = client as unknown as { duplicates: object }
  Object.defineProperty(duplicates, brokerId, { get: () => 0, set() {}, configurable: true })
}

/** A will may come after its client; it counts on somebody all the same. */
function userNamed({ guests, connected }: Room, clientId: string | undefined): string {
  if (clientId === undefined) return inside
  const client = connected.get(clientId)
  return (client && guests.get(client)?.user.name) ?? 'gone'
}

function followClients(
  aedes: Aedes,
  { guests, connected }: Room,
  sessions: Sessions,
  log: Log,
): void {
  aedes.on('client', (client) => {
    connected.set(client.id, client)
    if (client.clean) sessions.ended(client.id)
    else sessions.opened(client.id, guests.get(client)!.user.name)
  })
  aedes.on('clientDisconnect', (client) => {
    connected.delete(client.id)
    sessions.left(client.id)
  })
  aedes.on('clientError', (client, error) =>
    log.debug('client lost', { client: client.id, why: error.message }),
  )
  aedes.on('connectionError', (_, error) => log.debug('connection lost', { why: error.message }))
  // EventEmitter's own name for what has no listener of its own; without one it would end the hub.
  ;(aedes as NodeJS.EventEmitter).on('error', (cause) => log.error('broker failed', { cause }))
}

async function subscribeInside(
  aedes: Aedes,
  retained: Retained,
  filter: string,
  hear: (topic: string, payload: Uint8Array, retained: boolean) => void,
): Promise<Disposable> {
  let listening = true
  // The emitter waits for done, so nothing may come between.
  const deliver = (packet: Packet, done: () => void): void => {
    if (listening) hear(packet.topic, packet.payload as Buffer, false)
    done()
  }
  const standing = new Promise<void>((resolve) => aedes.subscribe(filter, deliver, resolve))
  for (const { topic, payload } of retained.matching([filter])) hear(topic, payload, true)
  await standing
  return {
    [Symbol.dispose]() {
      listening = false
      aedes.unsubscribe(filter, deliver, () => {})
    },
  }
}

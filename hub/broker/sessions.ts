import type { Log } from '#runtime/log.ts'
import { type ByteLedger, byteLedger } from './byte-ledger.ts'
import type { BrokerLimits } from './limits.ts'

export type StoredPacket = {
  readonly cmd: string
  readonly topic: string
  readonly payload: Buffer
  readonly messageId?: number
}
type SessionId = { readonly id: string }
type Subscription = { readonly topic: string }
type QueuedFor = { readonly clientId: string }

/** What we use of aedes' memory of sessions. */
export type SessionStore = {
  addSubscriptions(client: SessionId, subscriptions: readonly Subscription[]): Promise<void>
  cleanSubscriptions(client: SessionId): Promise<void>
  cleanIncoming(client: SessionId): Promise<void>
  outgoingEnqueueCombi(queues: readonly QueuedFor[], packet: StoredPacket): Promise<void>
  outgoingUpdate(client: SessionId, packet: StoredPacket): Promise<void>
  outgoingClearMessageId(
    client: SessionId,
    packet: { readonly messageId?: number },
  ): Promise<StoredPacket | undefined>
  outgoingStream(client: SessionId): AsyncIterable<StoredPacket>
  incomingStorePacket(client: SessionId, packet: StoredPacket): Promise<void>
  incomingDelPacket(client: SessionId, packet: StoredPacket): Promise<void>
}

/** Sessions that outlive their connection (without clean session), within their limits. */
export type Sessions = {
  opened(client: string, user: string): void
  /** The client left; its session waits for it. */
  left(client: string): void
  /** The client came back without its session. */
  ended(client: string): void
  /** Forgets every session of a user. */
  forgetUser(user: string): Promise<void>
  figures(): Readonly<Record<string, number>>
}

export type SessionParts = {
  readonly limits: BrokerLimits
  readonly log: Log
  readonly maySubscribe: (client: object, filter: string) => boolean
}

type Session = { readonly user: string; connected: boolean }

/** Puts limits on what the store keeps for clients that are away or do not acknowledge. */
export function limitSessions(
  store: SessionStore,
  { limits, log, maySubscribe }: SessionParts,
): Sessions {
  /** In the order of last use: the first one is the longest away. */
  const sessions = new Map<string, Session>()
  const queued = byteLedger()
  const unreleased = byteLedger()
  let dropped = 0

  const { addSubscriptions } = store
  store.addSubscriptions = (client, subscriptions) =>
    // aedes stores every filter of a packet as soon as one of them is granted.
    addSubscriptions.call(
      store,
      client,
      subscriptions.filter(({ topic }) => maySubscribe(client, topic)),
    )
  limitQueues(store, limits, queued, () => dropped++)
  limitUnreleased(store, limits, unreleased)

  const forget = async (id: string): Promise<void> => {
    sessions.delete(id)
    await store.cleanSubscriptions({ id })
    await store.cleanIncoming({ id })
    for await (const packet of store.outgoingStream({ id }))
      await store.outgoingClearMessageId({ id }, packet)
    queued.forget(id)
  }
  const oldestAway = (fits: (session: Session) => boolean): string | undefined =>
    [...sessions].find(([, session]) => !session.connected && fits(session))?.[0]
  const makeRoom = (user: string): void => {
    const ofUser = [...sessions.values()].filter((session) => session.user === user).length
    const id =
      ofUser > limits.sessionsPerUser
        ? oldestAway((session) => session.user === user)
        : sessions.size > limits.sessions
          ? oldestAway(() => true)
          : undefined
    if (id === undefined) return
    log.info('session forgotten for a newer one', { client: id })
    forget(id).catch((cause) => log.error('session not forgotten', { client: id, cause }))
  }

  return {
    opened(client, user) {
      sessions.delete(client)
      sessions.set(client, { user, connected: true })
      makeRoom(user)
    },
    left(client) {
      const session = sessions.get(client)
      if (session) session.connected = false
    },
    ended: (client) => void sessions.delete(client),
    async forgetUser(user) {
      const ids = [...sessions].filter(([, session]) => session.user === user).map(([id]) => id)
      await Promise.all(ids.map(forget))
    },
    figures: () => ({ sessions: sessions.size, queuedBytes: queued.total, queueDropped: dropped }),
  }
}

function limitQueues(
  store: SessionStore,
  limits: BrokerLimits,
  queued: ByteLedger,
  onDropped: () => void,
): void {
  const { outgoingEnqueueCombi, outgoingUpdate, outgoingClearMessageId } = store
  store.outgoingEnqueueCombi = async (queues, packet) => {
    if (queues.length === 0) return
    const bytes = packet.topic.length + packet.payload.length
    // Filters that overlap name a client twice; a message is for it once.
    const once = [...new Map(queues.map((queue) => [queue.clientId, queue])).values()]
    const withRoom = once.filter(({ clientId }) => {
      const waiting = queued.of(clientId)
      const room =
        waiting.messages < limits.queuedMessages && waiting.bytes + bytes <= limits.queuedBytes
      if (room) queued.add(clientId, undefined, bytes)
      else onDropped()
      return room
    })
    await outgoingEnqueueCombi.call(store, withRoom, withOwnPayload(packet))
  }
  store.outgoingUpdate = async (client, packet) => {
    await outgoingUpdate.call(store, client, packet)
    if (packet.cmd === 'publish' && packet.messageId !== undefined)
      queued.name(client.id, packet.messageId, packet.topic.length + packet.payload.length)
  }
  store.outgoingClearMessageId = async (client, packet) => {
    // Looking for what was never queued would leave an empty queue behind for each client id.
    if (queued.of(client.id).messages === 0) return undefined
    const cleared = await outgoingClearMessageId.call(store, client, packet)
    if (cleared && packet.messageId !== undefined) queued.remove(client.id, packet.messageId)
    return cleared
  }
}

function limitUnreleased(store: SessionStore, limits: BrokerLimits, unreleased: ByteLedger): void {
  const { incomingStorePacket, incomingDelPacket, cleanIncoming } = store
  store.incomingStorePacket = async (client, packet) => {
    const waiting = unreleased.of(client.id)
    if (
      waiting.messages >= limits.unreleasedMessages ||
      unreleased.total + packet.payload.length > limits.unreleasedBytesInAll
    )
      throw new Error('too much waits for its release')
    unreleased.add(client.id, packet.messageId, packet.payload.length)
    await incomingStorePacket.call(store, client, withOwnPayload(packet))
  }
  store.incomingDelPacket = async (client, packet) => {
    await incomingDelPacket.call(store, client, packet)
    if (packet.messageId !== undefined) unreleased.remove(client.id, packet.messageId)
  }
  store.cleanIncoming = async (client) => {
    await cleanIncoming.call(store, client)
    unreleased.forget(client.id)
  }
}

/** A payload is a slice of what came off the socket, and would keep all of it in memory. */
const withOwnPayload = (packet: StoredPacket): StoredPacket => ({
  ...packet,
  payload: Buffer.from(packet.payload),
})

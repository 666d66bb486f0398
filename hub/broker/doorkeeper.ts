import { randomBytes } from 'node:crypto'
import type { Clock } from '#core/clock.ts'
import type { Access, BrokerUser } from './access.ts'
import { type Bucket, bucket } from './bucket.ts'
import { stamped } from './commands.ts'
import type { BrokerLimits } from './limits.ts'
import type { SparingLog } from './sparing-log.ts'
import { topicFault } from './topic-filter.ts'
import type { KnownUsers } from './users.ts'

/** What a client says of itself in CONNECT. */
export type Greeting = {
  readonly clientId: string
  readonly clean: boolean
  readonly keepaliveS: number
  readonly username: string | undefined
  readonly password: Uint8Array | undefined
  readonly will: { readonly topic: string } | undefined
  readonly address: string
}

/** A client that was let in. */
export type Guest = {
  readonly user: BrokerUser
  /** What was decided for topics it already got something from. */
  readonly received: Map<string, boolean>
}

/** The codes of CONNACK, [MQTT-3.2.2.3]. */
export type Refusal = { readonly code: 2 | 3 | 4 | 5; readonly why: string }

export type Publication = {
  topic: string
  payload: Buffer | string
  retain: boolean
}

/** 'break' ends the connection: the packet is against the standard or our limits. */
export type Verdict = 'yes' | 'no' | 'break'

/** Decides who comes in, and what goes through. */
export type Doorkeeper = {
  greet(greeting: Greeting): Guest | Refusal
  /** May change the publication: stamps commands, takes the retain flag off what is no state. */
  publish(guest: Guest, publication: Publication): Verdict
  subscribe(guest: Guest, filter: string, held: number): Verdict
  mayReceive(guest: Guest, topic: string): boolean
  figures(): Readonly<Record<string, number>>
}

export type DoorkeeperParts = {
  readonly access: Access
  readonly users: KnownUsers
  readonly limits: BrokerLimits
  readonly clock: Clock
  readonly warn: SparingLog
}

/** The id a client gets that has none of its own. */
export const idFor = (username: string): string => `${username}-${randomBytes(8).toString('hex')}`

const decisionsKept = 1000

export function doorkeeper({ access, users, limits, clock, warn }: DoorkeeperParts): Doorkeeper {
  const strikes = strikesByAddress(limits, clock)
  const counts = { published: 0, delivered: 0, refusedPublishes: 0, refusedConnects: 0 }

  const refusalOf = (greeting: Greeting, user: BrokerUser): Refusal | undefined => {
    const { clientId, will, keepaliveS } = greeting
    if (!access.mayBeNamed(user, clientId))
      return { code: 2, why: `the client id is not ${user.name} or ${user.name}-…` }
    if (topicFault(clientId, { topicBytes: limits.clientIdBytes, topicLevels: 1 }))
      return { code: 2, why: 'the client id is too long or no plain text' }
    if (keepaliveS > limits.keepaliveS)
      return { code: 5, why: `the keepalive is over ${limits.keepaliveS} s` }
    if (will && (topicFault(will.topic, limits) || !access.mayPublish(user, will.topic)))
      return { code: 5, why: `the will may not be published to ${will.topic}` }
    return undefined
  }

  const greet = (greeting: Greeting): Guest | Refusal => {
    const { clientId, clean, username, password, address } = greeting
    if (clientId === '' && !clean) return { code: 2, why: 'no client id and no clean session' }
    // A right secret always comes in: it has 256 bits, and a guesser on this machine must not lock
    // out the processes of the hub.
    const user = users.recognise(username ?? '', password ?? new Uint8Array())
    if (!user) {
      if (strikes.out(address))
        return { code: 3, why: 'too many wrong passwords from this address' }
      strikes.add(address)
      return { code: username === undefined ? 5 : 4, why: 'wrong user name or password' }
    }
    return refusalOf(greeting, user) ?? { user, received: new Map() }
  }

  return {
    greet(greeting) {
      const answer = greet(greeting)
      if ('user' in answer) return answer
      counts.refusedConnects += 1
      const { clientId, username, address } = greeting
      warn('client refused', `${username} ${answer.why}`, {
        user: username?.slice(0, 40),
        client: clientId.slice(0, 80),
        address,
        why: answer.why,
      })
      return answer
    },
    publish({ user }, publication) {
      const { topic } = publication
      const fault = topicFault(topic, limits) ?? (/[+#]/.test(topic) ? 'it is a filter' : undefined)
      if (fault) {
        warn('publisher cut', user.name, { user: user.name, why: fault })
        return 'break'
      }
      counts.published += 1
      const why = access.mayPublish(user, topic)
        ? dressed(publication, user, access)
        : 'this user may not publish there'
      if (why === undefined) return 'yes'
      counts.refusedPublishes += 1
      warn('publish refused', `${user.name} ${topic}`, { user: user.name, topic, why })
      return 'no'
    },
    subscribe({ user }, filter, held) {
      if (topicFault(filter, limits)) return 'break'
      if (held < limits.subscriptionsPerClient && access.maySubscribe(user, filter)) return 'yes'
      warn('subscribe refused', `${user.name} ${filter}`, { user: user.name, filter })
      return 'no'
    },
    mayReceive({ user, received }, topic) {
      counts.delivered += 1
      const known = received.get(topic)
      if (known !== undefined) return known
      const may = access.mayReceive(user, topic)
      if (received.size >= decisionsKept) received.clear()
      received.set(topic, may)
      return may
    },
    figures: () => ({ ...counts }),
  }
}

/** Makes a publication fit for others; why not, where it cannot be. */
function dressed(publication: Publication, user: BrokerUser, access: Access): string | undefined {
  if (!access.mayBeRetained(publication.topic)) publication.retain = false
  if (!access.isCommand(publication.topic)) return undefined
  const payload = stamped(Buffer.from(publication.payload), user)
  if (!payload) return 'it is no JSON object, or its replyTo belongs to somebody else'
  publication.payload = payload
  return undefined
}

/** Wrong passwords of each address; whoever has too many waits. */
function strikesByAddress(limits: BrokerLimits, clock: Clock) {
  const buckets = new Map<string, Bucket>()
  const rate = {
    burst: limits.wrongPasswordBurst,
    perSecond: limits.wrongPasswordsPerMinute / 60,
  }
  const forgetOld = (): void => {
    for (const [address, one] of buckets) if (one.full()) buckets.delete(address)
  }
  return {
    out: (address: string): boolean => (buckets.get(address)?.waitMs() ?? 0) > 0,
    add(address: string): void {
      if (buckets.size >= addressesRemembered) forgetOld()
      const one = buckets.get(address) ?? bucket(rate, clock.now)
      one.take()
      buckets.set(address, one)
    },
  }
}

const addressesRemembered = 1000

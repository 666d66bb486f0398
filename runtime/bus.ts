import { randomBytes } from 'node:crypto'
import { Socket } from 'node:net'
import type { IClientOptions, MqttClient } from 'mqtt'
import type { Bus } from '#core/bus/bus.ts'
import type { ProcessName } from '#core/bus/processes.ts'
import { topicOf } from '#core/bus/topics.ts'
import type { Clock } from '#core/clock.ts'
import { HubError } from '#core/errors.ts'
import type { BusTransport, ForeignBus } from '#runtime/bus/transport.ts'
import { busOver } from '#runtime/bus-over.ts'
import { type CommandMemory, commandMemory } from '#runtime/command-memory.ts'
import type { Log } from '#runtime/log.ts'
import { openDeliveries } from './bus/deliveries.ts'
import { openFilters } from './bus/filters.ts'
import { openStanding } from './bus/standing.ts'

export type BusOptions = {
  /** Such as mqtt://127.0.0.1:1883, without a password. */
  readonly url: string
  readonly username: string
  readonly password: string
  /** The hub's id in topics. */
  readonly hub: string
  /** Whose availability this client tells: from `tellThere` on, and by last will. Tools leave it out. */
  readonly process?: ProcessName
  readonly version: string
  readonly log: Log
  readonly clock: Clock
  /** For owners of commands; those who only ask need none. */
  readonly memory?: CommandMemory
  /** How long what must arrive (QoS 1) waits for a broker that is away; 5 s. */
  readonly patienceMs?: number
}

export type RemoteBus = Required<Bus> &
  ForeignBus &
  AsyncDisposable & {
    readonly connected: () => boolean
    /**
     * Says that the process is there, and again at every connection. Its subscriptions come before it:
     * who reads "there" may speak at once.
     */
    tellThere(): Promise<void>
    /** Called at each change, from now on. */
    onConnection(fn: (up: boolean) => void): Disposable
  }

const leaveWithinMs = 1000
const againAfterMs = [250, 500, 1000, 2000, 5000]
const newsAfterAttempts = 3

/**
 * The bus over MQTT. Resolves when the first attempt to connect has ended, well or not: a broker that
 * is away is tried again for ever, subscriptions stand from the next connection on, live events
 * (QoS 0) are dropped meanwhile. Throws HubError 'not-allowed' where the broker refuses the user.
 */
export async function openBus(options: BusOptions): Promise<RemoteBus> {
  // 93 ms to load, which nobody should wait for who does not need it.
  const { connect } = await import('mqtt')
  const client = connect(options.url, clientOptions(options))
  const connection = connectionOf(client, options)
  try {
    await connection.firstAttempt
  } catch (cause) {
    client.end(true)
    throw cause
  }
  const bus = busOver(connection.transport, {
    hub: options.hub,
    client: options.username,
    clock: options.clock,
    log: options.log,
    memory: options.memory ?? commandMemory(options.clock),
    random: Math.random,
  })
  return {
    ...bus,
    connected: connection.up,
    tellThere: connection.tellThere,
    onConnection: connection.onChange,
    async [Symbol.asyncDispose]() {
      await bus[Symbol.asyncDispose]()
      await connection.leave()
    },
  }
}

function clientOptions({ username, password, hub, process, version }: BusOptions): IClientOptions {
  const will = process && {
    topic: topicOf(hub, 'availability', { process }),
    payload: availability(process, false, version),
    qos: 1 as const,
    retain: true,
  }
  // A process has one name for ever, so that the broker ends its dead connection, and with it the
  // old will, before the new one begins.
  const name = process ?? `${username}-${randomBytes(4).toString('hex')}`
  return {
    clientId: `${hub}-${name}`,
    username,
    password,
    clean: true,
    keepalive: 15,
    connectTimeout: 5000,
    reconnectPeriod: jittered(againAfterMs[0]!),
    reconnectOnConnackError: true,
    queueQoSZero: false,
    // Done here, so that "there" is only said when all subscriptions stand.
    resubscribe: false,
    ...(will && { will }),
  }
}

const availability = (process: ProcessName, online: boolean, version: string): Buffer =>
  Buffer.from(JSON.stringify({ process, online, version }))

/** Half to all of it: a hundred clients of a restarted broker must not come back in one instant. */
const jittered = (ms: number): number => Math.round(ms * (0.5 + Math.random() / 2))

function connectionOf(client: MqttClient, options: BusOptions) {
  const { log, process, hub, version, patienceMs = 5000 } = options
  const standing = openStanding()
  const first = Promise.withResolvers<void>()
  let there = false
  let attempts = 0

  const filters = openFilters({
    log,
    up: standing.up,
    subscribe: (filter, qos) => subscribeAt(client, filter, qos),
    unsubscribe: (filter) => void client.unsubscribe(filter),
  })
  const deliveries = openDeliveries(client)

  const sayThere = async (online: boolean): Promise<void> => {
    if (!process) return
    const topic = topicOf(hub, 'availability', { process })
    const payload = availability(process, online, version)
    await client.publishAsync(topic, payload, { qos: 1, retain: true })
  }

  const settle = async (): Promise<void> => {
    await filters.settle()
    if (there) await sayThere(true)
    standing.become(true)
    log.info('broker connected', { url: options.url })
    first.resolve()
  }

  client.on('connect', () => {
    sendAtOnce(client)
    attempts = 0
    client.options.reconnectPeriod = jittered(againAfterMs[0]!)
    settle().catch((cause) => {
      log.warn('broker left while subscribing', { cause })
      if (cause instanceof HubError) first.reject(cause)
    })
  })
  client.on('reconnect', () => {
    attempts += 1
    const next = againAfterMs[Math.min(attempts, againAfterMs.length - 1)]!
    client.options.reconnectPeriod = jittered(next)
  })
  client.on('close', () => {
    deliveries.giveUp()
    if (standing.up()) log.info('broker lost', { url: options.url })
    standing.become(false)
    first.resolve()
  })
  client.on('error', (cause) => {
    const refused = 'code' in cause && refusals.has(cause.code)
    if (refused) first.reject(userRefused(options, cause))
    // A hub that starts beside us is not there for a moment; that is no news.
    if (attempts === newsAfterAttempts || (refused && attempts === 0))
      log.warn('broker does not answer', { url: options.url, cause: cause.message })
  })
  client.on('message', (topic, payload, { retain }) => filters.hear(topic, payload, retain))

  const transport: BusTransport = {
    async publish(topic, payload, { qos, retain }) {
      if (qos === 0) {
        // Late is worse than lost: nobody waits, and nothing is kept for later.
        if (standing.up()) client.publish(topic, Buffer.from(payload), { qos, retain })
        return
      }
      const signal = AbortSignal.timeout(patienceMs)
      do {
        if (!(await standing.whenUp(signal))) break
        if (await deliveries.send({ topic, payload, retain }, signal)) return
      } while (!signal.aborted)
      throw unreachable(options.url)
    },
    subscribe: filters.subscribe,
  }

  return {
    transport,
    firstAttempt: first.promise,
    up: standing.up,
    async tellThere(): Promise<void> {
      there = true
      if (standing.up()) await sayThere(true)
    },
    onChange: standing.onChange,
    async leave(): Promise<void> {
      standing.forget()
      // A broker that hangs must not keep us; its will then says what we could not.
      const patience = AbortSignal.timeout(leaveWithinMs)
      const politely = standing.up()
        ? sayThere(false).then(() => client.endAsync())
        : client.endAsync(true)
      await Promise.race([politely.catch(() => {}), aborted(patience)])
      client.end(true)
    },
  }
}

/** Else the kernel holds a small message until the one before it is acknowledged, 40 ms later. */
function sendAtOnce({ stream }: MqttClient): void {
  if (stream instanceof Socket) stream.setNoDelay(true)
}

/** CONNACK: the client's name, the password, the right to be there. */
const refusals: ReadonlySet<unknown> = new Set([2, 4, 5])

/** Where the connection ends meanwhile it stands from the next one on; a refusal is thrown. */
async function subscribeAt(client: MqttClient, filter: string, qos: 0 | 1): Promise<void> {
  const granted = await client.subscribeAsync(filter, { qos }).catch((cause) => {
    if (client.connected) throw subscriptionRefused(filter, cause)
    return []
  })
  if (granted.some((grant) => grant.qos >= 128)) throw subscriptionRefused(filter)
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))

const unreachable = (url: string): HubError =>
  new HubError('broker-unreachable', `the broker ${url} does not answer`, {
    hint: 'Look whether the hub runs: rigsong status.',
  })

const userRefused = ({ url, username }: BusOptions, cause: unknown): HubError =>
  new HubError('not-allowed', `the broker ${url} refuses the user ${username}`, {
    hint: 'Make a new token: rigsong token mqtt.',
    cause,
  })

const subscriptionRefused = (filter: string, cause?: unknown): HubError =>
  new HubError('not-allowed', `the broker refuses ${filter} to this user`, {
    hint: 'Look what the user may read: rigsong broker acl.',
    cause,
  })

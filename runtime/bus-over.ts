import type { Bus, Heard } from '#core/bus/bus.ts'
import { answers } from '#core/bus/topics/answers.ts'
import {
  type Answer,
  type Asked,
  type CommandName,
  type Payload,
  type TopicName,
  type TopicWords,
  topicFrom,
  topicOf,
  topics,
} from '#core/bus/topics.ts'
import type { Clock } from '#core/clock.ts'
import { type ErrorCode, errorCodes, HubError, reportOf } from '#core/errors.ts'
import { newId } from '#core/id.ts'
import { parseJson } from '#core/json.ts'
import { v } from '#core/schema.ts'
import type { CommandMemory, Reply } from '#runtime/command-memory.ts'
import type { Log } from '#runtime/log.ts'

/** What carries bytes: MQTT over a socket, or the broker inside the hub. */
export type BusTransport = {
  /** Resolves when the broker has it (QoS 1: acknowledged). */
  publish(
    topic: string,
    payload: Uint8Array,
    how: { readonly qos: 0 | 1; readonly retain: boolean },
  ): Promise<void>
  /** Resolves when the subscription stands. What is `foreign` may be refused and harms nothing. */
  subscribe(
    filter: string,
    hear: (topic: string, payload: Uint8Array, retained: boolean) => void,
    how: { readonly qos: 0 | 1; readonly foreign?: true },
  ): Promise<Disposable>
}

/** Topics outside our vocabulary: what other people's firmware says, in any bytes. */
export type ForeignBus = {
  /** Stands also while the broker is away; the disposable ends it. */
  listen(
    filter: string,
    hear: (topic: string, payload: Uint8Array, retained: boolean) => void,
  ): Disposable
  /** Said once, never kept, and lost while the broker is away. */
  say(topic: string, payload: string): void
}

export type BusParts = {
  /** The hub's id in topics. */
  readonly hub: string
  /** The MQTT user, whose replies come to `reply/{client}/#`. */
  readonly client: string
  readonly clock: Clock
  readonly log: Log
  readonly memory: CommandMemory
  /** 0 (inclusive) to 1 (exclusive), such as Math.random. */
  readonly random: () => number
}

/** How long an owner has to answer. */
const answerWithinMs = 5000
const warnEveryMs = 10_000

/** The bus of the vocabulary over any transport: schemas at the edge, asking, answering once. */
export function busOver(
  transport: BusTransport,
  parts: BusParts,
): Required<Bus> & ForeignBus & AsyncDisposable {
  const subscriptions = new Set<Disposable>()
  const hearing: Hearing = { transport, parts, warn: rateLimited(parts), subscriptions }
  const asking = asker(hearing)
  return {
    publish: (name, payload, words) => send(hearing, name, payload, words),
    // An empty retained message is MQTT's word for it.
    clear: (name, words) =>
      transport.publish(topicOf(parts.hub, name, words), new Uint8Array(), {
        qos: 1,
        retain: true,
      }),
    subscribe: (name, hear, words) => subscribe(hearing, name, { hear }, words),
    hearCleared: (name, cleared) => subscribe(hearing, name, { cleared }),
    ask: asking.ask,
    answer: (name, answerer) => answer(hearing, name, answerer),
    listen: (filter, hear) => listen(hearing, filter, hear),
    say(topic, payload) {
      transport
        .publish(topic, utf8.encode(payload), { qos: 0, retain: false })
        .catch((cause) => parts.log.warn('foreign topic not said', { topic, cause }))
    },
    async [Symbol.asyncDispose]() {
      asking.close()
      for (const subscription of subscriptions) subscription[Symbol.dispose]()
      subscriptions.clear()
    },
  }
}

type Hearing = {
  readonly transport: BusTransport
  readonly parts: BusParts
  readonly warn: (event: string, topic: string, fields?: object) => void
  readonly subscriptions: Set<Disposable>
}

function send<N extends TopicName>(
  { transport, parts }: Hearing,
  name: N,
  payload: Payload<N>,
  words = {},
): Promise<void> {
  const { qos, retained, payload: form } = topics[name]
  // The schema of 'midi' is a Uint8Array, which the compiler cannot see through the table.
  const bytes = form === 'midi' ? (payload as unknown as Uint8Array) : encode(payload)
  return transport.publish(topicOf(parts.hub, name, words), bytes, { qos, retain: retained })
}

type Ears<N extends TopicName> = {
  hear?(heard: Heard<N>): void
  cleared?(words: TopicWords): void
}

async function subscribe<N extends TopicName>(
  { transport, parts, warn, subscriptions }: Hearing,
  name: N,
  { hear, cleared }: Ears<N>,
  words = {},
): Promise<Disposable> {
  const filter = topicOf(parts.hub, name, wildcards(name, words))
  const subscription = await transport.subscribe(
    filter,
    (topic, bytes, retained) => {
      const line = topicFrom(parts.hub, topic)
      if (line?.name !== name) return
      // A retained state that its owner took back comes as an empty message.
      const isCleared = bytes.length === 0 && topics[name].retained
      const payload = isCleared || !hear ? undefined : decode(name, bytes)
      if (hear && !isCleared && payload === undefined)
        return warn('message dropped', topic, { topic })
      try {
        if (isCleared) cleared?.(line.words)
        else if (payload !== undefined) hear?.({ payload, words: line.words, retained })
      } catch (cause) {
        // One listener's fault must not take the bus from the others.
        parts.log.error('listener failed', { topic, cause })
      }
    },
    { qos: topics[name].qos },
  )
  subscriptions.add(subscription)
  return {
    [Symbol.dispose]() {
      if (subscriptions.delete(subscription)) subscription[Symbol.dispose]()
    },
  }
}

function listen(
  { transport, parts, subscriptions }: Hearing,
  filter: string,
  hear: (topic: string, payload: Uint8Array, retained: boolean) => void,
): Disposable {
  let ended = false
  let standing: Disposable | undefined
  const hearing = (topic: string, payload: Uint8Array, retained: boolean): void => {
    if (ended) return
    try {
      hear(topic, payload, retained)
    } catch (cause) {
      parts.log.error('listener failed', { topic, cause })
    }
  }
  const subscription: Disposable = {
    [Symbol.dispose]() {
      if (ended) return
      ended = true
      subscriptions.delete(subscription)
      standing?.[Symbol.dispose]()
    },
  }
  subscriptions.add(subscription)
  transport.subscribe(filter, hearing, { qos: 0, foreign: true }).then(
    (subscribed) => {
      standing = subscribed
      if (ended) standing[Symbol.dispose]()
    },
    (cause) => parts.log.warn('foreign topics not heard', { filter, cause }),
  )
  return subscription
}

type Pending = { readonly settle: (reply: Payload<'reply'>) => void; readonly fail: () => void }

function asker(hearing: Hearing) {
  const { parts } = hearing
  const pending = new Map<string, Pending>()
  let replies: Promise<Disposable> | undefined

  const listen = (): Promise<Disposable> => {
    replies ??= subscribe(
      hearing,
      'reply',
      { hear: ({ payload }) => pending.get(payload.id)?.settle(payload) },
      { client: parts.client, id: '#' },
    ).catch((cause) => {
      // The next question tries again.
      replies = undefined
      throw cause
    })
    return replies
  }

  const ask: Bus['ask'] = async (name, command) => {
    await listen()
    const id = newId('cm', {
      now: () => Date.parse(parts.clock.date()),
      random: parts.random,
    })
    const { promise, resolve, reject } = Promise.withResolvers<Payload<'reply'>>()
    const fail = (): void => reject(notAnswered(name))
    const timer = setTimeout(fail, answerWithinMs)
    pending.set(id, { settle: resolve, fail })
    try {
      // A Bus is generic in the command's name, its table is not.
      const words = { ...command, id, replyTo: `reply/${parts.client}/${id}` } as never
      // Answered before the publish is acknowledged is answered all the same.
      const sent = send(hearing, name, words)
      const reply = await Promise.race([promise, sent.then(() => promise)])
      return answerFrom(name, reply)
    } finally {
      clearTimeout(timer)
      pending.delete(id)
    }
  }

  return {
    ask,
    close(): void {
      for (const { fail } of pending.values()) fail()
    },
  }
}

function answerFrom<N extends CommandName>(name: N, reply: Payload<'reply'>): Answer<N> {
  if (!reply.ok) {
    const { code, message, hint } = reply.error
    throw new HubError(code in errorCodes ? (code as ErrorCode) : 'internal', message, { hint })
  }
  const found = v.safeParse(answers[name], reply)
  if (found.success) return found.output as Answer<N>
  throw new HubError('internal', `the answer to ${name} does not fit its schema`, {
    hint: 'The processes of the hub may be of different versions: restart them all.',
  })
}

const notAnswered = (name: CommandName): HubError =>
  new HubError('not-answered', `${topics[name].owner} did not answer ${name}`, {
    hint: `Look whether the ${topics[name].owner} process runs: rigsong status.`,
  })

async function answer<N extends CommandName>(
  hearing: Hearing,
  name: N,
  answerer: (command: Asked<N>) => Promise<Answer<N>> | Answer<N>,
): Promise<Disposable> {
  const { parts } = hearing
  const underWay = new Map<string, Promise<Reply>>()

  const once = (key: string, command: Asked<N>): Promise<Reply> => {
    const going = underWay.get(key)
    if (going) return going
    const known = parts.memory.recall(key)
    if (known) return Promise.resolve(known === 'begun' ? interrupted(name, command.id) : known)
    const work = perform(parts, key, command.id, () => answerer(command))
    underWay.set(key, work)
    return work.finally(() => underWay.delete(key))
  }

  const reply = async (command: Asked<N>): Promise<void> => {
    const client = clientToAnswer(hearing, name, command)
    const done = await once(`${name}/${client ?? command.by ?? ''}/${command.id}`, command)
    if (client === undefined) return
    const id = command.replyTo!.slice(`reply/${client}/`.length)
    await send(hearing, 'reply', done as Payload<'reply'>, { client, id })
  }

  return subscribe(hearing, name, {
    hear({ payload }) {
      const command = payload as Asked<N>
      reply(command).catch((cause) => {
        parts.log.warn('reply not sent', { command: name, id: command.id, cause })
      })
    },
  })
}

/** Whose reply topic is meant; undefined where nobody is to be answered. */
function clientToAnswer(
  { warn }: Hearing,
  name: CommandName,
  { replyTo, by }: Asked<CommandName>,
): string | undefined {
  const client = replyTo?.split('/')[1]
  if (client === undefined || by === undefined || client === by) return client
  warn('reply to another client refused', name, { command: name, by })
  return undefined
}

/** Does the work and remembers it. A memory that cannot write must not keep anybody from playing. */
async function perform<T extends object>(
  { memory, log }: BusParts,
  key: string,
  id: string,
  work: () => Promise<T> | T,
): Promise<Reply> {
  const noted = (step: Promise<void>) =>
    step.catch((cause) => log.warn('command not remembered', { id, cause }))
  const begun = noted(memory.begin(key))
  const reply = await replyOf(id, work)
  if (!reply.ok && reply.error.code === 'internal')
    log.error('command failed', { id, error: reply.error })
  await begun
  await noted(memory.finish(key, reply))
  return reply
}

async function replyOf<T extends object>(id: string, work: () => Promise<T> | T) {
  try {
    return { ...(await work()), id, ok: true } as const
  } catch (error) {
    return { id, ok: false, error: reportOf(error) } as const
  }
}

const interrupted = (name: CommandName, id: string): Reply & { readonly error: object } => ({
  id,
  ok: false,
  error: {
    code: 'not-answered',
    message: `${name} was under way when its process stopped`,
    hint: 'Look whether it was done, then ask anew.',
  },
})

const wildcards = (name: TopicName, words: Readonly<Record<string, string>>) => ({
  ...Object.fromEntries(
    [...topics[name].path.matchAll(/\{(\w+)\}/g)].map(([, word]) => [word, '+']),
  ),
  ...words,
})

const utf8 = new TextEncoder()
const text = new TextDecoder('utf-8', { fatal: true })
const encode = (payload: unknown): Uint8Array => utf8.encode(JSON.stringify(payload))

/** The payload where it fits its schema. */
function decode<N extends TopicName>(name: N, bytes: Uint8Array): Payload<N> | undefined {
  const { payload: form, schema } = topics[name]
  try {
    const found = v.safeParse(schema, form === 'midi' ? bytes : parseJson(text.decode(bytes)))
    return found.success ? (found.output as Payload<N>) : undefined
  } catch {
    return undefined
  }
}

/** One warning a while for each topic, with how many it stands for. */
function rateLimited({ clock, log }: BusParts): Hearing['warn'] {
  const quiet = new Map<string, { untilMs: number; unsaid: number }>()
  return (event, topic, fields = {}) => {
    const now = clock.now()
    // The name of the line, not the whole topic: a flood of devices is one fault, not thousands.
    const key = `${event} ${topic.split('/').slice(0, 4).join('/')}`
    const last = quiet.get(key)
    if (last && now < last.untilMs) {
      last.unsaid += 1
      return
    }
    if (quiet.size > 100) quiet.clear()
    quiet.set(key, { untilMs: now + warnEveryMs, unsaid: 0 })
    log.warn(event, { ...fields, ...(last?.unsaid && { unsaid: last.unsaid }) })
  }
}

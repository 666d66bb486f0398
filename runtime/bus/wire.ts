import type { Heard } from '#core/bus/bus.ts'
import {
  type Payload,
  type TopicName,
  type TopicWords,
  topicFrom,
  topicOf,
  topics,
} from '#core/bus/topics.ts'
import { parseJson } from '#core/json.ts'
import { v } from '#core/schema.ts'
import type { BusParts, BusTransport } from './transport.ts'

const warnEveryMs = 10_000

/** What says and hears the vocabulary needs. */
export type Hearing = {
  readonly transport: BusTransport
  readonly parts: BusParts
  readonly warn: (event: string, topic: string, fields?: object) => void
  readonly subscriptions: Set<Disposable>
}

export function send<N extends TopicName>(
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

/** What comes on a topic of the vocabulary. */
export type Ears<N extends TopicName> = {
  hear?(heard: Heard<N>): void
  /** A state that its owner took back. */
  cleared?(words: TopicWords): void
  /** What is JSON, and not what the topic wants. */
  unfit?(said: unknown, issue: v.BaseIssue<unknown>): void
}

export async function subscribe<N extends TopicName>(
  { transport, parts, warn, subscriptions }: Hearing,
  name: N,
  { hear, cleared, unfit }: Ears<N>,
  words = {},
): Promise<Disposable> {
  const take = (topic: string, where: TopicWords, bytes: Uint8Array, retained: boolean): void => {
    // A retained state that its owner took back comes as an empty message.
    const isCleared = bytes.length === 0 && topics[name].retained
    if (isCleared) cleared?.(where)
    if (isCleared || !hear) return
    const { payload, said, issue } = read(name, bytes)
    if (payload !== undefined) hear({ payload, words: where, retained })
    else warn('message dropped', topic, { topic, ...(issue && { at: v.getDotPath(issue) }) })
    if (issue) unfit?.(said, issue)
  }
  const subscription = await transport.subscribe(
    topicOf(parts.hub, name, wildcards(name, words)),
    (topic, bytes, retained) => {
      const line = topicFrom(parts.hub, topic)
      if (line?.name !== name) return
      try {
        take(topic, line.words, bytes, retained)
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

/** Topics outside the vocabulary: stands also while the broker is away, and is ended at any time. */
export function listen(
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

const wildcards = (name: TopicName, words: Readonly<Record<string, string>>) => ({
  ...Object.fromEntries(
    [...topics[name].path.matchAll(/\{(\w+)\}/g)].map(([, word]) => [word, '+']),
  ),
  ...words,
})

const utf8 = new TextEncoder()
const text = new TextDecoder('utf-8', { fatal: true })
const encode = (payload: unknown): Uint8Array => utf8.encode(JSON.stringify(payload))

/** The payload where it fits its schema; else what was said, where it is JSON, and what is wrong with it. */
type Read<N extends TopicName> = {
  readonly payload?: Payload<N>
  readonly said?: unknown
  readonly issue?: v.BaseIssue<unknown>
}

function read<N extends TopicName>(name: N, bytes: Uint8Array): Read<N> {
  const { payload: form, schema } = topics[name]
  try {
    const said = form === 'midi' ? bytes : parseJson(text.decode(bytes))
    const found = v.safeParse(schema, said)
    if (found.success) return { payload: found.output as Payload<N> }
    return { said, issue: found.issues[0] }
  } catch {
    return {}
  }
}

/** One warning a while for each topic, with how many it stands for. */
export function rateLimited({ clock, log }: BusParts): Hearing['warn'] {
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

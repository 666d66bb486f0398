import type { Clock } from '#core/clock.ts'
import { parseJson } from '#core/json.ts'
import { v } from '#core/schema.ts'
import { type Asker, mayPlay } from '../access/roles.ts'
import { heldNotes } from './held-notes.ts'
import type { LiveFeed } from './live-feed.ts'
import { type Subscription, subscription } from './subscription.ts'

/** The wire under a live socket. */
export type Wire = {
  send(text: string): void
  /** Bytes that wait to be taken. */
  readonly buffered: number
  close(code: number, reason: string): void
}

export type LiveSocket = {
  receive(text: string): void
  /** The wire is gone: releases what was held. */
  end(): void
}

export type LiveSocketParts = {
  readonly wire: Wire
  readonly feed: LiveFeed
  readonly clock: Clock
  readonly hub: string
  readonly role: Asker['role']
  /** What the keys of this page are called on the bus. */
  readonly device: string
  /** Raw MIDI on its way to the live process. */
  readonly play: (bytes: Uint8Array<ArrayBuffer>) => void
}

const Name = v.union([v.pipe(v.string(), v.maxLength(64)), v.number()])
const Message = v.variant('op', [
  v.object({
    op: v.literal('sub'),
    id: Name,
    /** As on the bus, with or without `rigsong/{hub}/`. */
    topic: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
    mode: v.optional(v.picklist(['last', 'all']), 'last'),
    /** Messages a second at most, for mode last. */
    max: v.optional(v.pipe(v.number(), v.minValue(0.1)), 60),
    /** The last number that was heard, for mode all. */
    since: v.exactOptional(v.number()),
  }),
  v.object({ op: v.literal('unsub'), id: Name }),
  v.object({ op: v.literal('input'), bytes: v.pipe(v.array(v.number()), v.maxLength(3)) }),
  v.object({ op: v.literal('ping'), t: v.optional(v.number(), 0) }),
])
type Message = v.InferOutput<typeof Message>
type Sub = Extract<Message, { op: 'sub' }>

const tickMs = 16
const slowTickMs = 200
const slowBytes = 256 * 1024
const deadBytes = 2 * 1024 * 1024
const mostSubscriptions = 200
/** Nobody plays faster; whoever sends more is no hand. */
const mostInputsASecond = 1000

/** Why a socket ends, by the codes of RFC 6455. */
type Farewell = { readonly code: number; readonly reason: string }
const refusal = (reason: string): Farewell => ({ code: 1008, reason })
const unreadable: Farewell = { code: 1003, reason: 'this is no message of rigsong.live.v1' }

/** One page on /live, subprotocol `rigsong.live.v1`, without the wire under it. */
export function liveSocket(parts: LiveSocketParts): LiveSocket {
  const { wire, feed, clock, role, device } = parts
  const subscriptions = new Map<string | number, Subscription>()
  const notes = heldNotes()
  const inputs = { sinceMs: 0, count: 0 }
  let timer: NodeJS.Timeout | undefined
  let ended = false

  const say = (words: object): void => wire.send(JSON.stringify(words))
  const bye = ({ code, reason }: Farewell): void => {
    say({ op: 'bye', reason })
    wire.close(code, reason)
    end()
  }

  const tick = (): void => {
    timer = undefined
    if (wire.buffered > deadBytes) {
      bye({ code: 1013, reason: 'this link is too slow' })
      return
    }
    const slow = wire.buffered > slowBytes
    const said = [...subscriptions].flatMap(([id, one]) =>
      one.take(clock.now(), slow).map(({ seq, atMs, payload, topic }) => {
        const entry = [id, seq, atMs, payload]
        // Whoever asked by a wildcard cannot know which of them this is.
        return one.exact ? entry : [...entry, topic]
      }),
    )
    if (said.length > 0) say(said)
    for (const [id, one] of subscriptions) {
      const dropped = one.dropped()
      if (dropped > 0) say({ op: 'lag', id, dropped })
    }
    if ([...subscriptions.values()].some((one) => one.waits())) wake(slow ? slowTickMs : tickMs)
  }
  const wake = (inMs = tickMs): void => {
    if (!ended) timer ??= setTimeout(tick, inMs)
  }

  const hearing = feed.hear((said) => {
    for (const one of subscriptions.values()) if (one.hear(said)) wake()
  })

  const subscribe = ({ id, topic, mode, max, since }: Sub): Farewell | undefined => {
    if (!subscriptions.has(id) && subscriptions.size >= mostSubscriptions)
      return refusal(`over ${mostSubscriptions} subscriptions`)
    const one = subscription({ filter: below(topic, parts.hub), mode, max, role })
    subscriptions.set(id, one)
    const states = feed.states().filter(({ topic: at }) => one.covers(at))
    if (states.length > 0)
      say({ op: 'snap', id, data: one.exact ? states[0]!.payload : states.map((s) => s.payload) })
    if (mode !== 'all' || since === undefined) return undefined
    const missed = feed.since(since)
    for (const said of missed.said) if (one.hear(said)) wake()
    if (!missed.whole) say({ op: 'lag', id, dropped: 1 })
    return undefined
  }

  const input = (bytes: readonly number[]): Farewell | undefined => {
    if (!mayPlay(role)) return refusal(`a ${role} may not play`)
    if (clock.now() - inputs.sinceMs >= 1000)
      Object.assign(inputs, { sinceMs: clock.now(), count: 0 })
    if (++inputs.count > mostInputsASecond) return refusal('too many notes')
    const message = notes.play(bytes)
    if (message) parts.play(message)
    return undefined
  }

  const obey = (message: Message): Farewell | undefined => {
    switch (message.op) {
      case 'sub':
        return subscribe(message)
      case 'unsub':
        subscriptions.delete(message.id)
        return undefined
      case 'input':
        return input(message.bytes)
      case 'ping':
        say({ op: 'pong', t: message.t, nowMs: clock.now() })
        return undefined
    }
  }

  function end(): void {
    if (ended) return
    ended = true
    clearTimeout(timer)
    hearing[Symbol.dispose]()
    subscriptions.clear()
    for (const release of notes.release()) parts.play(release)
  }

  say({ op: 'hello', device, role, nowMs: clock.now() })
  return {
    receive(text) {
      if (ended) return
      const message = messageIn(text)
      const farewell = message ? obey(message) : unreadable
      if (farewell) bye(farewell)
    },
    end,
  }
}

function messageIn(text: string): Message | undefined {
  try {
    const found = v.safeParse(Message, parseJson(text))
    return found.success ? found.output : undefined
  } catch {
    return undefined
  }
}

const below = (topic: string, hub: string): string =>
  topic.startsWith(`rigsong/${hub}/`) ? topic.slice(`rigsong/${hub}/`.length) : topic

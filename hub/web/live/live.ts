import { batch, type ReadonlySignal, type Signal, signal } from '@preact/signals'
import { backOffMs } from './back-off.ts'
import { type Frame, frameFrom, type Role } from './frames.ts'
import { type HubClock, hubClock } from './hub-clock.ts'

/** How the page hangs on the hub. `lost` says since when (page clock, ms). */
export type Link =
  | { readonly state: 'connecting' }
  | { readonly state: 'open' }
  | { readonly state: 'lost'; readonly sinceMs: number }

/** What the hub calls this page. */
export type Seat = { readonly device: string; readonly role: Role }

/** Null where the owner of a state took it back. */
export type Hear = (payload: unknown) => void
export type Mode = 'last' | 'all'

export type Live = {
  readonly link: ReadonlySignal<Link>
  readonly seat: ReadonlySignal<Seat | undefined>
  /** Whether the hub's clock is known well enough to play by. */
  readonly synced: ReadonlySignal<boolean>
  /** Messages the hub had to drop since the page is open. */
  readonly dropped: ReadonlySignal<number>
  readonly clock: HubClock
  /** Hears a topic (without `rigsong/{hub}/`, `+` for any word) until the returned function is called. */
  hear(topic: string, mode: Mode, hear: Hear): () => void
  /** Plays MIDI bytes on the rig; false where nobody listens. They are never kept for later. */
  play(bytes: readonly number[]): boolean
  /** Called when the socket goes: whatever it held must be let go. */
  onLost(lost: () => void): void
  close(): void
}

type Subscription = {
  readonly topic: string
  readonly mode: Mode
  readonly hear: Hear
  /** The last sequence number heard, to resume a lossless topic after a break. */
  seq: number
}

const pingEveryMs = 5000
/** Pings in a row at first: one alone may have met a busy moment. */
const burst = 6
/** A hub that says nothing for so long is gone, even if the socket does not know it yet. */
const silenceMs = 12_000

type Parts = { readonly url: string; readonly now: () => number; readonly random: () => number }

/** The only socket of the page: subprotocol `rigsong.live.v1`, and it comes back by itself. */
export function openLive({ url, now, random }: Parts): Live {
  const link = signal<Link>({ state: 'connecting' })
  const seat = signal<Seat | undefined>(undefined)
  const synced = signal(false)
  const dropped = signal(0)
  const clock = hubClock()
  const subscriptions = new Map<string, Subscription>()
  const losing: (() => void)[] = []
  let socket: WebSocket | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let tries = 0
  let names = 0
  let heardAtMs = 0
  let closed = false

  const send = (message: unknown): boolean => {
    if (socket?.readyState !== WebSocket.OPEN) return false
    socket.send(JSON.stringify(message))
    return true
  }
  const ask = (id: string, { topic, mode, seq }: Subscription): boolean =>
    send({ op: 'sub', id, topic, mode, max: 60, ...(mode === 'all' && seq > 0 && { since: seq }) })

  const read = (frame: Frame): void => {
    if (frame.op === 'hello') seat.value = { device: frame.device, role: frame.role }
    if (frame.op === 'lag') dropped.value += frame.dropped
    if (frame.op === 'pong') clock.heard({ sentMs: frame.t, gotMs: heardAtMs, hubMs: frame.nowMs })
    if (frame.op === 'snap') {
      const hear = subscriptions.get(frame.id)?.hear
      if (hear) for (const payload of snapOf(frame.data)) hear(payload)
    }
    if (frame.op !== 'events') return
    for (const [id, seq, , payload] of frame.events) {
      const subscription = subscriptions.get(id)
      if (!subscription) continue
      subscription.seq = seq
      subscription.hear(payload)
    }
  }

  const keepTime = (pings: number): void => {
    if (now() - heardAtMs > silenceMs) {
      socket?.close()
      return
    }
    send({ op: 'ping', t: now() })
    timer = setTimeout(() => keepTime(pings + 1), pings < burst ? 80 : pingEveryMs)
    if (pings === burst) synced.value = clock.known()
  }

  const opened = (): void => {
    tries = 0
    heardAtMs = now()
    clock.reset()
    synced.value = false
    link.value = { state: 'open' }
    for (const [id, subscription] of subscriptions) ask(id, subscription)
    clearTimeout(timer)
    keepTime(0)
  }

  const lost = (): void => {
    clearTimeout(timer)
    if (closed) return
    if (link.value.state !== 'lost') {
      link.value = { state: 'lost', sinceMs: now() }
      for (const letGo of losing) letGo()
    }
    timer = setTimeout(connect, backOffMs(tries++, random))
  }

  const connect = (): void => {
    clearTimeout(timer)
    socket = new WebSocket(url, 'rigsong.live.v1')
    const mine = socket
    mine.onopen = () => mine === socket && opened()
    mine.onclose = () => mine === socket && lost()
    mine.onmessage = ({ data }) => {
      if (mine !== socket || typeof data !== 'string') return
      heardAtMs = now()
      const frame = frameFrom(data)
      if (frame) batch(() => read(frame))
    }
  }

  const comeBack = (): void => {
    if (link.value.state === 'lost' && document.visibilityState === 'visible') connect()
  }
  document.addEventListener('visibilitychange', comeBack)
  window.addEventListener('online', comeBack)
  connect()

  return {
    link,
    seat,
    synced,
    dropped,
    clock,
    hear(topic, mode, hear) {
      const id = `s${++names}`
      const subscription = { topic, mode, hear, seq: 0 }
      subscriptions.set(id, subscription)
      ask(id, subscription)
      return () => {
        if (subscriptions.delete(id)) send({ op: 'unsub', id })
      }
    },
    play: (bytes) => send({ op: 'input', bytes }),
    onLost: (letGo) => void losing.push(letGo),
    close() {
      closed = true
      clearTimeout(timer)
      socket?.close()
    },
  }
}

/** A topic that is one thing snaps to that thing; with a wildcard to a list of them. */
const snapOf = (data: unknown): readonly unknown[] =>
  Array.isArray(data) ? data : data === undefined || data === null ? [] : [data]

/** A value of the hub as a signal: what was said last, and when (page clock, ms). */
export type Said<T> = { readonly value: T; readonly atMs: number }

/** Follows a state topic; the last value stays when the link is lost, and goes when its owner takes it back. */
export function follow<T>(
  live: Live,
  topic: string,
  now: () => number,
): Signal<Said<T> | undefined> {
  const said = signal<Said<T> | undefined>(undefined)
  live.hear(topic, 'last', (payload) => {
    said.value = payload === null ? undefined : { value: payload as T, atMs: now() }
  })
  return said
}

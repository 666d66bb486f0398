import type { Bus } from '#core/bus/bus.ts'
import { type Payload, pathOf, type TopicName, type TopicWords, topics } from '#core/bus/topics.ts'
import type { Clock } from '#core/clock.ts'

/** Something that was said on the bus. */
export type Said = {
  /** Counts up over everything, also across restarts of the hub. */
  readonly seq: number
  /** When it came here, CLOCK_MONOTONIC ms. */
  readonly atMs: number
  /** Below `rigsong/{hub}/`: 'event/midi/keys'. */
  readonly topic: string
  /** Null for a state that its owner took back. */
  readonly payload: unknown
}

/** Everything on the bus that pages may hear: what is said now, what holds, and what was said lately. */
export type LiveFeed = AsyncDisposable & {
  hear(fn: (said: Said) => void): Disposable
  /** The last of every state. */
  states(): readonly Said[]
  state<N extends TopicName>(name: N, words?: TopicWords): Payload<N> | undefined
  /** Events after `seq`, oldest first; `whole` is false where some of them are no longer kept. */
  since(seq: number): { readonly said: readonly Said[]; readonly whole: boolean }
}

/** Events kept for a page whose socket broke; per kind, so that a run of notes drowns no phrase. */
const ringLength = 2000

type Ring = { readonly said: Said[]; lostSeq: number }

export async function openLiveFeed({
  bus,
  clock,
}: {
  readonly bus: Required<Bus>
  readonly clock: Clock
}): Promise<LiveFeed> {
  const ears = new Set<(said: Said) => void>()
  const held = new Map<string, Said>()
  const rings = new Map<TopicName, Ring>()
  // From the wall clock, so that a page from before a restart does not take old numbers for new.
  const first = Date.parse(clock.date()) * 1000
  let seq = first

  const take = (name: TopicName, words: TopicWords, payload: unknown): void => {
    const topic = pathOf(name, words)
    const said = { seq: ++seq, atMs: clock.now(), topic, payload }
    if (topics[name].kind === 'event') keep(ringOf(rings, name, first), said)
    else if (payload === null) held.delete(topic)
    else held.set(topic, said)
    for (const hear of ears) hear(said)
  }

  const names = Object.keys(topics) as TopicName[]
  const states = names.filter((name) => topics[name].kind === 'state')
  const events = names.filter((name) => topics[name].kind === 'event')
  const listening = await Promise.all([
    ...[...states, ...events].map((name) =>
      bus.subscribe(name, ({ words, payload }) => take(name, words, payload)),
    ),
    ...states.map((name) => bus.hearCleared(name, (words) => take(name, words, null))),
  ])
  return {
    hear(fn) {
      ears.add(fn)
      return { [Symbol.dispose]: () => void ears.delete(fn) }
    },
    states: () => [...held.values()],
    state: (name, words = {}) =>
      held.get(pathOf(name, words))?.payload as Payload<typeof name> | undefined,
    since(after) {
      const kept = [...rings.values()]
      return {
        said: kept
          .flatMap((ring) => ring.said.filter((said) => said.seq > after))
          .sort((a, b) => a.seq - b.seq),
        whole: after >= first && kept.every((ring) => ring.lostSeq <= after),
      }
    },
    async [Symbol.asyncDispose]() {
      for (const one of listening) one[Symbol.dispose]()
    },
  }
}

function ringOf(rings: Map<TopicName, Ring>, name: TopicName, first: number): Ring {
  const ring = rings.get(name) ?? { said: [], lostSeq: first }
  rings.set(name, ring)
  return ring
}

function keep(ring: Ring, said: Said): void {
  ring.said.push(said)
  // Cut in large pieces: shifting one by one would move 2,000 entries an event.
  if (ring.said.length <= ringLength * 1.5) return
  const gone = ring.said.splice(0, ring.said.length - ringLength)
  ring.lostSeq = gone.at(-1)!.seq
}

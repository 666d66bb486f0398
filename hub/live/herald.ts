import type { Bus } from '#core/bus/bus.ts'
import { type Payload, type TopicName, type TopicWords, topicOf } from '#core/bus/topics.ts'
import type { Log } from '#runtime/log.ts'

/** Says on the bus what live does. Nothing waits for it, and without a bus nothing is missed but the telling. */
export type Herald = {
  /** It happened; unheard where there is no bus. */
  event<N extends TopicName>(name: N, payload: Payload<N>, words?: TopicWords): void
  /** The same for who must not run ahead of the bus: resolves when it has been handed on, or there is none. */
  passed<N extends TopicName>(name: N, payload: Payload<N>, words?: TopicWords): Promise<void>
  /** It is; said again to each bus that comes. */
  state<N extends TopicName>(name: N, payload: Payload<N>, words?: TopicWords): void
  /** It is no more: what the broker kept of it goes. */
  forget(name: TopicName, words: TopicWords): void
  /** From now on this is the bus; all states are said to it. */
  join(bus: Bus): void
  /** Says all states again, as after a broker that lost its memory. */
  repeat(): void
}

type Said = { readonly say: (bus: Bus) => Promise<void> }

export function openHerald(log: Log): Herald {
  const states = new Map<string, Said>()
  let bus: Bus | undefined

  async function pass({ say }: Said): Promise<void> {
    if (!bus) return
    await say(bus).catch((cause: unknown) => log.debug('bus did not take it', { cause }))
  }

  const tell = (said: Said): void => void pass(said)

  function repeat(): void {
    for (const said of states.values()) tell(said)
  }

  return {
    event: (name, payload, words) => tell({ say: (to) => to.publish(name, payload, words) }),
    passed: (name, payload, words) => pass({ say: (to) => to.publish(name, payload, words) }),
    state(name, payload, words) {
      const said: Said = { say: (to) => to.publish(name, payload, words) }
      states.set(topicOf('live', name, words), said)
      tell(said)
    },
    forget(name, words) {
      states.delete(topicOf('live', name, words))
      tell({ say: async (to) => to.clear?.(name, words) })
    },
    join(next) {
      bus = next
      repeat()
    },
    repeat,
  }
}

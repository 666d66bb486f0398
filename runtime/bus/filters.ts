import type { Log } from '#runtime/log.ts'
import type { BusTransport } from './transport.ts'

/** What is listened to over one MQTT client, on this connection and every later one. */
export type Filters = Pick<BusTransport, 'subscribe'> & {
  /** Subscribes to everything anew, on a new connection. */
  settle(): Promise<void>
  hear(topic: string, payload: Uint8Array, retained: boolean): void
}

export type FiltersParts = {
  readonly up: () => boolean
  /** Rejects where the broker refuses it. */
  readonly subscribe: (filter: string, qos: 0 | 1) => Promise<void>
  readonly unsubscribe: (filter: string) => void
  readonly log: Log
}

type Hearer = {
  readonly hear: Parameters<BusTransport['subscribe']>[1]
  /** Retained topics heard on this connection: they come again whenever somebody else subscribes. */
  readonly heard: Set<string>
}
type Filter = {
  readonly words: readonly string[]
  readonly qos: 0 | 1
  readonly foreign: boolean
  readonly hearers: Set<Hearer>
}

export function openFilters({ up, subscribe, unsubscribe, log }: FiltersParts): Filters {
  const filters = new Map<string, Filter>()

  function known(name: string, qos: 0 | 1, foreign: boolean): Filter {
    const found = filters.get(name) ?? {
      ...{ words: name.split('/'), qos, foreign },
      hearers: new Set<Hearer>(),
    }
    filters.set(name, found)
    return found
  }

  return {
    async subscribe(name, hear, { qos, foreign = false }) {
      const hearer: Hearer = { hear, heard: new Set() }
      const filter = known(name, qos, foreign)
      filter.hearers.add(hearer)
      const end = (): void => {
        if (!filter.hearers.delete(hearer) || filter.hearers.size > 0) return
        filters.delete(name)
        if (up()) unsubscribe(name)
      }
      try {
        if (up()) await subscribe(name, filter.qos)
      } catch (cause) {
        end()
        throw cause
      }
      return { [Symbol.dispose]: end }
    },
    async settle() {
      const standing = [...filters].map(async ([name, { qos, foreign, hearers }]) => {
        for (const { heard } of hearers) heard.clear()
        try {
          await subscribe(name, qos)
        } catch (cause) {
          // Whether strangers are heard must not decide whether the hub is.
          if (!foreign) throw cause
          log.warn('foreign topics not heard', { filter: name, cause })
        }
      })
      await Promise.all(standing)
    },
    hear(topic, payload, retained) {
      const words = topic.split('/')
      for (const filter of filters.values()) {
        if (!fits(filter.words, words)) continue
        for (const { hear, heard } of [...filter.hearers]) {
          if (retained && heard.has(topic)) continue
          if (retained) heard.add(topic)
          hear(topic, payload, retained)
        }
      }
    },
  }
}

/** MQTT's wildcards: + for one word, # for all that follow. */
function fits(filter: readonly string[], topic: readonly string[]): boolean {
  const open = filter.at(-1) === '#'
  if (open ? topic.length < filter.length - 1 : topic.length !== filter.length) return false
  return filter.every((word, i) => word === '#' || word === '+' || word === topic[i])
}

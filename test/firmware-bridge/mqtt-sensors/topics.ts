import type { ForeignTopics } from '#firmware-bridge/driver.ts'
import { fits } from '#firmware-bridge/mqtt-sensors/filters.ts'

/** Other people's topics, said by a test. */
export type FakeTopics = ForeignTopics & {
  tell(topic: string, payload: unknown, retained?: boolean): void
  /** What was said to devices, as `topic payload`. */
  readonly said: string[]
  listeners(): number
}

export function fakeTopics(): FakeTopics {
  const said: string[] = []
  const hearers = new Set<{ filter: string; hear: Parameters<ForeignTopics['listen']>[1] }>()
  return {
    said,
    listeners: () => hearers.size,
    listen(filter, hear) {
      const hearer = { filter, hear }
      hearers.add(hearer)
      return { [Symbol.dispose]: () => void hearers.delete(hearer) }
    },
    say: (topic, payload) => void said.push(`${topic} ${payload}`),
    tell(topic, payload, retained = false) {
      const plain = typeof payload === 'string' || payload instanceof Uint8Array
      const bytes = Buffer.from(plain ? payload : JSON.stringify(payload))
      for (const { filter, hear } of [...hearers])
        if (fits(filter, topic)) hear(topic, bytes, retained)
    },
  }
}

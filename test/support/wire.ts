import type { BusTransport } from '#runtime/bus/transport.ts'

export type Message = {
  readonly topic: string
  readonly payload: Uint8Array
  readonly retain: boolean
}

/** A broker in a few lines, for tests of what stands on one: everything is delivered, in order. */
export function wire(): BusTransport & {
  /** What was published, oldest first. */
  readonly sent: readonly Message[]
  /** Says something as a stranger would, in any bytes. */
  say(topic: string, payload: Uint8Array | string | object, retained?: boolean): void
} {
  const sent: Message[] = []
  const hearers = new Set<{ fits: RegExp; hear: (message: Message, retained: boolean) => void }>()
  const deliver = (message: Message, retained: boolean): void => {
    for (const { fits, hear } of [...hearers]) if (fits.test(message.topic)) hear(message, retained)
  }
  return {
    sent,
    say(topic, words, retained = false) {
      const text = typeof words === 'string' ? words : JSON.stringify(words)
      const payload = words instanceof Uint8Array ? words : new TextEncoder().encode(text)
      deliver({ topic, payload, retain: retained }, retained)
    },
    async publish(topic, payload, { retain }) {
      const message = { topic, payload, retain }
      sent.push(message)
      await Promise.resolve()
      deliver(message, false)
    },
    async subscribe(filter, hear) {
      const pattern = filter.replaceAll('+', '[^/]+').replace('#', '.+')
      const hearer = {
        fits: new RegExp(`^${pattern}$`),
        hear: ({ topic, payload }: Message, retained: boolean) => hear(topic, payload, retained),
      }
      hearers.add(hearer)
      return { [Symbol.dispose]: () => void hearers.delete(hearer) }
    },
  }
}

import type { Bus } from '#core/bus/bus.ts'
import { topicOf } from '#core/bus/topics.ts'
import { answer } from './bus/answering.ts'
import { asker } from './bus/asking.ts'
import type { BusParts, BusTransport, ForeignBus } from './bus/transport.ts'
import { type Hearing, listen, rateLimited, send, subscribe } from './bus/wire.ts'

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

const utf8 = new TextEncoder()

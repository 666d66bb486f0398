import type { ForeignTopics } from '#firmware-bridge/driver.ts'
import type { ForeignBus } from '#runtime/bus/transport.ts'

type Listener = Parameters<ForeignTopics['listen']>

/** Foreign topics for drivers that are there before the bus is: listened to from when it comes. */
export function foreignTopics(): ForeignTopics & { join(bus: ForeignBus): void } {
  const listeners = new Map<Listener, Disposable | undefined>()
  let bus: ForeignBus | undefined

  return {
    listen(...listener) {
      listeners.set(listener, bus?.listen(...listener))
      return {
        [Symbol.dispose]() {
          listeners.get(listener)?.[Symbol.dispose]()
          listeners.delete(listener)
        },
      }
    },
    say: (topic, payload) => bus?.say(topic, payload),
    join(next) {
      bus = next
      for (const listener of listeners.keys()) listeners.set(listener, next.listen(...listener))
    },
  }
}

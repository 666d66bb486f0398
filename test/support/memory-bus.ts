import type { Bus } from '#core/bus/bus.ts'
import type { BusTransport } from '#runtime/bus/transport.ts'
import { busOver } from '#runtime/bus-over.ts'
import { systemClock } from '#runtime/clock.ts'
import { commandMemory } from '#runtime/command-memory.ts'
import { openLog } from '#runtime/log.ts'

const log = openLog('test', 'error')

type Hearer = { readonly fits: RegExp; readonly hear: Parameters<BusTransport['subscribe']>[1] }

/** A broker in a variable: every client of it speaks the real bus. */
export function memoryBroker() {
  const hearers = new Set<Hearer>()
  const kept = new Map<string, Uint8Array>()
  const transport: BusTransport = {
    async publish(topic, payload, { retain }) {
      if (retain && payload.length > 0) kept.set(topic, payload)
      else if (retain) kept.delete(topic)
      for (const { fits, hear } of hearers) if (fits.test(topic)) hear(topic, payload, false)
    },
    async subscribe(filter, hear) {
      const pattern = filter.replaceAll('+', '[^/]+').replace('#', '.*')
      const hearer = { fits: new RegExp(`^${pattern}$`), hear }
      hearers.add(hearer)
      for (const [topic, payload] of kept) if (hearer.fits.test(topic)) hear(topic, payload, true)
      return { [Symbol.dispose]: () => void hearers.delete(hearer) }
    },
  }
  return {
    client: (client: string): Bus & AsyncDisposable =>
      busOver(transport, {
        hub: 'hub',
        client,
        clock: systemClock,
        log,
        memory: commandMemory(),
        random: Math.random,
      }),
  }
}

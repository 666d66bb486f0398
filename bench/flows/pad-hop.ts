import { setTimeout as passed } from 'node:timers/promises'
import { openBroker } from '#hub/broker/broker.ts'
import { openBus } from '#runtime/bus.ts'
import { systemClock } from '#runtime/clock.ts'
import { commandMemory } from '#runtime/command-memory.ts'
import { openDatabase } from '#runtime/database.ts'
import { openLog } from '#runtime/log.ts'
import { startFlows } from '#test/support/flows.ts'

const log = openLog('bench', 'error')
const migrations = new URL('../../hub/library/migrations/', import.meta.url).pathname
const secret = 'of-the-bench'
const warmingEvents = 200
/** How long what is still on its way may take. */
const patienceMs = 5000

export type PadHops = {
  /** From the event handed to the bus to the command at its owner, in ms. */
  hops(count: number, aSecond: number): Promise<readonly number[]>
}

/** A pad, a flow that makes a command of each press, and who owns the command, over a broker. */
export async function openPadHops(): Promise<PadHops & AsyncDisposable> {
  await using opening = new AsyncDisposableStack()
  const database = opening.use(await openDatabase(':memory:', { migrations, log }))
  const broker = opening.use(
    await openBroker({
      ...{ hub: 'hub', database, version: 'bench', clock: systemClock, log },
      supervisedUsers: { live: secret, flows: secret },
      memory: commandMemory(),
    }),
  )
  const brokerUrl = `mqtt://127.0.0.1:${await broker.listen({ host: '127.0.0.1', port: 0 })}`
  const live = opening.use(
    await openBus({
      ...{ url: brokerUrl, username: 'live', password: secret, hub: 'hub', version: 'bench' },
      ...{ log, clock: systemClock, memory: commandMemory() },
    }),
  )
  const arrivals: number[] = []
  await live.answer('panic', () => {
    arrivals.push(performance.now())
    return { released: 0 }
  })
  const flows = opening.use(await startFlows({ brokerUrl, secret }))
  await flows.call('POST', '/flows/flows', padToPanic)
  const open = opening.move()

  /** They come in the order they were sent. */
  async function hops(count: number, aSecond: number): Promise<readonly number[]> {
    arrivals.length = 0
    const sent: number[] = []
    const begunMs = performance.now()
    for (let i = 0; i < count; i++) {
      // A timer that comes late makes up for it, as hands do that play on.
      const dueMs = begunMs + (i * 1000) / aSecond - performance.now()
      if (dueMs > 0) await passed(dueMs)
      sent.push(performance.now())
      void live.publish('control', press, { device: 'pads', control: 'pad-1' })
    }
    for (const end = performance.now() + patienceMs; arrivals.length < count; await passed(5))
      if (performance.now() > end) throw new Error(`${arrivals.length} of ${count} arrived`)
    return arrivals.map((atMs, i) => atMs - sent[i]!)
  }

  // Until the flow runs its first press goes nowhere.
  for (let tries = 1; ; tries++) {
    const ran = await hops(1, 1).catch(() => undefined)
    if (ran) break
    if (tries === 3) throw new Error('the flow does not run: are the nodes of the palette there?')
  }
  await hops(warmingEvents, 100)
  return { hops, [Symbol.asyncDispose]: () => open.disposeAsync() }
}

const press = {
  ...{ atMs: 0, device: 'pads', control: 'pad-1', kind: 'trigger' as const },
  ...{ value: 1, raw: 127 },
}

const padToPanic = [
  { id: 't', type: 'tab', label: 'Pads' },
  {
    ...{ id: 'pads', type: 'rigsong-device-in', z: 't', x: 1, y: 1, wires: [['panic']] },
    ...{ device: 'pads', control: 'pad-*', kind: 'trigger', when: 'moved', payload: 'value' },
    ...{ simulated: true, hub: '' },
  },
  { id: 'panic', type: 'rigsong-panic', z: 't', x: 2, y: 1, hub: '', wires: [[]] },
]

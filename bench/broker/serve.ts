import { openBroker } from '#hub/broker/broker.ts'
import { systemClock } from '#runtime/clock.ts'
import { commandMemory } from '#runtime/command-memory.ts'
import { openDatabase } from '#runtime/database.ts'
import { openStockAedes } from './stock-aedes.ts'

/** The broker under load, in a process of its own so that its processor time is its own. */
const log = { debug() {}, info() {}, warn() {}, error() {} }
const [, , kind, migrations] = process.argv

async function listen(): Promise<number> {
  if (kind === 'stock') return openStockAedes()
  const broker = await openBroker({
    hub: 'hub',
    database: await openDatabase(':memory:', { migrations: migrations!, log }),
    supervisedUsers: { live: 'live', flows: 'flows' },
    clock: systemClock,
    log,
    version: 'bench',
    memory: commandMemory(),
    // A fire-hose is what the rate limit is there to stop.
    limits: { trustedPacketBurst: Number.MAX_SAFE_INTEGER },
  })
  return broker.listen({ host: '127.0.0.1', port: 0 })
}

process.once('disconnect', () => process.exit())
process.send!(await listen())

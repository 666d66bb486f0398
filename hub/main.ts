import { refuseStart, startedBySupervisor } from '#runtime/child.ts'
import { systemClock } from '#runtime/clock.ts'
import { readConfig } from '#runtime/config.ts'
import { openLog } from '#runtime/log.ts'
import { openHub } from './hub.ts'

/** The hub process. */
async function main(): Promise<void> {
  const config = readConfig({ env: process.env, argv: process.argv.slice(2) })
  const log = openLog('hub', config.logLevel)
  const handed = await startedBySupervisor(config)
  const hub = await openHub({ config, handed, clock: systemClock, log })
  handed.onStop(async () => {
    await hub[Symbol.asyncDispose]()
  })
}

await main().catch(refuseStart)

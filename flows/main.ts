import { devNull } from 'node:os'
import { join } from 'node:path'
import { openBus, type RemoteBus } from '#runtime/bus.ts'
import { refuseStart, startedBySupervisor } from '#runtime/child.ts'
import { systemClock } from '#runtime/clock.ts'
import { readConfig } from '#runtime/config.ts'
import { flowsSocketOf } from '#runtime/flows-socket.ts'
import { watchHealth } from '#runtime/health.ts'
import { openLog } from '#runtime/log.ts'
import { openFlows } from './flows.ts'
import { libraryFolder } from './shipped/library.ts'

/** The flows process: the socket first, then the bus, then Node-RED on it. Nobody waits for it. */
async function main(): Promise<void> {
  // A supervisor has read the file for us, and may be the only one who can.
  const file = process.send ? { file: devNull } : {}
  const config = readConfig({ env: process.env, argv: process.argv.slice(2), ...file })
  const log = openLog('flows', config.logLevel)
  const handed = await startedBySupervisor(config)
  handed.beat()
  process.on('uncaughtExceptionMonitor', (cause) => log.error('flows crashed', { cause }))
  const { dataDir, hub, version } = config
  const flows = await openFlows({
    folder: join(dataDir, 'flows'),
    socket: flowsSocketOf(dataDir),
    library: libraryFolder,
    key: handed.key,
    clock: systemClock,
    ...{ hub, version, log },
    // After the answer to who asked for it.
    startAnew: () => void setTimeout(() => process.kill(process.pid, 'SIGTERM'), 100),
  })
  let bus: RemoteBus | undefined
  handed.onStop(async () => {
    await flows[Symbol.asyncDispose]()
    await bus?.[Symbol.asyncDispose]()
  })
  bus = await openBus({
    url: handed.brokerUrl,
    username: handed.user.name,
    password: handed.user.secret,
    process: 'flows',
    clock: systemClock,
    ...{ hub, version, log },
  })
  bus.onConnection((up) => {
    if (up) flows.sayAgain()
  })
  await flows.play(bus)
  await bus.tellThere()
  watchHealth({
    process: 'flows',
    bus,
    clock: systemClock,
    log,
    figures: flows.figures,
    notes: flows.notes,
  })
  handed.tellReady()
}

await main().catch(refuseStart)

import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { askRoundRobin } from '#hub/clock/priority.ts'
import { openBus } from '#runtime/bus.ts'
import { refuseStart, startedBySupervisor } from '#runtime/child.ts'
import { systemClock } from '#runtime/clock.ts'
import { openCommandMemory } from '#runtime/command-memory.ts'
import { readConfig } from '#runtime/config.ts'
import { fileError } from '#runtime/files.ts'
import { watchHealth } from '#runtime/health.ts'
import { openLog } from '#runtime/log.ts'
import { type FreshStart, openFreshStart, watchSpin } from './fresh-start.ts'
import { startLive } from './live.ts'

/**
 * The live process: the playing first, then the bus. It asks for SCHED_RR before it has threads, which
 * inherit it; the clock thread asks for more, the journal and the engine give it up.
 */
async function main(): Promise<void> {
  const config = readConfig({ env: process.env, argv: process.argv.slice(2) })
  const log = openLog('live', config.logLevel)
  const handed = await startedBySupervisor(config)
  const { hubUrl, brokerUrl, user } = handed
  const folder = join(config.dataDir, 'live')
  await mkdir(join(folder, 'journal'), { recursive: true, mode: 0o700 }).catch((cause) => {
    throw fileError(cause, folder)
  })
  const priority = await askRoundRobin()
  let fresh: FreshStart | undefined
  const live = await startLive({
    dataDir: config.dataDir,
    hub: { url: hubUrl, token: user.secret },
    clock: systemClock,
    log,
    random: Math.random,
    fetch,
    realTime: true,
    abandoned: (why) => fresh?.want(why),
  })
  handed.onStop(async () => live[Symbol.asyncDispose]())
  fresh = openFreshStart({
    ...{ clock: systemClock, heardMs: live.heardMs, sounding: live.sounding },
    go(why) {
      log.error('live starts anew', { why })
      live.startsAnew()
      process.kill(process.pid, 'SIGTERM')
    },
  })
  watchSpin({
    cpuMs: () => {
      const { user, system } = process.threadCpuUsage()
      return (user + system) / 1000
    },
    heard: live.heard,
    spins: (why) => fresh?.want(why),
  })
  log.info('live plays', { priority, clockPriority: live.clockPriority() })
  handed.tellReady()

  const memory = await openCommandMemory(join(folder, 'commands.ndjson'))
  const bus = await openBus({
    url: brokerUrl,
    username: user.name,
    password: user.secret,
    hub: config.hub,
    process: 'live',
    version: config.version,
    log,
    memory,
    clock: systemClock,
  })
  handed.onStop(async () => bus[Symbol.asyncDispose]())
  await live.join(bus)
  await bus.tellThere()
  watchHealth({
    process: 'live',
    bus,
    clock: systemClock,
    log,
    figures: () => ({ ...live.figures(), priority, clockPriority: live.clockPriority() }),
    notes: () => [...live.notes(), ...priorityNotes(priority, live.clockPriority())],
  })
}

function priorityNotes(process: string, clock: string): readonly string[] {
  if (process === 'rr' && clock === 'fifo') return []
  return [
    'No real-time class: timing may waver under load. Allow it with LimitRTPRIO=50 in the unit, or rtprio in /etc/security/limits.conf.',
  ]
}

await main().catch(refuseStart)

import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { askRoundRobin } from '#hub/clock/priority.ts'
import { startLive } from '#hub/live/live.ts'
import { openBus } from '#runtime/bus.ts'
import { systemClock } from '#runtime/clock.ts'
import { openLog } from '#runtime/log.ts'
import { liveUser } from './load.ts'

/** The live process as it is, on two ports, with its bus. */
const [from, to, folder, brokerUrl, realTime] = process.argv.slice(2)
process.on('disconnect', () => process.exit(0))
const log = openLog('bench', 'error')
const device = (id: string, port: string) => ({ id, name: id, transport: 'din', port, player: 'p' })
const rig = { revision: 1, devices: [device('keys', from!), device('synth', to!)] }
await mkdir(join(folder!, 'live'), { recursive: true })
await writeFile(join(folder!, 'live', 'rig.json'), JSON.stringify(rig))
const priority = realTime === 'yes' ? await askRoundRobin() : 'other'
const live = await startLive({
  dataDir: folder!,
  clock: systemClock,
  log,
  random: Math.random,
  fetch,
  realTime: realTime === 'yes',
})
const bus = await openBus({
  ...{ url: brokerUrl!, username: liveUser.name, password: liveUser.secret, hub: 'hub' },
  process: 'live',
  version: 'bench',
  log,
  clock: systemClock,
})
await live.join(bus)
process.send?.({ priority, clockPriority: live.clockPriority() })

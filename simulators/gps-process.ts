import { parseArgs } from 'node:util'
import { simulatorConsole } from './console.ts'
import { openLead } from './lead.ts'
import { sentencesOf } from './nmea/gps.ts'
import { oneOf } from './one-of.ts'
import { drives, vehicle } from './vehicle/vehicle.ts'

/** `rigsong simulate gps`: a GPS on the roof of a car, on a serial port. */
const { values: options } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    drive: { type: 'string', default: 'city' },
    'every-ms': { type: 'string', default: '1000' },
  },
})
const car = vehicle({ seed: Number(options.seed), drive: oneOf(drives, options.drive) })
const everyMs = Number(options['every-ms'])
const lead = openLead('gps')
let fix = true

const speaking = setInterval(() => {
  car.turn(everyMs)
  const sky = { fix, satellites: fix ? 9 : 2, nowMs: Date.now() }
  lead.write(Buffer.from(sentencesOf(car.now(), sky), 'latin1'))
}, everyMs)

const console = simulatorConsole({
  ready: {
    transport: 'nmea',
    port: lead.path,
    description: 'nmea-gps',
    says: 'drive city, drive highway, drive park, fix off, fix on, unplug, plug, quit',
  },
  commands: {
    drive: {
      words: `drive <${drives.join('|')}>`,
      do: ([how]) => car.drive(oneOf(drives, how)),
    },
    fix: {
      words: 'fix <on|off>',
      do([on]) {
        fix = oneOf(['on', 'off'], on) === 'on'
      },
    },
    unplug: { words: 'unplug', do: lead.unplug },
    plug: { words: 'plug', do: lead.plug },
  },
  close() {
    clearInterval(speaking)
    lead.close()
  },
})
await console.ended
process.exit(0)

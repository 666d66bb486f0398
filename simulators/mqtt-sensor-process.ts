import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { simulatorConsole } from './console.ts'
import { type DialectName, dialectNames, dialects } from './mqtt-sensors/dialects.ts'
import { type MqttLine, openMqttLine } from './mqtt-sensors/mqtt-line.ts'
import { measures, type RoomMeasure, room } from './mqtt-sensors/room.ts'
import { oneOf } from './one-of.ts'

/**
 * `rigsong simulate mqtt-sensor`: a sensor in a room with a lamp, on a broker. Its user is also its name;
 * the password stands in a file, alone or as user:password.
 */
const { values: options } = parseArgs({
  options: {
    broker: { type: 'string', default: 'mqtt://127.0.0.1:1883' },
    user: { type: 'string', default: 'kitchen' },
    'password-file': { type: 'string' },
    dialect: { type: 'string', default: 'home-assistant' },
    seed: { type: 'string', default: '1' },
    'every-ms': { type: 'string', default: '2000' },
  },
})
const { hostname: host, port } = new URL(options.broker)
const node = options.user
/** How long a broker may take to let it go. */
const patienceMs = 1000
const kitchen = room(Number(options.seed))
const password = await passwordIn(options['password-file'])
let dialect: DialectName = oneOf(dialectNames, options.dialect)
let line: MqttLine | undefined

async function passwordIn(file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined
  const words = (await readFile(file, 'utf8')).trim()
  return words.startsWith(`${node}:`) ? words.slice(node.length + 1) : words
}

async function plug(): Promise<void> {
  if (line) return
  const { will, hello, commands } = dialects[dialect]
  const opened = await openMqttLine(
    {
      ...{ host, port: Number(port || 1883), clientId: node, will: will(node) },
      ...(password !== undefined && { user: node, password }),
    },
    hear,
  )
  line = opened
  void opened.gone.then(() => {
    if (line === opened) line = undefined
  })
  opened.subscribe(commands(node))
  for (const { topic, payload, retained } of hello(node)) opened.say(topic, payload, retained)
  tell()
}

function unplug(): void {
  line?.drop()
  line = undefined
}

/** Leaves for good: the broker keeps nothing of a sensor that there never was. */
async function vanish(): Promise<void> {
  if (!line) return
  const { will, hello, state } = dialects[dialect]
  const kept = [...hello(node), ...state(node, kitchen.now())].filter(({ retained }) => retained)
  for (const topic of [will(node).topic, ...kept.map((one) => one.topic)]) line.say(topic, '', true)
  const { gone } = line
  line.leave()
  line = undefined
  await Promise.race([gone, sleep(patienceMs, undefined, { ref: false })])
}

/** What it measures, or garbage in its place. */
function tell(garbage?: string): void {
  for (const { topic, payload, retained } of dialects[dialect].state(node, kitchen.now()))
    line?.say(topic, garbage ?? payload, retained)
}

function hear(topic: string, payload: string): void {
  const on = dialects[dialect].lamp(topic, payload)
  if (on === undefined) return
  kitchen.light(on)
  console.heard(`lamp ${on ? 'on' : 'off'}`)
  tell()
}

await plug()
const speaking = setInterval(() => {
  kitchen.drift()
  tell()
}, Number(options['every-ms']))

const console = simulatorConsole({
  ready: {
    transport: 'mqtt',
    port: `mqtt:${node}`,
    description: 'generic-mqtt',
    says: 'set temperature 25, move on, move off, dialect tasmota, unplug, plug, leave, quit',
  },
  commands: {
    set: {
      words: `set <${measures.join('|')}> <value>`,
      do([what, value]) {
        if (!Number.isFinite(Number(value))) throw new Error(`${value} is no number`)
        kitchen.set(oneOf<RoomMeasure>(measures, what), Number(value))
        tell()
      },
    },
    move: {
      words: 'move <on|off>',
      do([here]) {
        kitchen.move(oneOf(['on', 'off'], here) === 'on')
        tell()
      },
    },
    garbage: { words: 'garbage', do: () => tell('{"') },
    dialect: {
      words: `dialect <${dialectNames.join('|')}>`,
      async do([name]) {
        const next = oneOf(dialectNames, name)
        await vanish()
        dialect = next
        await plug()
      },
    },
    leave: {
      words: 'leave',
      do() {
        const { topic, payload } = dialects[dialect].will(node)
        line?.say(topic, payload, true)
        line?.leave()
        line = undefined
      },
    },
    unplug: { words: 'unplug', do: unplug },
    plug: { words: 'plug', do: plug },
  },
  close() {
    clearInterval(speaking)
    return vanish()
  },
})
await console.ended
process.exit(0)

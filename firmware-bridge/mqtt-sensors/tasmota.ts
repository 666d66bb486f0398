import {
  type AnnouncedControl,
  type Announcement,
  isDeviceWord,
  isForeignTopic,
  isObject,
  type Json,
  type JsonObject,
  own,
  textOf,
} from './announcement.ts'
import { measured, titled } from './measures.ts'

/** How Tasmota names its topics; made of tasmota/discovery/{mac}/config, or as it comes. */
type Naming = {
  readonly device: string
  readonly title: string
  readonly topic: (prefix: 'cmnd' | 'stat' | 'tele', last: string) => string
  readonly online: string
  readonly offline: string
}

const usualNaming = (device: string): Naming => ({
  device,
  title: device,
  topic: (prefix, last) => `${prefix}/${device}/${last}`,
  online: 'Online',
  offline: 'Offline',
})

/**
 * What Tasmota says of itself, tasmota.github.io/docs/MQTT: its relays by `config`, what it measures by
 * `sensors` once the other is known. Undefined where there is nothing in it for us.
 */
export function readTasmota(config: Json, sensors: Json | undefined): Announcement | undefined {
  if (!isObject(config)) return undefined
  const naming = namingOf(config)
  if (!naming) return undefined
  const said = isObject(sensors) ? own(sensors, 'sn') : undefined
  const controls = [...relaysOf(config, naming), ...measuredIn(said, naming)]
  return controls.length === 0 ? undefined : { ...about(naming), controls }
}

/** The same of one that does not announce itself: what it measures, as it comes. */
export function readTasmotaSensor(device: string, json: Json): Announcement | undefined {
  if (!isDeviceWord(device)) return undefined
  const naming = usualNaming(device)
  const controls = measuredIn(json, naming)
  return controls.length === 0 ? undefined : { ...about(naming), controls }
}

/** And its relay, from stat/{device}/POWER. */
export function readTasmotaPower(device: string, power: string): Announcement | undefined {
  if (!isDeviceWord(device) || !/^POWER\d{0,2}$/.test(power)) return undefined
  const naming = usualNaming(device)
  return { ...about(naming), controls: relay(naming, power, power.toLowerCase(), ['OFF', 'ON']) }
}

const about = ({ device, title, topic, online, offline }: Naming) => ({
  device,
  title,
  availability: [{ topic: topic('tele', 'LWT'), online, offline }],
})

function namingOf(config: JsonObject): Naming | undefined {
  const device = textOf(config, 't')
  const form = textOf(config, 'ft') ?? '%prefix%/%topic%/'
  const prefixes = own(config, 'tp')
  if (device === undefined || !isDeviceWord(device)) return undefined
  const words = Array.isArray(prefixes) ? prefixes.map(String) : ['cmnd', 'stat', 'tele']
  const topic: Naming['topic'] = (prefix, last) => {
    const word = words[['cmnd', 'stat', 'tele'].indexOf(prefix)] ?? prefix
    return form.replace('%prefix%', () => word).replace('%topic%', () => device) + last
  }
  if (!isForeignTopic(topic('tele', 'SENSOR'))) return undefined
  return {
    device,
    title: titled(textOf(config, 'dn') ?? device),
    topic,
    online: textOf(config, 'onln') ?? 'Online',
    offline: textOf(config, 'ofln') ?? 'Offline',
  }
}

function relaysOf(config: JsonObject, naming: Naming): readonly AnnouncedControl[] {
  const relays = own(config, 'rl')
  const names = own(config, 'fn')
  const states = own(config, 'state')
  if (!Array.isArray(relays)) return []
  // 1 is a relay, 2 a light, 3 a shutter, which wants more than on and off.
  const used = relays.slice(0, 32).map((kind) => kind === 1 || kind === 2)
  const alone = used.filter(Boolean).length === 1
  const [off = 'OFF', on = 'ON'] = Array.isArray(states) ? states.map(String) : []
  return used.flatMap((isUsed, i) => {
    if (!isUsed) return []
    const name = Array.isArray(names) && typeof names[i] === 'string' ? names[i] : undefined
    const power = alone ? 'POWER' : `POWER${i + 1}`
    return relay(naming, power, name ?? power.toLowerCase(), [off.slice(0, 100), on.slice(0, 100)])
  })
}

function relay(
  naming: Naming,
  power: string,
  name: string,
  [off, on]: readonly [string, string],
): readonly AnnouncedControl[] {
  const title = titled(name)
  return [
    {
      ...{ wanted: title, title },
      kind: 'state',
      from: { topic: naming.topic('stat', power), on, off },
    },
    {
      ...{ wanted: `${title} set`, title },
      kind: 'output',
      to: { topic: naming.topic('cmnd', power), on, off },
    },
  ]
}

/** What Tasmota calls its values, as a class of Home Assistant. */
const classes: Readonly<Record<string, string>> = {
  Battery: 'battery',
  CarbonDioxide: 'carbon_dioxide',
  Current: 'current',
  DewPoint: 'temperature',
  Distance: 'distance',
  Factor: 'power_factor',
  Humidity: 'humidity',
  Illuminance: 'illuminance',
  Noise: 'sound_pressure',
  Power: 'power',
  Pressure: 'pressure',
  Temperature: 'temperature',
  Voltage: 'voltage',
}
const mostValues = 48

/** Every number and switch in what tele/…/SENSOR says, with its path. */
function measuredIn(said: Json | undefined, naming: Naming): readonly AnnouncedControl[] {
  if (!isObject(said)) return []
  const topic = naming.topic('tele', 'SENSOR')
  const fahrenheit = own(said, 'TempUnit') === 'F'
  const found: AnnouncedControl[] = []
  const read = (at: JsonObject, path: readonly string[]): void => {
    for (const [name, value] of Object.entries(at)) {
      if (found.length >= mostValues || name.includes('.') || name.length > 60) continue
      const here = [...path, name]
      if (isObject(value) && here.length < 4) read(value, here)
      const from = { topic, path: here.join('.') }
      const wanted = titled(here.join(' '))
      if (typeof value === 'number') {
        const deviceClass = Object.hasOwn(classes, name) ? classes[name] : undefined
        const unit = deviceClass === 'temperature' && fahrenheit ? '°F' : undefined
        found.push(measured(wanted, from, { deviceClass, unit }))
      } else if (value === 'ON' || value === 'OFF') {
        const words = { on: 'ON', off: 'OFF' }
        found.push({ wanted, title: wanted, kind: 'state', from: { ...from, ...words } })
      }
    }
  }
  read(said, [])
  return found
}

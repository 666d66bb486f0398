import type { DescriptionOf } from '#core/rig/description.ts'
import type { Place } from '#core/rig/port-name.ts'
import type { ForeignTopics } from '../driver.ts'
import type { Announcement, Json } from './announcement.ts'
import { describe } from './describe.ts'
import { readEsphome } from './esphome.ts'
import { announcingFilters } from './filters.ts'
import { readDiscovery } from './home-assistant.ts'
import { isWord, jsonOf, plainText } from './payload.ts'
import { readTasmota, readTasmotaPower, readTasmotaSensor } from './tasmota.ts'

/** A device that announced itself on the broker, or that was heard to speak a dialect we know. */
export type AnnouncedDevice = {
  readonly place: Extract<Place, { by: 'mqtt' }>
  readonly title: string
  readonly dialect: 'home-assistant' | 'tasmota' | 'esphome'
  /** What it has, ready to be kept with the rig. */
  readonly description: DescriptionOf<'mqtt'>
}

export type MqttDiscovery = Disposable & {
  /** Who is known now. */
  devices(): readonly AnnouncedDevice[]
  figures(): { readonly devices: number; readonly broken: number; readonly overLimit: number }
}

export type MqttEars = {
  /** Called when a device is known, and again whenever it has changed. */
  found(device: AnnouncedDevice): void
  /** It took back what it said, or is off and never announced itself. */
  gone?(place: AnnouncedDevice['place']): void
}

const mostSources = 2000
const mostDevices = 200
/** A device says what it has in many messages: told when it has paused. */
const settleMs = 300

type Source = Announcement & {
  readonly dialect: AnnouncedDevice['dialect']
  readonly plain: boolean
}
type Dialect = Source['dialect']

/**
 * Listens for devices that announce themselves, by Home Assistant's discovery or Tasmota's, and for
 * ESPHome and Tasmota that do not. Never throws, whatever comes.
 */
export function discoverMqtt(foreign: ForeignTopics, ears: MqttEars): MqttDiscovery {
  /** What is known, by the topic it came on. */
  const sources = new Map<string, Source>()
  const byDevice = new Map<string, Set<string>>()
  const tasmotas = new Map<string, { config?: Json; sensors?: Json }>()
  const told = new Map<string, AnnouncedDevice>()
  /** Devices whose last will says that they are off. */
  const off = new Set<string>()
  const settling = new Map<string, NodeJS.Timeout>()
  let broken = 0
  let overLimit = 0

  function note(
    key: string,
    announced: Announcement | undefined,
    dialect: Dialect,
    plain = false,
  ): void {
    drop(key)
    if (!announced) return
    const isNew = !byDevice.has(announced.device)
    if (sources.size >= mostSources || (isNew && byDevice.size >= mostDevices)) {
      overLimit += 1
      return
    }
    sources.set(key, { ...announced, dialect, plain })
    byDevice.set(announced.device, (byDevice.get(announced.device) ?? new Set()).add(key))
    settleSoon(announced.device)
  }

  function drop(key: string): void {
    const device = sources.get(key)?.device
    if (device === undefined) return
    sources.delete(key)
    const keys = byDevice.get(device)
    keys?.delete(key)
    if (keys?.size === 0) byDevice.delete(device)
    settleSoon(device)
  }

  function settleSoon(device: string): void {
    clearTimeout(settling.get(device))
    settling.set(
      device,
      setTimeout(() => {
        settling.delete(device)
        tell(device)
      }, settleMs),
    )
  }

  function tell(device: string): void {
    const now = announcedDevice(device)
    const before = told.get(device)
    if (JSON.stringify(before) === JSON.stringify(now)) return
    if (now) {
      told.set(device, now)
      ears.found(now)
    } else if (before) {
      told.delete(device)
      ears.gone?.(before.place)
    }
  }

  function announcedDevice(device: string): AnnouncedDevice | undefined {
    const all = [...(byDevice.get(device) ?? [])].sort().map((key) => sources.get(key)!)
    // What a device says of itself is better than what we make of its topics.
    const announced = all.filter(({ plain }) => !plain)
    const used = announced.length > 0 ? announced : all
    const [first] = used
    // An announcement holds while its device is off; what was only overheard holds while it is there.
    if (!first || (first.plain && off.has(device))) return undefined
    const description = describe(device, used)
    const { dialect } = first
    return { place: { by: 'mqtt', topic: device }, title: description.title, dialect, description }
  }

  function json(payload: Uint8Array): Json | undefined {
    const read = jsonOf(payload)
    if (read === undefined) broken += 1
    return read
  }

  function hearTasmota(mac: string, part: 'config' | 'sensors', payload: Uint8Array): void {
    const key = `tasmota/discovery/${mac}`
    const gone = payload.length === 0 && part === 'config'
    const read = gone ? undefined : json(payload)
    if (read === undefined && !gone) return
    const parts = tasmotas.get(mac) ?? {}
    if (gone) tasmotas.delete(mac)
    else if (tasmotas.size < mostDevices || tasmotas.has(mac))
      tasmotas.set(mac, Object.assign(parts, { [part]: read }))
    const { config, sensors } = tasmotas.get(mac) ?? {}
    note(key, config === undefined ? undefined : readTasmota(config, sensors), 'tasmota')
  }

  function hearDiscovery(topic: string, payload: Uint8Array): void {
    const read = payload.length === 0 ? undefined : json(payload)
    if (read === undefined) drop(topic)
    else note(topic, readDiscovery(topic, read), 'home-assistant')
  }

  /** ESPHome's and Tasmota's own last wills. */
  function hearWill(device: string, payload: Uint8Array): void {
    if (!isWord(plainText(payload)?.trim() ?? '', 'offline')) off.delete(device)
    else if (off.size < mostSources) off.add(device)
    settleSoon(device)
  }

  /** What is no announcement: its topic, and for Tasmota its names, say what the device has. */
  function hearPlain(topic: string, payload: Uint8Array): void {
    const [root = '', second = '', third = ''] = topic.split('/')
    if (root === 'tele' && third === 'SENSOR') {
      const read = json(payload)
      if (read !== undefined) note(topic, readTasmotaSensor(second, read), 'tasmota', true)
    } else if (sources.has(topic)) return
    else if (root === 'tele') hearWill(second, payload)
    else if (second === 'status' && third === '') hearWill(root, payload)
    else if (root === 'stat') note(topic, readTasmotaPower(second, third), 'tasmota', true)
    else if (topic.endsWith('/state')) note(topic, readEsphome(topic), 'esphome', true)
  }

  function hear(topic: string, payload: Uint8Array): void {
    const [root, , name = '', part] = topic.split('/')
    if (root === 'homeassistant') hearDiscovery(topic, payload)
    else if (root === 'tasmota') hearTasmota(name, part === 'sensors' ? part : 'config', payload)
    else if (payload.length === 0) drop(topic)
    else hearPlain(topic, payload)
  }

  const listening = new DisposableStack()
  for (const filter of announcingFilters) listening.use(foreign.listen(filter, hear))
  return {
    devices: () => [...told.values()],
    figures: () => ({ devices: told.size, broken, overLimit }),
    [Symbol.dispose]() {
      listening.dispose()
      for (const timer of settling.values()) clearTimeout(timer)
    },
  }
}

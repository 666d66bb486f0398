import type { Availability } from '#core/rig/description.ts'
import { slugOf } from '#core/rig/slug-of.ts'
import {
  type AnnouncedControl,
  type Announcement,
  isDeviceWord,
  isObject,
  type Json,
  type JsonObject,
  numberOf,
  own,
  textOf,
  topicOf,
} from './announcement.ts'
import { expanded } from './home-assistant-forms.ts'
import { measured, titled } from './measures.ts'
import { pathOf } from './template.ts'

/**
 * What a discovery message of Home Assistant says: a component of a device, or a whole device. Undefined
 * where there is nothing in it for us.
 * @param topic homeassistant/{component}/[{node}/]{object}/config, or homeassistant/device/{id}/config
 */
export function readDiscovery(topic: string, json: Json): Announcement | undefined {
  if (!isObject(json)) return undefined
  const config = expanded(json)
  const words = topic.split('/').slice(1, -1)
  const [component = '', second = '', third] = words
  const device = own(config, 'device')
  const about = isObject(device) ? expanded(device) : {}
  const node = third !== undefined || component === 'device' ? second : undefined
  const word = deviceWord([node, firstText(own(about, 'identifiers')), second])
  const entities =
    component === 'device'
      ? componentsOf(config)
      : [{ platform: component, id: third ?? second, config }]
  const controls = entities.flatMap(controlsOf)
  if (word === undefined || controls.length === 0) return undefined
  const silentS = Math.max(0, ...entities.map((one) => numberOf(one.config, 'expire_after') ?? 0))
  return {
    device: word,
    title: titled(textOf(about, 'name') ?? word),
    controls,
    availability: entities.flatMap((one) => availabilityOf(one.config)),
    ...(silentS > 0 && { silentMs: Math.min(3_600_000, Math.max(100, silentS * 1000)) }),
  }
}

type Entity = { readonly platform: string; readonly id: string; readonly config: JsonObject }

/** The words before the first that can name a device. */
function deviceWord(words: readonly (string | undefined)[]): string | undefined {
  const word = words.find((one) => one !== undefined && one !== '')
  return word === undefined || isDeviceWord(word) ? word : slugOf(word)
}

const firstText = (json: Json | undefined): string | undefined => {
  const first = Array.isArray(json) ? json[0] : json
  return typeof first === 'string' && first.length <= 100 ? first : undefined
}

/** Each component of a device, with what is said of all. */
function componentsOf(config: JsonObject): readonly Entity[] {
  const components = own(config, 'components')
  if (!isObject(components)) return []
  const shared = Object.fromEntries(
    Object.entries(config).filter(([name]) => name !== 'components' && name !== 'device'),
  )
  return Object.entries(components).flatMap(([id, component]) => {
    if (!isObject(component)) return []
    const own = expanded({ ...pick(config, '~'), ...component })
    return [{ platform: textOf(own, 'platform') ?? '', id, config: { ...shared, ...own } }]
  })
}

const pick = (object: JsonObject, name: string): JsonObject =>
  Object.hasOwn(object, name) ? { [name]: object[name]! } : {}

type Reading = (config: JsonObject, name: string) => readonly AnnouncedControl[]

function controlsOf({ platform, id, config }: Entity): readonly AnnouncedControl[] {
  const reading = Object.hasOwn(readings, platform) ? readings[platform] : undefined
  // Uptime and the strength of the radio are for whoever keeps the house, not for playing.
  if (!reading || own(config, 'entity_category') != null) return []
  return reading(config, titled(textOf(config, 'name') ?? id))
}

/** Classes of sensors that say no number. */
const wordy = ['enum', 'timestamp', 'date']

const readings: Readonly<Record<string, Reading>> = {
  sensor(config, name) {
    const from = fromOf(config, 'state_topic')
    const deviceClass = textOf(config, 'device_class')
    if (!from || wordy.includes(deviceClass ?? '')) return []
    return [measured(name, from, { deviceClass, unit: textOf(config, 'unit_of_measurement') })]
  },
  number(config, name) {
    const from = fromOf(config, 'state_topic')
    if (!from) return []
    const unit = textOf(config, 'unit_of_measurement')
    const [low, high] = [numberOf(config, 'min') ?? 1, numberOf(config, 'max') ?? 100]
    return [{ ...measured(name, from, { unit }), range: [low, high] } as AnnouncedControl]
  },
  binary_sensor(config, name) {
    const from = fromOf(config, 'state_topic')
    if (!from) return []
    const on = textOf(config, 'payload_on') ?? 'ON'
    const off = textOf(config, 'payload_off') ?? 'OFF'
    return [{ wanted: name, title: name, kind: 'state', from: { ...from, on, off } }]
  },
  switch: switched,
  light(config, name) {
    if (textOf(config, 'schema') !== 'json') return switched(config, name)
    return switched(
      {
        ...config,
        value_template: '{{ value_json.state }}',
        state_on: 'ON',
        state_off: 'OFF',
        payload_on: '{"state":"ON"}',
        payload_off: '{"state":"OFF"}',
      },
      name,
    )
  },
  button(config, name) {
    const topic = topicOf(config, 'command_topic')
    if (topic === undefined) return []
    const on = textOf(config, 'payload_press') ?? 'PRESS'
    return [{ wanted: name, title: name, kind: 'output', to: { topic, on } }]
  },
  event(config, name) {
    const topic = topicOf(config, 'state_topic')
    const types = own(config, 'event_types')
    if (topic === undefined || !Array.isArray(types)) return []
    return types.slice(0, 16).flatMap((type): AnnouncedControl[] => {
      if (typeof type !== 'string' || type.length > 100) return []
      const title = titled(`${name} ${type}`)
      return [
        { wanted: title, title, kind: 'trigger', from: { topic, path: 'event_type', on: type } },
      ]
    })
  },
  device_automation(config) {
    const from = fromOf(config, 'topic')
    const on = textOf(config, 'payload')
    if (!from || on === undefined || textOf(config, 'automation_type') !== 'trigger') return []
    const name = titled(`${textOf(config, 'subtype') ?? ''} ${textOf(config, 'type') ?? on}`)
    return [{ wanted: name, title: name, kind: 'trigger', from: { ...from, on } }]
  },
}

function switched(config: JsonObject, name: string): readonly AnnouncedControl[] {
  const from = fromOf(config, 'state_topic')
  const topic = topicOf(config, 'command_topic')
  const on = textOf(config, 'payload_on') ?? 'ON'
  const off = textOf(config, 'payload_off') ?? 'OFF'
  const state = { on: textOf(config, 'state_on') ?? on, off: textOf(config, 'state_off') ?? off }
  return [
    ...(from
      ? [{ wanted: name, title: name, kind: 'state', from: { ...from, ...state } } as const]
      : []),
    ...(topic === undefined
      ? []
      : [{ wanted: `${name} set`, title: name, kind: 'output', to: { topic, on, off } } as const]),
  ]
}

/** The topic of a value and its place there; undefined where it has none, or one that is computed. */
function fromOf(config: JsonObject, name: string): { topic: string; path?: string } | undefined {
  const topic = topicOf(config, name)
  const path = pathOf(textOf(config, 'value_template'))
  if (topic === undefined || path === undefined) return undefined
  // A template that is too long to be read computes.
  if (own(config, 'value_template') != null && textOf(config, 'value_template') === undefined)
    return undefined
  return path === '' ? { topic } : { topic, path }
}

function availabilityOf(config: JsonObject): readonly Availability[] {
  const listed = own(config, 'availability')
  const entries = (Array.isArray(listed) ? listed : [listed]).filter(isObject).map(expanded)
  const words = {
    ...pick(config, 'payload_available'),
    ...pick(config, 'payload_not_available'),
    ...pick(config, 'availability_template'),
  }
  const single = topicOf(config, 'availability_topic')
  return [
    ...entries.slice(0, 8),
    ...(single === undefined ? [] : [{ ...words, topic: single }]),
  ].flatMap((entry: JsonObject): Availability[] => {
    const topic = topicOf(entry, 'topic')
    const template = textOf(entry, 'value_template') ?? textOf(entry, 'availability_template')
    const path = pathOf(template)
    if (topic === undefined || path === undefined) return []
    return [
      {
        topic,
        online: textOf(entry, 'payload_available') ?? 'online',
        offline: textOf(entry, 'payload_not_available') ?? 'offline',
        ...(path !== '' && { path }),
      },
    ]
  })
}

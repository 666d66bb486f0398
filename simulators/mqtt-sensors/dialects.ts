import { createHash } from 'node:crypto'
import type { RoomState } from './room.ts'

/** A message of a sensor. */
export type Said = { readonly topic: string; readonly payload: string; readonly retained?: boolean }

/** How a firmware speaks of a room. */
export type Dialect = {
  readonly will: (node: string) => { readonly topic: string; readonly payload: string }
  /** That it is there, and what it has. */
  hello(node: string): readonly Said[]
  /** What it measures now. */
  state(node: string, room: RoomState): readonly Said[]
  /** Where it hears commands. */
  commands(node: string): string
  /** What a command does to its lamp; undefined where it is none. */
  lamp(topic: string, payload: string): boolean | undefined
}

const json = (topic: string, words: object, retained = true): Said => ({
  topic,
  payload: JSON.stringify(words),
  retained,
})
const onOff = (on: boolean): string => (on ? 'ON' : 'OFF')
const said = (on: string): boolean | undefined =>
  on.toUpperCase() === 'ON' ? true : on.toUpperCase() === 'OFF' ? false : undefined

/** A component as Home Assistant hears of it, in its short words. */
function component(node: string, kind: string, id: string, words: object): Said {
  return json(`homeassistant/${kind}/${node}/${id}/config`, {
    name: id[0]!.toUpperCase() + id.slice(1),
    uniq_id: `${node}_${id}`,
    '~': node,
    stat_t: '~/state',
    val_tpl: `{{ value_json.${id} }}`,
    avty_t: '~/status',
    dev: { ids: [node], name: node, mf: 'Somebody' },
    ...words,
  })
}

const homeAssistant: Dialect = {
  will: (node) => ({ topic: `${node}/status`, payload: 'offline' }),
  hello: (node) => [
    { topic: `${node}/status`, payload: 'online', retained: true },
    component(node, 'sensor', 'temperature', { dev_cla: 'temperature', unit_of_meas: '°C' }),
    component(node, 'sensor', 'humidity', { dev_cla: 'humidity', unit_of_meas: '%' }),
    component(node, 'sensor', 'lux', { dev_cla: 'illuminance', unit_of_meas: 'lx' }),
    component(node, 'binary_sensor', 'motion', { dev_cla: 'motion' }),
    component(node, 'switch', 'lamp', { cmd_t: '~/lamp/set' }),
  ],
  state: (node, { temperature, humidity, lux, motion, lamp }) => [
    json(
      `${node}/state`,
      { temperature, humidity, lux, motion: onOff(motion), lamp: onOff(lamp) },
      false,
    ),
  ],
  commands: (node) => `${node}/+/set`,
  lamp: (topic, payload) => (topic.endsWith('/lamp/set') ? said(payload) : undefined),
}

const esphome: Dialect = {
  will: (node) => ({ topic: `${node}/status`, payload: 'offline' }),
  hello: (node) => [{ topic: `${node}/status`, payload: 'online', retained: true }],
  state: (node, { temperature, humidity, lux, motion, lamp }) => [
    { topic: `${node}/sensor/temperature/state`, payload: temperature.toFixed(1), retained: true },
    { topic: `${node}/sensor/humidity/state`, payload: humidity.toFixed(1), retained: true },
    { topic: `${node}/sensor/illuminance/state`, payload: lux.toFixed(0), retained: true },
    { topic: `${node}/binary_sensor/motion/state`, payload: onOff(motion), retained: true },
    { topic: `${node}/switch/lamp/state`, payload: onOff(lamp), retained: true },
  ],
  commands: (node) => `${node}/+/+/command`,
  lamp: (topic, payload) => (topic.endsWith('/switch/lamp/command') ? said(payload) : undefined),
}

/** Two of them must not announce themselves as one. */
const macOf = (node: string): string =>
  createHash('sha256').update(node).digest('hex').slice(0, 12).toUpperCase()
const sensorsOf = ({ temperature, humidity, lux, motion }: RoomState): object => ({
  Time: '2026-01-01T00:00:00',
  Switch1: onOff(motion),
  SHT3X: { Temperature: temperature, Humidity: humidity },
  BH1750: { Illuminance: Math.round(lux) },
  TempUnit: 'C',
})
const still: RoomState = { temperature: 20, humidity: 50, lux: 0, motion: false, lamp: false }

const tasmota: Dialect = {
  will: (node) => ({ topic: `tele/${node}/LWT`, payload: 'Offline' }),
  hello: (node) => [
    { topic: `tele/${node}/LWT`, payload: 'Online', retained: true },
    json(`tasmota/discovery/${macOf(node)}/config`, {
      ...{ ip: '192.0.2.7', dn: node, fn: ['Lamp', null], hn: node, mac: macOf(node) },
      ...{ md: 'Generic', ofln: 'Offline', onln: 'Online', state: ['OFF', 'ON', 'TOGGLE', 'HOLD'] },
      ...{ sw: '14.1.0', t: node, ft: '%prefix%/%topic%/', tp: ['cmnd', 'stat', 'tele'] },
      ...{ rl: [1, 0, 0, 0], swc: [0, -1], btn: [0, 0], ver: 1 },
    }),
    json(`tasmota/discovery/${macOf(node)}/sensors`, { sn: sensorsOf(still), ver: 1 }),
  ],
  state: (node, now) => [
    json(`tele/${node}/SENSOR`, sensorsOf(now), false),
    { topic: `stat/${node}/POWER`, payload: onOff(now.lamp) },
  ],
  commands: (node) => `cmnd/${node}/#`,
  lamp: (topic, payload) => (topic.endsWith('/POWER') ? said(payload) : undefined),
}

export const dialects = { 'home-assistant': homeAssistant, esphome, tasmota } as const
export type DialectName = keyof typeof dialects
export const dialectNames = Object.keys(dialects) as DialectName[]

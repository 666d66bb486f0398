import assert from 'node:assert/strict'
import fc from 'fast-check'
import { DeviceDescription } from '#core/rig/description.ts'
import { PortName, portName } from '#core/rig/port-name.ts'
import { v } from '#core/schema.ts'
import { type AnnouncedDevice, discoverMqtt } from '#firmware-bridge/mqtt-sensors/discover.ts'
import { loops } from '#test/support/loops.ts'
import { type VirtualTime, virtualTime } from '#test/support/virtual-time.ts'
import { type FakeTopics, fakeTopics } from './topics.ts'

describe('a device that announces itself', () => {
  let time: VirtualTime
  let topics: FakeTopics
  let found: AnnouncedDevice[]
  let gone: string[]
  let discovery: ReturnType<typeof discoverMqtt>
  beforeEach(() => {
    time = virtualTime()
    topics = fakeTopics()
    found = []
    gone = []
    discovery = discoverMqtt(topics, {
      found: (device) => found.push(device),
      gone: (place) => gone.push(portName(place)),
    })
  })
  afterEach(() => {
    discovery[Symbol.dispose]()
    time[Symbol.dispose]()
  })

  /** The one device that is known after a pause. */
  async function only(): Promise<AnnouncedDevice> {
    await time.pass(400)
    assert.equal(discovery.devices().length, 1)
    return discovery.devices()[0]!
  }
  const controls = ({ description }: AnnouncedDevice) =>
    Object.fromEntries(description.controls.map((control) => [control.id, control]))

  it('to Home Assistant has its sensors, with units, ranges and where they stand', async () => {
    topics.tell('homeassistant/sensor/kitchen/temperature/config', {
      name: 'Temperature',
      stat_t: 'kitchen/climate',
      val_tpl: '{{ value_json.temperature | round(1) }}',
      unit_of_meas: '°C',
      dev_cla: 'temperature',
      exp_aft: 90,
      avty_t: 'kitchen/status',
      dev: { ids: ['ab12'], name: 'Kitchen' },
    })
    topics.tell('homeassistant/binary_sensor/kitchen/motion/config', {
      name: 'Motion',
      '~': 'kitchen',
      state_topic: '~/motion',
      payload_on: 'yes',
      payload_off: 'no',
      availability: [{ topic: '~/status', pl_avail: 'up', pl_not_avail: 'down' }],
      device: { identifiers: 'ab12', name: 'Kitchen' },
    })

    const device = await only()

    assert.equal(portName(device.place), 'mqtt:kitchen')
    assert.deepEqual([device.title, device.dialect], ['Kitchen', 'home-assistant'])
    assert.deepEqual(controls(device), {
      motion: {
        ...{ id: 'motion', title: 'Motion', kind: 'state' },
        from: { topic: 'kitchen/motion', on: 'yes', off: 'no' },
      },
      temperature: {
        ...{ id: 'temperature', title: 'Temperature', kind: 'continuous' },
        from: { topic: 'kitchen/climate', path: 'temperature' },
        ...{ unit: '°C', range: [-20, 50] },
      },
    })
    assert.equal(device.description.silentMs, 90_000)
    assert.deepEqual(
      device.description.availability.find(({ topic }) => topic === 'kitchen/status'),
      { topic: 'kitchen/status', online: 'online', offline: 'offline' },
    )
  })

  it('as a whole has all its components, with what is said of all of them', async () => {
    topics.tell('homeassistant/device/0AFFD2/config', {
      dev: { ids: 'ea334450945afc', name: 'Bathroom' },
      o: { name: 'somebody' },
      stat_t: 'bath/state',
      avty_t: 'bath/there',
      cmps: {
        damp: { p: 'sensor', dev_cla: 'humidity', val_tpl: '{{ value_json.humidity }}' },
        fan: { p: 'switch', cmd_t: 'bath/fan/set', val_tpl: '{{ value_json.fan }}' },
        uptime: { p: 'sensor', ent_cat: 'diagnostic', val_tpl: '{{ value_json.up }}' },
        bell: {
          p: 'device_automation',
          atype: 'trigger',
          t: 'bath/bell',
          pl: 'ring',
          type: 'ring',
          stype: 'bell',
        },
      },
    })

    const device = await only()

    assert.equal(portName(device.place), 'mqtt:0AFFD2')
    assert.deepEqual(Object.keys(controls(device)), ['damp', 'fan', 'fan-set', 'bell-ring'])
    assert.deepEqual(controls(device).damp, {
      ...{ id: 'damp', title: 'damp', kind: 'continuous', unit: '%', range: [0, 100] },
      from: { topic: 'bath/state', path: 'humidity' },
    })
    assert.deepEqual(controls(device)['fan-set'], {
      ...{ id: 'fan-set', title: 'fan', kind: 'output' },
      to: { topic: 'bath/fan/set', on: 'ON', off: 'OFF' },
    })
    assert.deepEqual(controls(device)['bell-ring']!.kind, 'trigger')
    assert.deepEqual(device.description.availability, [
      { topic: 'bath/there', online: 'online', offline: 'offline' },
    ])
  })

  it('has lights of both schemas, numbers and events', async () => {
    const say = (component: string, id: string, config: object) =>
      topics.tell(`homeassistant/${component}/desk/${id}/config`, { name: id, ...config })
    say('light', 'lamp', { schema: 'json', cmd_t: 'desk/lamp/set', stat_t: 'desk/lamp' })
    say('light', 'spot', { cmd_t: 'desk/spot/set', pl_on: 'an', pl_off: 'aus' })
    say('number', 'height', { cmd_t: 'desk/h/set', stat_t: 'desk/h', min: 60, max: 120 })
    say('event', 'dial', { stat_t: 'desk/dial', evt_typ: ['press', 'turn'] })
    say('button', 'ring', { cmd_t: 'desk/ring', pl_prs: 'GO' })
    say('climate', 'heat', { stat_t: 'desk/heat' })
    say('sensor', 'mood', { stat_t: 'desk/mood', dev_cla: 'enum' })
    say('sensor', 'sum', { stat_t: 'desk/sum', val_tpl: '{{ value_json.a + 1 }}' })

    const found = controls(await only())

    assert.deepEqual(Object.keys(found).sort(), [
      ...['dial-press', 'dial-turn', 'height', 'lamp', 'lamp-set', 'ring', 'spot-set'],
    ])
    assert.deepEqual('to' in found['lamp-set']! && found['lamp-set'].to, {
      ...{ topic: 'desk/lamp/set', on: '{"state":"ON"}', off: '{"state":"OFF"}' },
    })
    assert.deepEqual('range' in found.height! && found.height.range, [60, 120])
  })

  it('as Tasmota has its relays and everything it measures', async () => {
    topics.tell('tasmota/discovery/A1B2C3/config', {
      ...{ dn: 'Plug', fn: ['Coffee', null], t: 'plug', ft: '%prefix%/%topic%/' },
      ...{ ofln: 'Offline', onln: 'Online', state: ['OFF', 'ON'], tp: ['cmnd', 'stat', 'tele'] },
      rl: [1, 0, 0],
    })
    topics.tell('tasmota/discovery/A1B2C3/sensors', {
      sn: {
        Time: '2026-01-01T00:00:00',
        ENERGY: { Power: 12, Voltage: 230 },
        BME280: { Temperature: 70.1 },
        Switch1: 'ON',
        TempUnit: 'F',
      },
    })

    const device = await only()

    assert.deepEqual([portName(device.place), device.title], ['mqtt:plug', 'Plug'])
    assert.deepEqual(Object.keys(controls(device)), [
      ...[
        'coffee',
        'coffee-set',
        'energy-power',
        'energy-voltage',
        'bme280-temperature',
        'switch1',
      ],
    ])
    assert.deepEqual(controls(device)['coffee-set'], {
      ...{ id: 'coffee-set', title: 'Coffee', kind: 'output' },
      to: { topic: 'cmnd/plug/POWER', on: 'ON', off: 'OFF' },
    })
    assert.deepEqual(controls(device)['bme280-temperature'], {
      ...{ id: 'bme280-temperature', title: 'BME280 Temperature', kind: 'continuous' },
      from: { topic: 'tele/plug/SENSOR', path: 'BME280.Temperature' },
      ...{ unit: '°F', range: [-4, 122] },
    })
    assert.deepEqual(device.description.availability, [
      { topic: 'tele/plug/LWT', online: 'Online', offline: 'Offline' },
    ])
  })

  it('is known by how it speaks where it does not announce itself', async () => {
    topics.tell('porch/sensor/outside_temperature/state', '12.5')
    topics.tell('porch/binary_sensor/door/state', 'OFF')
    topics.tell('porch/switch/lamp/state', 'ON')
    topics.tell('tele/heater/SENSOR', { Time: 'now', DS18B20: { Temperature: 41 } })
    topics.tell('stat/heater/POWER', 'ON')
    topics.tell('stat/heater/RESULT', { POWER: 'ON' })
    await time.pass(400)

    const [porch, heater] = discovery.devices()

    assert.deepEqual([porch!.dialect, heater!.dialect], ['esphome', 'tasmota'])
    assert.deepEqual(Object.keys(controls(porch!)).sort(), [
      ...['door', 'lamp', 'lamp-set', 'outside-temperature'],
    ])
    assert.deepEqual(Object.keys(controls(heater!)).sort(), [
      ...['ds18b20-temperature', 'power', 'power-set'],
    ])
  })

  it('is believed more than what is made of its topics', async () => {
    topics.tell('kitchen/sensor/t/state', '20')
    topics.tell('homeassistant/sensor/kitchen/t/config', {
      name: 'Oven',
      stat_t: 'kitchen/sensor/t/state',
      dev_cla: 'temperature',
    })

    assert.deepEqual(Object.keys(controls(await only())), ['oven'])
  })

  it('is told once for all it says at once, again when it has changed, and not for a repeat', async () => {
    const say = (id: string) =>
      topics.tell(`homeassistant/sensor/a/${id}/config`, { name: id, stat_t: `a/${id}` })

    say('one')
    say('two')
    await time.pass(400)
    say('one')
    await time.pass(400)
    assert.equal(found.length, 1)
    say('three')
    await time.pass(400)

    assert.equal(found.length, 2)
    assert.equal(found[1]!.description.controls.length, 3)
  })

  it('goes when it takes back what it said', async () => {
    topics.tell('homeassistant/sensor/a/one/config', { name: 'one', stat_t: 'a/one' })
    await only()

    topics.tell('homeassistant/sensor/a/one/config', '')
    await time.pass(400)

    assert.deepEqual(discovery.devices(), [])
    assert.deepEqual(gone, ['mqtt:a'])
  })

  it('goes while its last will says that it is off, where it never announced itself', async () => {
    topics.tell('porch/sensor/warmth/state', '12.5')
    topics.tell('tele/heater/SENSOR', { DS18B20: { Temperature: 41 } })
    topics.tell('homeassistant/sensor/hall/one/config', { name: 'one', stat_t: 'hall/one' })
    await time.pass(400)

    topics.tell('porch/status', 'offline')
    topics.tell('tele/heater/LWT', 'Offline')
    topics.tell('hall/status', 'offline')
    await time.pass(400)
    assert.deepEqual(
      discovery.devices().map(({ title }) => title),
      ['hall'],
    )
    topics.tell('porch/status', 'online')
    await time.pass(400)

    assert.deepEqual(gone, ['mqtt:porch', 'mqtt:heater'])
    assert.equal(discovery.devices().at(-1)?.title, 'porch')
  })

  it('says nothing of our own topics, and cannot name what has wildcards', async () => {
    topics.tell('homeassistant/sensor/a/one/config', { stat_t: 'rigsong/hub/state/rig' })
    topics.tell('homeassistant/sensor/a/two/config', { stat_t: 'a/#' })
    topics.tell('homeassistant/switch/a/three/config', { cmd_t: 'rigsong/hub/command/panic' })
    await time.pass(400)

    assert.deepEqual(discovery.devices(), [])
  })

  it('is one of 200 at most, with 64 controls at most; what is broken is counted', async () => {
    for (let i = 0; i < 300; i++)
      topics.tell(`homeassistant/sensor/d${i}/x/config`, { name: 'x', stat_t: `d${i}/x` })
    for (let i = 0; i < 100; i++)
      topics.tell(`homeassistant/sensor/d0/y${i}/config`, { name: 'y', stat_t: `d0/y${i}` })
    topics.tell('homeassistant/sensor/d0/z/config', '{"broken')
    topics.tell('homeassistant/sensor/d0/z/config', 'x'.repeat(100_000))
    await time.pass(400)

    const { devices, overLimit, broken } = discovery.figures()

    assert.deepEqual({ devices, overLimit, broken }, { devices: 200, overLimit: 100, broken: 2 })
    const crowded = discovery.devices().find(({ place }) => place.topic === 'd0')
    assert.equal(crowded!.description.controls.length, 64)
  })

  it('yields a description that fits its schema, whatever it says', async () => {
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom(
        'kitchen/x',
        'rigsong/hub/x',
        '~/x',
        'ON',
        '{{ value_json.a }}',
        'x'.repeat(300),
      ),
    )
    const json = fc.oneof(text, fc.double(), fc.boolean(), fc.constant(null), fc.jsonValue())
    const name = fc.constantFrom(
      ...['stat_t', 'cmd_t', 'val_tpl', 'dev_cla', 'unit_of_meas', 'avty_t', 'avty', 'dev', 'name'],
      ...['pl_on', 'pl_off', 'stat_on', 'exp_aft', 'min', 'max', 'evt_typ', 'cmps', '~', 'schema'],
      ...['t', 'pl', 'atype', 'ft', 'tp', 'rl', 'fn', 'state', 'dn', 'onln', 'sn', '__proto__'],
    )
    const config = fc.dictionary(name, json, { noNullPrototype: true })
    const nested = fc.oneof(
      config,
      fc.tuple(config, config, config).map(([one, two, three]) => ({
        ...{ ...one, dev: two, cmps: { a: { p: 'sensor', ...three }, b: { p: 'light', ...two } } },
        ...{ sn: { a: three, b: two } },
      })),
    )
    const component = fc.constantFrom(
      'sensor',
      'binary_sensor',
      'switch',
      'light',
      'number',
      'event',
    )
    const topic = fc.oneof(
      fc
        .tuple(component, fc.string(), fc.string())
        .map(([one, node, id]) => `homeassistant/${one}/${node}/${id}/config`),
      fc.constantFrom('homeassistant/device/x/config', 'tasmota/discovery/A/config'),
      fc.constantFrom(
        'tasmota/discovery/A/sensors',
        'tele/x/SENSOR',
        'stat/x/POWER',
        'a b/sensor/c/state',
      ),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(topic, nested), { maxLength: 6 }), async (all) => {
        const heard = fakeTopics()
        using any = discoverMqtt(heard, { found() {} })
        for (const [one, payload] of all) heard.tell(one, payload)
        await time.pass(400)

        for (const { description, place } of any.devices()) {
          v.parse(DeviceDescription, description)
          v.parse(PortName, portName(place))
        }
      }),
      { numRuns: loops(150, 5000) },
    )
  })
})

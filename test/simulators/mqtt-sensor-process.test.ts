import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openMqtt } from '#firmware-bridge/drivers/mqtt.ts'
import { type AnnouncedDevice, discoverMqtt } from '#firmware-bridge/mqtt-sensors/discover.ts'
import { openBus, type RemoteBus } from '#runtime/bus.ts'
import { systemClock } from '#runtime/clock.ts'
import { hearing, worldOf } from '#test/firmware-bridge/drivers/hearing.ts'
import { openStand, type Stand, supervisedUsers } from '#test/hub/broker/stand.ts'
import { silentLog } from '#test/support/database.ts'
import { until } from '#test/support/rigsong.ts'
import { type Simulator, startSimulator } from '#test/support/simulator.ts'
import { openTempFolder } from '#test/support/temp.ts'

const dialects = ['home-assistant', 'tasmota', 'esphome'] as const
const nameOf = (dialect: string): string => `room-${dialect}`

describe('a sensor in a room, on the broker of the hub', () => {
  let stand: Stand
  let bus: RemoteBus
  const simulators = new Map<string, Simulator>()
  const opened = new AsyncDisposableStack()
  before(async () => {
    const folder = opened.use(await openTempFolder())
    stand = opened.use(await openStand())
    bus = opened.use(
      await openBus({
        ...{ url: `mqtt://127.0.0.1:${stand.port}`, username: 'live' },
        ...{ password: supervisedUsers.live, hub: 'hub', process: 'live', version: '1' },
        ...{ log: silentLog, clock: systemClock },
      }),
    )
    await Promise.all(dialects.map((dialect) => plugIn(dialect, folder.path)))
  })
  after(() => opened.disposeAsync())

  async function plugIn(dialect: string, folder: string): Promise<void> {
    const user = nameOf(dialect)
    const file = join(folder, user)
    const secret = await stand.broker.users.create(user, 'sensor')
    await writeFile(file, `${user}:${secret}\n`, { mode: 0o600 })
    const simulator = await startSimulator(
      'mqtt-sensor',
      ...['--broker', `mqtt://127.0.0.1:${stand.port}`, '--user', user],
      ...['--password-file', file, '--dialect', dialect],
    )
    simulators.set(dialect, opened.use(simulator))
  }

  const names = {
    'home-assistant': { warmth: 'temperature', motion: 'motion', lamp: 'lamp', set: 'lamp-set' },
    tasmota: { warmth: 'sht3x-temperature', motion: 'switch1', lamp: 'lamp', set: 'lamp-set' },
    esphome: { warmth: 'temperature', motion: 'motion', lamp: 'lamp', set: 'lamp-set' },
  }

  for (const dialect of dialects)
    it(`is found, heard, switched and missed when it speaks ${dialect}`, async function () {
      this.timeout(20_000)
      const { warmth, motion, lamp, set } = names[dialect]
      const sim = simulators.get(dialect)!
      let room: AnnouncedDevice | undefined
      using _ = discoverMqtt(bus, {
        found(device) {
          if (device.place.topic === nameOf(dialect)) room = device
        },
      })
      const ids = () => room?.description.controls.map(({ id }) => id) ?? []
      await until(() => ids().includes(motion) && ids().includes(set), 'the announcement')
      assert.equal(room!.dialect, dialect)
      const ears = hearing()
      await using driver = openMqtt(
        { id: 'room', place: room!.place, description: room!.description },
        ears,
        worldOf({ foreign: bus }),
      )

      await ears.becomes('live')
      await sim.say('set temperature 31.5')
      await sim.say('move on')
      await until(() => ears.valueOf(warmth) === 31.5 && ears.valueOf(motion) === 1, 'values')
      driver.set(set, 1)
      assert.equal(await sim.hears(() => true), 'lamp on')
      await until(() => ears.valueOf(lamp) === 1, 'the state of the lamp')
      await sim.say('garbage')
      await sim.say('unplug')
      await ears.becomes('absent')
      await sim.say('plug')
      await ears.becomes('live')

      assert.deepEqual(ears.lives, ['opened', 'closing', 'opened'])
      assert.ok(ears.faults.length > 0)
    })

  it('cannot speak for another', async () => {
    const refused = () => stand.broker.figures().refusedPublishes!
    const before = refused()
    await using sensor = await stand.as('sensor')

    await sensor.publish(`${nameOf('esphome')}/status`, 'offline', { qos: 1, retain: true })
    await sensor.publish(`tele/${nameOf('tasmota')}/LWT`, 'Offline', { qos: 1, retain: true })

    assert.equal(refused(), before + 2)
  })
})

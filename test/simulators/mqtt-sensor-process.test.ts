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
import { startSimulator } from '#test/support/simulator.ts'
import { openTempFolder } from '#test/support/temp.ts'

describe('a sensor in a kitchen, on the broker of the hub', () => {
  let stand: Stand
  let bus: RemoteBus
  let folder: Awaited<ReturnType<typeof openTempFolder>>
  beforeEach(async () => {
    folder = await openTempFolder()
    stand = await openStand()
    const secret = await stand.broker.users.create('kitchen', 'sensor')
    await writeFile(join(folder.path, 'password'), `kitchen:${secret}\n`, { mode: 0o600 })
    bus = await openBus({
      ...{ url: `mqtt://127.0.0.1:${stand.port}`, username: 'live' },
      ...{ password: supervisedUsers.live, hub: 'hub', process: 'live', version: '1' },
      ...{ log: silentLog, clock: systemClock },
    })
  })
  afterEach(async () => {
    await bus[Symbol.asyncDispose]()
    await stand[Symbol.asyncDispose]()
    await folder[Symbol.asyncDispose]()
  })

  const plugIn = (dialect: string) =>
    startSimulator(
      'mqtt-sensor',
      ...['--broker', `mqtt://127.0.0.1:${stand.port}`, '--user', 'kitchen'],
      ...['--password-file', join(folder.path, 'password'), '--dialect', dialect],
    )

  const names = {
    'home-assistant': { warmth: 'temperature', motion: 'motion', lamp: 'lamp', set: 'lamp-set' },
    tasmota: { warmth: 'sht3x-temperature', motion: 'switch1', lamp: 'lamp', set: 'lamp-set' },
    esphome: { warmth: 'temperature', motion: 'motion', lamp: 'lamp', set: 'lamp-set' },
  }

  for (const [dialect, { warmth, motion, lamp, set }] of Object.entries(names))
    it(`is found, heard, switched and missed when it speaks ${dialect}`, async function () {
      this.timeout(20_000)
      await using sim = await plugIn(dialect)
      let kitchen: AnnouncedDevice | undefined
      using _ = discoverMqtt(bus, (device) => {
        if (device.place.topic === 'kitchen' && device.dialect === dialect) kitchen = device
      })
      const ids = () => kitchen?.description.controls.map(({ id }) => id) ?? []
      await until(() => ids().includes(motion) && ids().includes(set), 'the announcement')
      const ears = hearing()
      await using driver = openMqtt(
        { id: 'kitchen', place: kitchen!.place, description: kitchen!.description },
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

    await sensor.publish('kitchen/status', 'offline', { qos: 1, retain: true })
    await sensor.publish('tele/kitchen/LWT', 'Offline', { qos: 1, retain: true })

    assert.equal(refused(), before + 2)
  })
})

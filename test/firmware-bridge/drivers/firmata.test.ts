import assert from 'node:assert/strict'
import { type DescriptionOf, DeviceDescription } from '#core/rig/description.ts'
import { v } from '#core/schema.ts'
import type { DeviceEars, Driver } from '#firmware-bridge/driver.ts'
import { openFirmata } from '#firmware-bridge/drivers/firmata.ts'
import { until } from '#test/support/rigsong.ts'
import { type Simulator, startSimulator } from '#test/support/simulator.ts'
import { type Hearing, hearing, worldOf } from './hearing.ts'

const description = v.parse(DeviceDescription, {
  ...{ id: 'test-arduino', title: 'Arduino', transport: 'firmata' },
  controls: [
    { id: 'knob-1', kind: 'continuous', from: { analog: 0 } },
    { id: 'knob-2', kind: 'continuous', from: { analog: 1 } },
    { id: 'pad-1', kind: 'trigger', from: { digital: 2, pullup: true } },
    { id: 'switch-1', kind: 'state', from: { digital: 4 } },
    { id: 'tilt', kind: 'continuous', from: { imu: 'mpu6050', axis: 'accel-x' } },
    { id: 'roll', kind: 'continuous', from: { imu: 'mpu6050', axis: 'roll' } },
    { id: 'hand', kind: 'continuous', from: { proximity: 'GP2Y0A21YK', analog: 3 } },
    { id: 'light-1', kind: 'output', to: { digital: 13 } },
    { id: 'glow', kind: 'output', to: { pwm: 5 }, safe: 1 },
    { id: 'arm', kind: 'output', to: { servo: 9 }, safe: 0.5 },
    { id: 'wrong', kind: 'output', to: { pwm: 4 } },
  ],
}) as DescriptionOf<'firmata'>

const played = (heard: Hearing, control: string): readonly number[] =>
  heard.moves.filter((move) => move.control === control).map(({ raw }) => raw)

/** Boards are slow to boot, and the machine may be busy. */
const patienceMs = 25_000

function openArduino(port: string, ears: DeviceEars): Driver {
  const device = { id: 'arduino', place: { by: 'path', path: port }, description } as const
  return openFirmata(device, ears, worldOf())
}

describe('the driver of an Arduino with StandardFirmata', function () {
  this.timeout(4 * patienceMs)
  let arduino: Simulator
  const is = (heard: Hearing, status: string) =>
    until(() => heard.statuses.at(-1)?.status === status, status, patienceMs)
  const hears = (heard: Hearing, control: string, fits: (raw: number) => boolean) =>
    until(() => fits(heard.valueOf(control) ?? Number.NaN), control, patienceMs)

  before(async () => {
    arduino = await startSimulator('arduino')
  })
  after(() => arduino[Symbol.asyncDispose]())

  it('hears what turns, what is pressed, how it lies and how far a hand is', async () => {
    await arduino.say('analog 0 0.5')
    await arduino.say('tilt 0.5 0 0.87')
    const heard = hearing()
    await using _driver = openArduino(arduino.ready.port, heard)
    await is(heard, 'live')

    await hears(heard, 'knob-1', (raw) => raw === 512)
    await hears(heard, 'tilt', (raw) => raw === 0.5)
    await arduino.say('distance 30 3')
    await hears(heard, 'hand', (cm) => cm > 28 && cm < 32)
    await hears(heard, 'switch-1', (raw) => raw === 0)
    for (let i = 0; i < 3; i++) {
      await arduino.say('press 2')
      await hears(heard, 'pad-1', (raw) => raw === 1)
      await arduino.say('lift 2')
      await hears(heard, 'pad-1', (raw) => raw === 0)
    }

    // Nothing was said of a knob before it was measured, nor of a pad before it was struck.
    assert.equal(played(heard, 'knob-1')[0], 512)
    assert.deepEqual(played(heard, 'pad-1'), [1, 0, 1, 0, 1, 0])
    assert.deepEqual(played(heard, 'switch-1'), [0])
    assert.deepEqual(heard.lives, ['opened'])
  })

  it('sets lights, dimmers and servos, and leaves them safe when it lets go', async () => {
    const heard = hearing()
    {
      await using driver = openArduino(arduino.ready.port, heard)
      await is(heard, 'live')

      driver.set('light-1', 1)
      driver.set('glow', 0.25)
      driver.set('arm', 1)
      driver.set('wrong', 1)
      await arduino.hears((says) => says === 'light 13 on')
      await arduino.hears((says) => says === 'light 5 at 0.25')
      await arduino.hears((says) => says === 'servo 9 at 180 degrees')
    }
    await arduino.hears((says) => says === 'servo 9 at 90 degrees')
    await until(
      () => arduino.heard().findLast((says) => says.startsWith('light 13')) === 'light 13 off',
      'the light',
      patienceMs,
    )
    await until(
      () => arduino.heard().findLast((says) => says.startsWith('light 5')) === 'light 5 on',
      'the glow',
      patienceMs,
    )

    assert.deepEqual(heard.lives, ['opened', 'closing'])
    assert.ok(heard.faults.includes('pin 4 of this board cannot dim a light'))
  })

  it('ends with the latest value of a light that is set faster than the line', async () => {
    const heard = hearing()
    await using driver = openArduino(arduino.ready.port, heard)
    await is(heard, 'live')

    for (let i = 0; i <= 2000; i++) driver.set('glow', (i % 51) / 100)
    driver.set('glow', 0.75)

    await arduino.hears((says) => says === 'light 5 at 0.75')
    await hears(heard, 'knob-1', (raw) => raw > 0)
    assert.equal(heard.statuses.at(-1)?.status, 'live')
  })

  it('plays on where the board starts anew by itself, with its lights as they were', async () => {
    const heard = hearing()
    await using driver = openArduino(arduino.ready.port, heard)
    await is(heard, 'live')
    driver.set('arm', 0.25)
    await arduino.hears((says) => says === 'servo 9 at 45 degrees')
    const before = arduino.heard().length

    await arduino.say('reset')
    await arduino.say('analog 0 0.125')
    await hears(heard, 'knob-1', (raw) => raw === 128)

    await until(
      () => arduino.heard().slice(before).includes('servo 9 at 45 degrees'),
      'its arm',
      patienceMs,
    )
    assert.ok(heard.faults.includes('the board started anew by itself'))
    assert.deepEqual(heard.lives, ['opened'])
  })

  it('is lost in the middle of everything, and plays again when it is plugged back in', async () => {
    const heard = hearing()
    await using driver = openArduino(arduino.ready.port, heard)
    await is(heard, 'live')
    driver.set('light-1', 1)

    await arduino.say('unplug')
    await is(heard, 'absent')
    assert.deepEqual(heard.lives, ['opened', 'closing'])
    heard.moves.length = 0
    await arduino.say('analog 1 0.25')
    await arduino.say('plug')
    await is(heard, 'live')
    await hears(heard, 'knob-2', (raw) => raw === 256)

    assert.deepEqual(heard.lives, ['opened', 'closing', 'opened'])
    assert.equal(driver.status().status, 'live')
  })

  it('is pulled out in the middle of the handshake, and plays once it is back for good', async () => {
    await arduino.say('unplug')
    await arduino.say('plug')
    const heard = hearing()
    await using _driver = openArduino(arduino.ready.port, heard)
    await is(heard, 'identifying')

    await arduino.say('unplug')
    await is(heard, 'absent')
    await arduino.say('plug')
    await is(heard, 'live')

    assert.deepEqual(heard.lives, ['opened'])
  })
})

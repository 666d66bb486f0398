import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import type { DescriptionOf } from '#core/rig/description.ts'
import { placeOf } from '#core/rig/port-name.ts'
import { openNmea } from '#firmware-bridge/drivers/nmea.ts'
import { sentencesOf } from '#simulators/nmea/gps.ts'
import { vehicle } from '#simulators/vehicle/vehicle.ts'
import { until } from '#test/support/rigsong.ts'
import { startSimulator } from '#test/support/simulator.ts'
import { hearing, worldOf } from './hearing.ts'

const fields = [
  'speed',
  'course',
  'latitude',
  'longitude',
  'altitude',
  'satellites',
  'fix',
] as const
const description: DescriptionOf<'nmea'> = {
  ...{ id: 'gps', title: 'GPS', transport: 'nmea', match: [], discover: false, roles: {} },
  controls: fields.map((field) => ({ id: field, kind: 'continuous', from: { field } })),
}

const openGps = (port: string, more: Partial<DescriptionOf<'nmea'>> = {}) => {
  const ears = hearing()
  const device = { id: 'gps', place: placeOf(port)!, description: { ...description, ...more } }
  const driver = openNmea(device, ears, worldOf())
  return { ears, driver, [Symbol.asyncDispose]: () => driver[Symbol.asyncDispose]() }
}

/** Says the same to whoever connects, over and over, until it is told otherwise. */
async function speaker(words: () => string) {
  const heard: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('data', (bytes) => heard.push(String(bytes)))
  }).listen(0, '127.0.0.1')
  const speaking = setInterval(() => {
    for (const socket of sockets) socket.write(words())
  }, 20)
  await once(server, 'listening')
  const address = server.address()
  return {
    heard,
    port: `tcp://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    async [Symbol.asyncDispose]() {
      clearInterval(speaking)
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

const sky = { fix: true, satellites: 9, nowMs: 0 }

describe('a GPS', () => {
  it('is heard over a serial port, and says while it has no fix', async () => {
    await using sim = await startSimulator('gps', '--drive', 'highway', '--every-ms', '50')
    await sim.say('fix off')
    await using gps = openGps(sim.ready.port)
    await until(() => /No fix/.test(gps.driver.status().hint ?? ''), 'the hint')
    assert.equal(gps.driver.status().status, 'live')
    assert.equal(gps.ears.valueOf('latitude'), undefined)

    await sim.say('fix on')
    await until(() => gps.ears.valueOf('altitude') !== undefined, 'a fix')

    assert.equal(gps.driver.status().hint, undefined)
    assert.ok(Math.abs(gps.ears.valueOf('latitude')! - 48.137) < 0.1)
    assert.deepEqual([gps.ears.valueOf('satellites'), gps.ears.valueOf('fix')], [9, 1])
  })

  it('is heard from gpsd, which wants to be asked', async () => {
    const car = vehicle().now()
    await using gpsd = await speaker(() =>
      gpsd.heard.length > 0 ? sentencesOf(car, sky) : '{"class":"VERSION","release":"3.25"}\n',
    )
    await using gps = openGps(gpsd.port)

    await until(() => gps.ears.valueOf('course') !== undefined, 'a value')

    assert.match(gpsd.heard[0]!, /^\?WATCH=.*"nmea":true/)
  })

  it('is suspect when it falls silent', async () => {
    let words = sentencesOf(vehicle().now(), sky)
    await using server = await speaker(() => words)
    await using gps = openGps(server.port, { silentMs: 300 })
    await gps.ears.becomes('live')

    words = ''

    await gps.ears.becomes('suspect')
  })

  it('is refused where what comes is no NMEA', async () => {
    await using server = await speaker(() => 'knob 1 turned\nknob 2 turned\n')
    await using gps = openGps(server.port)

    await gps.ears.becomes('refused')

    assert.match(gps.driver.status().hint!, /9600/)
  })

  it('is heard through noise, which is counted', async () => {
    const lines = sentencesOf(vehicle().now(), sky)
    await using server = await speaker(() => `${lines}\u0000\u00ff$GPRMC,broken*00\n`)
    await using gps = openGps(server.port)

    await until(() => gps.ears.valueOf('course') !== undefined, 'a value')

    await until(() => gps.ears.faults.includes('a broken sentence'), 'a fault')
  })
})

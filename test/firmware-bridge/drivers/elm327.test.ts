import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import type { DescriptionOf } from '#core/rig/description.ts'
import { placeOf } from '#core/rig/port-name.ts'
import { openElm327 } from '#firmware-bridge/drivers/elm327.ts'
import { until } from '#test/support/rigsong.ts'
import { startSimulator } from '#test/support/simulator.ts'
import { hearing, worldOf } from './hearing.ts'

const description: DescriptionOf<'elm327'> = {
  ...{ id: 'car', title: 'Car', transport: 'elm327', match: [], discover: false, roles: {} },
  controls: [
    { id: 'engine', kind: 'continuous', from: { pid: '0C' }, unit: 'rpm' },
    { id: 'speed', kind: 'continuous', from: { pid: '0D' }, unit: 'km/h' },
    { id: 'moving', kind: 'state', from: { pid: '0D' } },
    { id: 'mystery', kind: 'continuous', from: { pid: 'FE' } },
  ],
}

const openCar = (port: string, more: Partial<DescriptionOf<'elm327'>> = {}) => {
  const ears = hearing()
  const driver = openElm327(
    { id: 'car', place: placeOf(port)!, description: { ...description, ...more } },
    ears,
    worldOf(),
  )
  return { ears, driver, [Symbol.asyncDispose]: () => driver[Symbol.asyncDispose]() }
}

describe('a car behind an ELM327', () => {
  it('is heard over a serial port, and again after its adapter was pulled out', async function () {
    this.timeout(20_000)
    await using sim = await startSimulator('car', '--drive', 'highway', '--hurry', '10')
    await using car = openCar(sim.ready.port)
    await car.ears.becomes('live')
    await until(() => car.ears.valueOf('moving') !== undefined, 'a value')

    await sim.say('unplug')
    await car.ears.becomes('absent')
    const before = car.ears.moves.length
    await sim.say('plug')
    await until(() => car.ears.moves.length > before, 'a value after the replug')

    assert.equal(car.ears.valueOf('moving'), car.ears.valueOf('speed'))
    assert.ok(car.ears.valueOf('engine')! > 700)
    assert.equal(car.ears.valueOf('mystery'), undefined)
    assert.deepEqual(car.ears.lives, ['opened', 'closing', 'opened'])
  })

  it('is heard over WiFi, and says when its engine is off', async function () {
    this.timeout(20_000)
    await using sim = await startSimulator('car', '--tcp', '0', '--hurry', '10')
    await sim.say('ignition off')
    await using car = openCar(sim.ready.port)

    await until(() => /ignition/.test(car.driver.status().hint ?? ''), 'the hint')
    assert.equal(car.driver.status().status, 'live')
    await sim.say('ignition on')
    await until(() => car.ears.valueOf('engine') !== undefined, 'a value')

    assert.equal(car.driver.status().hint, undefined)
  })

  it('is refused where something else answers', async () => {
    await using stranger = await listener((socket) => socket.write('hello\r>'))
    await using car = openCar(stranger.port)

    await car.ears.becomes('refused')

    assert.match(car.driver.status().hint!, /speed/)
  })

  it('is suspect when its adapter falls silent', async () => {
    let silent = false
    await using adapter = await listener((socket, asked) => {
      if (!silent) socket.write(asked.startsWith('AT') ? 'ELM327 v1.5\r>' : '4100FFFFFFFF\r>')
    })
    await using car = openCar(adapter.port, { silentMs: 300 })
    await car.ears.becomes('live')

    silent = true

    await car.ears.becomes('suspect')
  })

  it('is not there where nobody listens', async () => {
    const gone = await listener(() => {})
    await gone[Symbol.asyncDispose]()
    await using car = openCar(gone.port)

    await car.ears.becomes('absent')

    assert.match(car.driver.status().hint!, /switched on/)
  })

  it('is told nothing, whatever is to be set', async () => {
    let heard = ''
    await using adapter = await listener((socket, asked) => {
      heard += asked
      socket.write(asked.startsWith('AT') ? 'ELM327 v1.5\r>' : '4100FFFFFFFF\r>')
    })
    await using car = openCar(adapter.port)
    await car.ears.becomes('live')

    for (const value of [0, 1])
      for (const id of ['engine', 'speed', '04']) car.driver.set(id, value)
    const before = heard.length
    await until(() => heard.length > before + 20, 'more questions')

    for (const word of heard.split('\r').slice(0, -1))
      assert.match(word, /^(?:01[0-9A-F]{2}|AT(?:Z|I|E0|L0|S0|H0|SP0))$/)
  })
})

/** A TCP server of a few words. */
async function listener(hear: (socket: Socket, words: string) => void) {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('data', (bytes) => hear(socket, String(bytes)))
    socket.on('error', () => socket.destroy())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    port: `tcp://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

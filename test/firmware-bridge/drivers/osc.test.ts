import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import type { DescriptionOf } from '#core/rig/description.ts'
import { openOsc } from '#firmware-bridge/drivers/osc.ts'
import { openUdp } from '#firmware-bridge/transports/udp.ts'
import { oscSurface } from '#simulators/osc/surface.ts'
import { until } from '#test/support/rigsong.ts'
import { startSimulator } from '#test/support/simulator.ts'
import { hearing, worldOf } from './hearing.ts'

const description: DescriptionOf<'osc'> = {
  ...{ id: 'tablet', title: 'Tablet', transport: 'osc', match: [], discover: true, roles: {} },
  controls: [
    { id: 'filter', kind: 'continuous', from: { address: '/1/fader1' } },
    { id: 'y', kind: 'continuous', from: { address: '/1/xy', argument: 1 } },
    { id: 'pad', kind: 'trigger', from: { address: '/1/push1' } },
    { id: 'hold', kind: 'state', from: { address: '/1/toggle1' } },
    { id: 'led', kind: 'output', to: { address: '/1/led1' } },
  ],
}

/** A port that was free a moment ago. */
async function freeUdpPort(): Promise<number> {
  await using line = await openUdp({ host: '127.0.0.1', port: 0 }, { hear() {}, lost() {} })
  return line.at.port
}

async function openTablet(more: Partial<DescriptionOf<'osc'>> = {}) {
  const port = await freeUdpPort()
  const ears = hearing()
  const place = { by: 'udp', host: '127.0.0.1', port } as const
  const device = { id: 'tablet', place, description: { ...description, ...more } }
  const driver = openOsc(device, ears, worldOf())
  const moves = () => ears.moves.map(({ control, raw }) => [control, raw])
  return { port, ears, driver, moves, [Symbol.asyncDispose]: () => driver[Symbol.asyncDispose]() }
}

describe('an OSC surface', () => {
  it('is heard by the addresses of its description, and beyond them', async () => {
    await using tablet = await openTablet()
    await tablet.ears.becomes('live')
    await using sim = await startSimulator('osc-surface', '--port', String(tablet.port))

    await sim.say('fader /1/fader1 0.25')
    await sim.say('strike /1/push1')
    await sim.say('button /1/toggle1 on')
    await sim.say('count /2/step 127')
    await until(() => tablet.ears.moves.length >= 5, 'five moves')

    assert.deepEqual(tablet.moves(), [
      ['filter', 0.25],
      ['pad', 1],
      ['pad', 0],
      ['hold', 1],
      ['2-step', 1],
    ])
  })

  it('is not heard beyond its description where nothing is to be discovered', async () => {
    await using tablet = await openTablet({ discover: false })
    await tablet.ears.becomes('live')
    await using line = await openUdp({ host: '127.0.0.1', port: 0 }, { hear() {}, lost() {} })
    const surface = oscSurface((one) => line.send(one, { host: '127.0.0.1', port: tablet.port }))

    surface.fader('/2/other', 0.5)
    surface.fader('/1/fader1', 1)
    await until(() => tablet.ears.moves.length > 0, 'a move')

    assert.deepEqual(tablet.moves(), [['filter', 1]])
  })

  it('is shown its outputs, also those that were set before it came', async () => {
    await using tablet = await openTablet()
    await tablet.ears.becomes('live')
    tablet.driver.set('led', 0.5)
    tablet.driver.set('filter', 1)
    await using sim = await startSimulator('osc-surface', '--port', String(tablet.port))

    await sim.say('fader /1/fader1 0')
    assert.equal(await sim.hears(() => true), '/1/led1 0.5')
    tablet.driver.set('led', 1)

    await sim.hears((says) => says === '/1/led1 1')
  })

  it('is refused while another program has the port, with a hint', async () => {
    const other = createSocket('udp4').bind(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address()
    const ears = hearing()
    const place = { by: 'udp', host: '127.0.0.1', port } as const
    await using _driver = openOsc({ id: 'tablet', place, description }, ears, worldOf())

    await ears.becomes('refused')
    assert.match(ears.statuses.at(-1)!.hint!, /another port/)
    other.close()

    await ears.becomes('live')
  })

  it('counts datagrams that are broken and goes on', async () => {
    await using tablet = await openTablet()
    await tablet.ears.becomes('live')
    await using line = await openUdp({ host: '127.0.0.1', port: 0 }, { hear() {}, lost() {} })
    const send = (hex: string): void =>
      line.send(Buffer.from(hex, 'hex'), { host: '127.0.0.1', port: tablet.port })

    send('00'.repeat(2000))
    send('2f612c66')
    send('2f312f78790000002c666600000000003f800000')
    send('2f312f78790000002c666600000000003f000000')
    await until(() => tablet.ears.faults.length >= 2 && tablet.ears.moves.length > 0, 'both')

    assert.deepEqual(tablet.moves().at(-1), ['y', 0.5])
  })

  it('needs a UDP port', async () => {
    const ears = hearing()
    const place = { by: 'path', path: '/dev/null' } as const
    await using _driver = openOsc({ id: 'tablet', place, description }, ears, worldOf())

    await ears.becomes('refused')

    assert.match(ears.statuses.at(-1)!.hint!, /udp:/)
  })
})

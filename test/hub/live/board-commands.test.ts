import assert from 'node:assert/strict'
import type { Payload } from '#core/bus/topics.ts'
import { HubError } from '#core/errors.ts'
import type { DeviceDescription } from '#core/rig/description.ts'
import { boardCommands } from '#hub/live/board-commands.ts'
import { openRecorder } from '#hub/live/recorder.ts'
import { silentLog } from '#test/support/database.ts'
import { memoryBroker } from '#test/support/memory-bus.ts'
import { until } from '#test/support/rigsong.ts'
import { openTempFolder } from '#test/support/temp.ts'
import { rigDevice, rigged, rigOf } from './rigged.ts'

const box: DeviceDescription = {
  ...{ id: 'box', title: 'Box', transport: 'hub-frames', match: [], discover: true, roles: {} },
  controls: [{ id: 'lamp', kind: 'output', to: { light: 0 } }],
}

/** The commands over a bus, for a rig with a box and keys. */
async function commanded(parts: Parameters<typeof rigged>[0] = {}) {
  const stack = new AsyncDisposableStack()
  const folder = stack.use(await openTempFolder())
  const rig = rigged({ descriptions: [box], ...parts })
  stack.defer(() => rig.devices[Symbol.asyncDispose]())
  const clock = { now: () => 0, date: () => '2026-01-01T00:00:00.000Z' }
  const recorder = stack.use(openRecorder({ folder: folder.path, clock }))
  const flashed: Payload<'flashed'>[] = []
  const broker = memoryBroker()
  const bus = stack.use(broker.client('live'))
  await boardCommands(bus, {
    ...rig,
    ...{ recorder, log: silentLog },
    herald: { event: (_, payload) => void flashed.push(payload as Payload<'flashed'>) },
  })
  await rig.devices.apply(
    rigOf(rigDevice('box', { transport: 'hub-frames', description: 'box' }), rigDevice('keys')),
  )
  const client = stack.use(broker.client('test'))
  return { ...rig, client, flashed, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

describe('the commands about one device', () => {
  it('set an output, also one that was only found, and again when the device comes', async () => {
    await using rig = await commanded()

    await rig.client.ask('output', { device: 'box', output: 'lamp', value: 1 })
    await rig.client.ask('output', { device: 'box', output: 'light-3', value: 0.5 })
    rig.driver('box').opens()

    assert.deepEqual(rig.driver('box').sets, [
      ['lamp', 1],
      ['light-3', 0.5],
      ['lamp', 1],
    ])
  })

  it('refuse what is not there, and say what there is', async () => {
    await using rig = await commanded()
    const refused = async (device: string, output: string) => {
      const asked = rig.client.ask('output', { device, output, value: 1 })
      const { code, hint } = await asked.then(
        () => assert.fail(),
        (error: HubError) => error,
      )
      return [code, hint]
    }

    const refusals = [await refused('box', 'fan'), await refused('keys', 'lamp')]

    assert.deepEqual(refusals, [
      ['control-unknown', 'It has lamp.'],
      ['control-unknown', 'It has none.'],
    ])
    assert.equal((await refused('nobody', 'lamp'))[0], 'device-unknown')
  })

  it('write firmware in the background, and tell why it failed where the board is absent', async () => {
    await using rig = await commanded({
      async lend() {
        throw new HubError('port-missing', 'it is not there', { hint: 'Plug it in.' })
      },
    })

    const { bytes } = await rig.client.ask('flash', { device: 'box', firmware: 'knob-box' })
    await until(() => rig.flashed.length > 0, 'the end of it')

    assert.ok(bytes > 500)
    const error = { code: 'port-missing', message: 'it is not there', hint: 'Plug it in.' }
    assert.deepEqual(rig.flashed, [{ device: 'box', done: 0, error }])
  })

  it('tell when firmware is written', async () => {
    await using rig = await commanded({ lend: async () => undefined as never })

    await rig.client.ask('flash', { device: 'box', firmware: 'knob-box' })
    await until(() => rig.flashed.length > 0, 'the end of it')

    assert.deepEqual(rig.flashed, [{ device: 'box', done: 1 }])
  })

  it('refuse firmware that we have not, and to what is no board', async () => {
    await using rig = await commanded()

    const asked = rig.client.ask('flash', { device: 'keys', firmware: 'knob-box' })

    await assert.rejects(asked, { code: 'flash-failed' })
  })

  it('record from when they are told to until they are told not to', async () => {
    await using rig = await commanded()

    const begun = await rig.client.ask('record', { device: 'keys', on: true })
    await assert.rejects(rig.client.ask('record', { device: 'keys', on: true }), {
      code: 'port-busy',
    })
    const ended = await rig.client.ask('record', { device: 'keys', on: false })

    assert.deepEqual(ended, begun)
    await assert.rejects(rig.client.ask('record', { device: 'nobody', on: true }), {
      code: 'device-unknown',
    })
  })
})

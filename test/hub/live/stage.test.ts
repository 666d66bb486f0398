import assert from 'node:assert/strict'
import type { Rig } from '#core/rig/rig.ts'
import { firstAccompaniment } from '#core/score/accompaniment.ts'
import { openShelf, shippedDevices } from '#firmware-bridge/descriptions/shelf.ts'
import type { SerialLine } from '#firmware-bridge/transports/serial.ts'
import type { OutputClock } from '#hub/clock/clock.ts'
import { openTransport } from '#hub/clock/transport.ts'
import { openHerald } from '#hub/live/herald.ts'
import { openRouter } from '#hub/live/router.ts'
import { openStage, type StageParts } from '#hub/live/stage.ts'
import { worldOf } from '#test/firmware-bridge/drivers/hearing.ts'
import { fakeTopics } from '#test/firmware-bridge/mqtt-sensors/topics.ts'
import { silentLog } from '#test/support/database.ts'
import { fakePresence } from '#test/support/fake-presence.ts'
import { memoryBroker } from '#test/support/memory-bus.ts'
import { openTempFolder } from '#test/support/temp.ts'
import { virtualTime } from '#test/support/virtual-time.ts'
import { rigDevice, rigOf } from './rigged.ts'

const synth = 'usb:1a86:7523/path=1-1'

/** A stage with one synth, and every controller of the macros that it was sent. */
async function staged(rig: Rig, port: Pick<StageParts, 'withOwnPort'> = {}) {
  const stack = new AsyncDisposableStack()
  const folder = stack.use(await openTempFolder())
  const shelf = stack.use(
    await openShelf({
      shipped: shippedDevices,
      own: folder.path,
      log: silentLog,
      onChange() {},
    }),
  )
  const time = stack.use(virtualTime())
  const presence = fakePresence()
  const topics = fakeTopics()
  const herald = openHerald(silentLog)
  const macros: number[][] = []
  const output: Pick<OutputClock, 'attach' | 'detach' | 'send'> = {
    attach: () => 0,
    async detach() {},
    send(to, bytes) {
      if (to === 1 && bytes[0] === 0xb0 && bytes[1]! >= 16 && bytes[1]! <= 19)
        macros.push([...bytes])
      return true
    },
  }
  const stage = openStage({
    ...{ dataDir: folder.path, shelf, output: output as OutputClock, hub: undefined, fetch },
    ...port,
    router: openRouter({ outlet: output, copy() {} }),
    transport: openTransport(() => {}, 0),
    herald,
    copies: { take() {}, moved() {}, flush() {} },
    act: {
      ...{ play() {}, stop() {}, panic() {}, tempo() {}, generate() {}, keep() {}, answering() {} },
      accompany() {},
    },
    answering: () => false,
    accompaniment: () => firstAccompaniment,
    turned() {},
    abandoned() {},
    world: worldOf({
      presence,
      foreign: topics,
      async openSerial(): Promise<SerialLine> {
        return {
          ...{ fd: 10_000, async restartBoard() {}, reportLoss() {}, write() {} },
          async [Symbol.asyncDispose]() {},
        }
      },
    }),
  })
  const broker = memoryBroker()
  const live = stack.use(broker.client('live'))
  herald.join(live)
  await stage.own(live)
  const client = stack.use(broker.client('test'))
  let ports: readonly string[] = []
  await client.subscribe('ports', ({ payload }) => {
    ports = payload.ports.map(({ name }) => name)
  })
  await stage.apply(rig)
  return {
    ...{ stage, presence, topics, macros, time },
    ports: () => ports,
    turn: (macro: number, value: number) => client.ask('macro', { macro, value }),
    async [Symbol.asyncDispose]() {
      const ended = stage[Symbol.asyncDispose]()
      await time.pass(100)
      await ended
      await stack.disposeAsync()
    },
  }
}

describe('the macros', () => {
  const rig = rigOf(rigDevice('synth', { port: synth }))

  it('are told to a synth where somebody turned them, and only when they change', async () => {
    await using stage = await staged(rig)
    stage.presence.plug(synth)
    await stage.time.pass(500)
    const before = [...stage.macros]

    for (const value of [0.5, 0.5, 0.501, 1]) await stage.turn(2, value)

    assert.deepEqual(before, [])
    assert.deepEqual(stage.macros, [
      [0xb0, 17, 64],
      [0xb0, 17, 127],
    ])
  })

  it('are told again to a synth that comes, or comes back', async () => {
    await using stage = await staged(rig)
    await stage.turn(1, 1)
    stage.presence.plug(synth)
    await stage.time.pass(500)
    const first = [...stage.macros]

    stage.presence.unplug()
    await stage.time.pass(500)
    stage.presence.plug(synth)
    await stage.time.pass(500)

    assert.deepEqual(first, [[0xb0, 16, 127]])
    assert.deepEqual(stage.macros, [...first, ...first])
  })
})

describe('a sensor on the broker', () => {
  const kitchen = 'homeassistant/sensor/kitchen/warmth/config'
  const announcement = { name: 'Warmth', stat_t: 'kitchen/warmth', dev_cla: 'temperature' }

  it('is in the list of what is there from its announcement on until it takes that back', async () => {
    await using stage = await staged(rigOf())
    stage.topics.tell(kitchen, announcement)
    await stage.time.pass(400)
    const announced = stage.ports()

    stage.topics.tell(kitchen, '')
    await stage.time.pass(400)

    assert.deepEqual(announced, ['mqtt:kitchen'])
    assert.deepEqual(stage.ports(), [])
  })
})

describe('our own port', () => {
  it('signs what other programs play by a name of their own', async () => {
    await using stage = await staged(rigOf(), { withOwnPort: true })

    const author = stage.stage.authorOf('rigsong-port')

    assert.equal(author?.kind === 'human' && author.player, 'program')
  })
})

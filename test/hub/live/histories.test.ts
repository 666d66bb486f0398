import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Payload } from '#core/bus/topics.ts'
import { HubError } from '#core/errors.ts'
import type { Rig } from '#core/rig/rig.ts'
import { firstAccompaniment } from '#core/score/accompaniment.ts'
import { openShelf, type Shelf, shippedDevices } from '#firmware-bridge/descriptions/shelf.ts'
import type { SerialEars, SerialLine } from '#firmware-bridge/transports/serial.ts'
import type { OutputClock } from '#hub/clock/clock.ts'
import { openTransport } from '#hub/clock/transport.ts'
import { openHerald } from '#hub/live/herald.ts'
import { openRouter } from '#hub/live/router.ts'
import { openStage, type Stage } from '#hub/live/stage.ts'
import { knobBox, type SimulatedBoard, simulatedBoard } from '#simulators/hub-frames/device.ts'
import { noTopics } from '#test/firmware-bridge/drivers/hearing.ts'
import { type FakePresence, fakePresence } from '#test/support/fake-presence.ts'
import { quietLog } from '#test/support/live.ts'
import { loops } from '#test/support/loops.ts'
import { modelReceiver } from '#test/support/model-receiver.ts'
import { openTempFolder } from '#test/support/temp.ts'
import { type VirtualTime, virtualTime } from '#test/support/virtual-time.ts'

const keys = 'usb:1a86:7523/path=1-1'
const synth = 'usb:1a86:7523/path=1-2'
const box = 'usb:2341:0043/serial=A1'
const names = { [keys]: 'keys', [synth]: 'synth', [box]: 'box' }

const rig: Rig = {
  revision: 1,
  devices: [
    { id: 'keys', name: 'Keys', transport: 'din', port: keys, player: 'ada' },
    { id: 'synth', name: 'Synth', transport: 'din', port: synth, player: 'ada' },
    ...[
      {
        ...{ id: 'box', name: 'Box', transport: 'hub-frames' as const, port: box },
        ...{ description: 'knob-box', player: 'ada' },
      },
    ],
  ],
  ignored: [],
  patch: {
    mappings: [
      { id: 'a', when: { device: 'box', control: 'button-1' }, do: 'note', args: { pitch: 48 } },
      { id: 'b', when: { device: 'box', control: 'button-2' }, do: 'note', args: { pitch: 55 } },
    ],
    bindings: [],
    scenes: [],
  },
}

/** Something that a person, a cat or a broken cable does. */
type Step =
  | { readonly does: 'plug' | 'unplug' | 'hang up'; readonly port: string }
  | { readonly does: 'strike' | 'lift'; readonly pitch: number }
  | { readonly does: 'pedal'; readonly down: boolean }
  | { readonly does: 'press' | 'release'; readonly button: number }
  | { readonly does: 'noise'; readonly port: string; readonly bytes: readonly number[] }
  | { readonly does: 'wait'; readonly ms: number }

const port = fc.constantFrom(keys, synth, box)
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ does: fc.constantFrom('plug' as const, 'unplug', 'hang up'), port }),
  fc.record({
    does: fc.constantFrom('strike' as const, 'lift'),
    pitch: fc.constantFrom(60, 62, 64),
  }),
  fc.record({ does: fc.constant('pedal' as const), down: fc.boolean() }),
  fc.record({
    does: fc.constantFrom('press' as const, 'release'),
    button: fc.constantFrom(0, 1),
  }),
  fc.record({
    does: fc.constant('noise' as const),
    port,
    // Active sensing is a promise that holds from its first byte on: not noise.
    bytes: fc.array(
      fc.integer({ min: 0, max: 255 }).filter((byte) => byte !== 0xfe),
      { maxLength: 12 },
    ),
  }),
  fc.record({ does: fc.constant('wait' as const), ms: fc.constantFrom(50, 400, 3000) }),
)

/** The stage on hardware that a test plugs in and plays by hand, at the speed of thought. */
function openWorld(time: VirtualTime, shelf: Shelf, dataDir: string) {
  let nowMs = 0
  const presence = fakePresence()
  const lines = new Map<string, { ears: SerialEars; open: boolean }>()
  const boards = new Map<string, SimulatedBoard>()
  const statuses = new Map<string, Payload<'device'>>()
  const receiver = modelReceiver({ allNotesOff: true })
  /** The synth is told from the others by the descriptor of its line. */
  const outputs = new Map<number, string>()
  const fds = new Map<number, string>()
  const clock = { now: () => nowMs, date: () => '2026-01-01T00:00:00.000Z' }

  async function openSerial(path: string, _: number, ears: SerialEars): Promise<SerialLine> {
    const name = presence.ports().find((one) => one.path === path)?.name
    if (name === undefined) throw new HubError('port-missing', path, { hint: '' })
    const line = { ears, open: true }
    lines.set(name, line)
    // No descriptor of this process: nobody but the clock may write to it.
    const fd = 10_000 + fds.size
    fds.set(fd, name)
    return {
      fd,
      async restartBoard() {},
      reportLoss: (why) => void ears.lost(why),
      write: (bytes: Uint8Array) => boards.get(name)?.hear(bytes),
      async [Symbol.asyncDispose]() {
        line.open = false
        if (lines.get(name) === line) lines.delete(name)
      },
    }
  }

  const output: Pick<OutputClock, 'attach' | 'detach' | 'send'> = {
    attach(out) {
      const free = [0, 1, 2, 3].find((one) => !outputs.has(one))!
      outputs.set(free, out.by === 'descriptor' ? fds.get(out.fd)! : out.name)
      return free
    },
    async detach(one) {
      outputs.delete(one)
    },
    send(to, bytes) {
      for (const [one, name] of outputs)
        if ((to & (1 << one)) !== 0 && name === synth) receiver.push(bytes)
      return true
    },
  }
  const router = openRouter({ outlet: output, copy: () => {} })
  const herald = openHerald(quietLog)
  const stage: Stage = openStage({
    dataDir,
    shelf,
    router,
    output: output as OutputClock,
    transport: openTransport(() => {}, 0),
    herald: {
      ...herald,
      state(name, payload) {
        if (name === 'device') statuses.set((payload as Payload<'device'>).device, payload as never)
      },
    },
    copies: { take() {}, moved() {}, flush() {} },
    act: noActions,
    answering: () => false,
    accompaniment: () => firstAccompaniment,
    turned() {},
    hub: undefined,
    fetch,
    abandoned() {},
    world: { clock, log: quietLog, random: () => 0.5, presence, foreign: noTopics, openSerial },
  })

  function say(name: string, bytes: readonly number[]): void {
    const line = lines.get(name)
    if (line?.open) line.ears.hear(Uint8Array.from(bytes))
  }

  function plug(name: string): void {
    if (presence.ports().some((one) => one.name === name)) return
    if (name === box) {
      const board = simulatedBoard(knobBox, { say: (bytes) => say(box, bytes), nowMs: () => nowMs })
      boards.set(box, board)
      board.start()
    }
    presence.plug(name)
  }

  return {
    stage,
    statuses,
    receiver,
    presence,
    plug,
    async pass(ms: number) {
      nowMs += ms
      await time.pass(ms)
    },
    async take(one: Step) {
      switch (one.does) {
        case 'plug':
          return plug(one.port)
        case 'unplug':
          presence.unplug(one.port)
          return lines.get(one.port)?.ears.lost('the device file went away')
        case 'hang up':
          return lines.get(one.port)?.ears.lost('the port hung up')
        case 'strike':
          return say(keys, [0x90, one.pitch, 100])
        case 'lift':
          return say(keys, [0x80, one.pitch, 64])
        case 'pedal':
          return say(keys, [0xb0, 64, one.down ? 127 : 0])
        case 'press':
          return boards.get(box)?.press(one.button)
        case 'release':
          return boards.get(box)?.lift(one.button)
        case 'noise':
          return say(one.port, one.bytes)
        case 'wait':
          return this.pass(one.ms)
      }
    },
  }
}

const noActions = {
  ...{
    play() {},
    stop() {},
    panic() {},
    tempo() {},
    generate() {},
    keep() {},
    answering() {},
    accompany() {},
  },
}

const present = (presence: FakePresence): ReadonlySet<string> =>
  new Set(presence.ports().map(({ name }) => name))

describe('any history of plugs, playing and unplugs', () => {
  let folder: Awaited<ReturnType<typeof openTempFolder>>
  let shelf: Shelf
  before(async () => {
    folder = await openTempFolder()
    const own = `${folder.path}/devices`
    shelf = await openShelf({ shipped: shippedDevices, own, log: quietLog, onChange() {} })
  })
  after(async () => {
    await shelf[Symbol.asyncDispose]()
    await folder[Symbol.asyncDispose]()
  })

  it('ends with nothing sounding that nobody plays, and with what is true of every device', async function () {
    this.timeout(300_000)
    let looked = 0

    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (history) => {
        using time = virtualTime()
        const world = openWorld(time, shelf, folder.path)
        await world.stage.apply(rig)
        for (const name of [keys, synth, box]) world.plug(name)
        await world.pass(1500)

        for (const one of history) await world.take(one)
        await world.take({ does: 'unplug', port: keys })
        await world.take({ does: 'unplug', port: box })
        world.plug(synth)
        await world.pass(4000)

        const told = [...world.statuses].map(([device, { status }]) => `${device} ${status}`).sort()
        assert.deepEqual(told, ['box absent', 'keys absent', 'synth live'])
        assert.deepEqual(world.receiver.sounding(), [])

        world.plug(keys)
        world.plug(box)
        await world.pass(2000)
        for (const [name, device] of Object.entries(names))
          assert.equal(world.statuses.get(device)?.status, 'live', name)
        assert.equal(present(world.presence).size, 3)
        const ended = world.stage[Symbol.asyncDispose]()
        await world.pass(1500)
        await ended
        assert.deepEqual(world.receiver.sounding(), [])
        looked += 1
      }),
      { numRuns: loops(1000, 5000) },
    )
    assert.ok(looked >= 1000)
  })
})

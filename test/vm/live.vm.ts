import assert from 'node:assert/strict'
import type { Payload } from '#core/bus/topics.ts'
import type { RigDevice } from '#core/rig/rig.ts'
import { liveWith, muteEngine } from '#test/support/live.ts'
import { memoryBroker } from '#test/support/memory-bus.ts'
import { modelReceiver } from '#test/support/model-receiver.ts'
import { until } from '#test/support/rigsong.ts'
import { startSimulator } from '#test/support/simulator.ts'
import { openTempFolder } from '#test/support/temp.ts'
import { faderBox, patienceMs, uno } from './rig/house.ts'
import { plugMidi, plugSerial, plugSimulator, type UsbDevice } from './rig/usb.ts'

const synthPlug = { ...faderBox, productName: 'Synth', serial: 'B2', socket: 1 }
const keysPlug = { ...faderBox, productName: 'Keys', serial: 'A1' }

const midi = (id: string, port: string): RigDevice => ({
  ...{ id, name: id, port, player: 'ada' },
  transport: 'usb-midi',
})

const rig: readonly RigDevice[] = [
  midi('keys', 'usb:1d6b:0104/serial=A1'),
  midi('synth', 'usb:1d6b:0104/serial=B2'),
  midi('pads', 'usb:1d6b:0777'),
  { ...midi('old-keys', 'usb:2341:0043/serial=D1'), transport: 'din' },
  { ...midi('knobs', 'usb:2341:0043/serial=S1'), transport: 'hub-frames', description: 'knob-box' },
]

describe('the live process', function () {
  this.timeout(4 * patienceMs)

  const stack = new AsyncDisposableStack()
  const states = new Map<string, Payload<'device'>>()
  const moves: Payload<'control'>[] = []
  let live: Awaited<ReturnType<typeof liveWith>>
  let keys: UsbDevice
  let synth: UsbDevice
  before(async () => {
    const folder = stack.use(await openTempFolder())
    const broker = memoryBroker()
    const client = stack.use(broker.client('test'))
    await client.subscribe('device', ({ payload }) => void states.set(payload.device, payload))
    await client.subscribe('control', ({ payload }) => void moves.push(payload))
    keys = stack.use(await plugMidi(keysPlug))
    synth = stack.use(await plugMidi(synthPlug))
    live = stack.use(await liveWith(folder.path, rig, { engine: muteEngine }))
    await live.join(stack.use(broker.client('live')))
    await Promise.all([becomes('keys', 'live'), becomes('synth', 'live')])
    // What is silenced at the start must not land in what a test hears.
    const silenced = Buffer.of(0xbf, 123, 0)
    await until(() => synth.line().heard().includes(silenced), 'silence at first', patienceMs)
  })
  after(() => stack.disposeAsync())

  const becomes = (device: string, status: Payload<'device'>['status']): Promise<void> =>
    until(() => states.get(device)?.status === status, `${device} to be ${status}`, patienceMs)
  /** What the synth hears from now on. */
  const hearing = () => {
    const from = synth.line().heard().length
    const heard = (): Buffer => synth.line().heard().subarray(from)
    return {
      heard,
      includes: (bytes: readonly number[]) =>
        until(() => heard().includes(Buffer.from(bytes)), `the synth hears ${bytes}`, patienceMs),
    }
  }
  const soundingAtSynth = (): readonly number[] => {
    const receiver = modelReceiver()
    receiver.push(synth.line().heard())
    return receiver.sounding()
  }

  it('plays a thousand messages from one device to another, all of them and in order', async () => {
    const ear = hearing()
    const messages = Buffer.from(
      // No byte is 0, so that one which was left out is told from one which was sent.
      Array.from({ length: 1000 }, (_, i) => [0xa1 + (i % 14), 1 + (i % 126), 1 + (i >> 7)]).flat(),
    )

    // The sequencer holds 200 for whoever is slow, and this guest is.
    for (let at = 0; at < messages.length; at += 300) {
      await keys.line().write(messages.subarray(at, at + 300))
      await until(() => ear.heard().length >= Math.min(at + 300, messages.length), 'it', patienceMs)
    }

    assert.deepEqual(ear.heard(), messages)
  })

  it('leaves nothing sounding when more comes than the sequencer holds, and says what was lost', async () => {
    const heardBefore = live.heard()
    const faultsBefore = live.figures().wireFaults
    const theEnd = [0xa5, 1, 2]
    const notes = Array.from({ length: 4000 }, (_, i) => [i % 2 ? 0x80 : 0x90, (i >> 1) % 128, 64])

    await keys.line().write(notes.flat())

    const ear = hearing()
    await until(
      async () => {
        // Said again, because it can be lost as well.
        await keys.line().write(theEnd)
        return ear.heard().includes(Buffer.from(theEnd))
      },
      'the end of it',
      patienceMs,
    )
    const heard = live.heard() - heardBefore
    const told = (): boolean => live.figures().wireFaults > faultsBefore
    if (heard < notes.length) await until(told, 'the loss to be told', patienceMs)
    await until(() => soundingAtSynth().length === 0, 'silence', patienceMs)
    process.stdout.write(
      `  ${live.heard() - heardBefore} of a burst of ${notes.length} were heard\n`,
    )
  })

  it('releases what is held when the keys are pulled out, and says what to do', async () => {
    const ear = hearing()
    await keys.line().write([0x90, 60, 100, 0x90, 64, 100, 0xb0, 64, 127])
    await ear.includes([0xb0, 64, 127])

    keys.unplug()
    await becomes('keys', 'absent')

    await until(() => soundingAtSynth().length === 0, 'silence', patienceMs)
    assert.match(states.get('keys')!.hint!, /plays/)
    await keys.plug()
    await becomes('keys', 'live')
  })

  it('plays again after a replug, in whatever socket', async () => {
    const tookMs: number[] = []
    for (const socket of [2, 3, 0]) {
      keys.unplug()
      await becomes('keys', 'absent')
      const ear = hearing()

      const pluggedMs = performance.now()
      await keys.plug(socket)
      await becomes('keys', 'live')
      await keys.line().write([0x90, socket, 100, 0x80, socket, 0])
      await ear.includes([0x90, socket, 100, 0x80, socket, 0])

      tookMs.push(Math.round(performance.now() - pluggedMs))
    }
    process.stdout.write(`  replug → heard again: ${tookMs.join(', ')} ms in this slow guest\n`)
  })

  it('silences a synth that comes back before anything is played there', async () => {
    await keys.line().write([0x90, 72, 100])
    synth.unplug()
    await becomes('synth', 'absent')

    await synth.plug()
    await becomes('synth', 'live')

    const ear = synth.line()
    await until(() => ear.heard().includes(Buffer.of(0xbf, 123, 0)), 'all notes off', patienceMs)
    await keys.line().write([0x80, 72, 0, 0x90, 74, 100, 0x80, 74, 0])
    await until(() => ear.heard().includes(Buffer.of(0x90, 74, 100)), 'the next note', patienceMs)
    assert.ok(!ear.heard().includes(Buffer.of(0x90, 72)))
    await until(() => soundingAtSynth().length === 0, 'silence', patienceMs)
  })

  it('plays from no one of two twins until it is told which, and says between which', async () => {
    const twin = { ...faderBox, product: '0777', productName: 'Pads' }
    await using _one = await plugMidi({ ...twin, socket: 2 })
    await using other = await plugMidi({ ...twin, socket: 3 })
    await until(
      () => /path=3-1.*path=4-1|path=4-1.*path=3-1/.test(states.get('pads')?.hint ?? ''),
      'both to be named',
      patienceMs,
    )
    assert.equal(states.get('pads')?.status, 'refused')

    other.unplug()

    await becomes('pads', 'live')
  })

  it('plays a keyboard on a serial plug, and releases what it held in the middle of a message', async () => {
    await using old = await plugSerial({ ...uno, serial: 'D1', socket: 2 })
    await becomes('old-keys', 'live')
    const ear = hearing()
    await old.line().write([0x91, 50, 100, 52, 100, 0x81])
    await ear.includes([0x91, 50, 100, 0x91, 52, 100])

    old.unplug()

    await becomes('old-keys', 'absent')
    await until(() => soundingAtSynth().length === 0, 'silence', patienceMs)
    await old.plug(3)
    await becomes('old-keys', 'live')
    await old.line().write([0x91, 53, 100, 53, 0])
    await ear.includes([0x91, 53, 100])
  })

  it('lets go of the buttons of a board that is pulled out in the middle of a frame', async () => {
    await using simulator = await startSimulator('hub-frame-box')
    const board = { ...uno, serial: 'S1', socket: 2 }
    await using plugged = await plugSimulator(board, simulator.ready.port)
    for (const socket of [2, 3]) {
      await becomes('knobs', 'live')
      moves.length = 0
      await simulator.say('press button-1')
      const is = (value: number) => (): boolean =>
        moves.findLast(({ control }) => control === 'button-1')?.value === value
      await until(is(1), 'the button to be down', patienceMs)
      await simulator.say('flood')
      await until(() => moves.length > 20, 'the flood', patienceMs)

      plugged.unplug()

      await becomes('knobs', 'absent')
      await until(is(0), 'the button to be let go', patienceMs)
      await simulator.say('calm')
      await simulator.say('lift button-1')
      await plugged.plug(socket)
    }
  })
})

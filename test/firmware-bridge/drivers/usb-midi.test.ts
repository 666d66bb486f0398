import assert from 'node:assert/strict'
import type { MidiMessage } from '#core/midi/message.ts'
import type { DeviceStatus } from '#core/rig/device-status.ts'
import { placeOf } from '#core/rig/port-name.ts'
import type { DeviceEars, MidiOut } from '#firmware-bridge/driver.ts'
import { usbMidi } from '#firmware-bridge/drivers/usb-midi.ts'
import { openSequencerInput, sequencerPorts } from '#firmware-bridge/transports/alsa.ts'
import type { SequencerClient } from '#firmware-bridge/transports/sequencer-clients.ts'
import { type FakePresence, fakePresence } from '#test/support/fake-presence.ts'
import { midiLibrary } from '#test/support/midi-library.ts'
import { type VirtualTime, virtualTime } from '#test/support/virtual-time.ts'
import { worldOf } from './hearing.ts'

const faderBox = 'usb:1d6b:0104/serial=A1'
const path = '/dev/snd/midiC1D0'
const named = (client: number, port = 0): string => `Fader Box:Fader Box MIDI 1 ${client}:${port}`

/** A machine with a sequencer and cards, and a driver that keeps one of them open. */
function setUp(presence: FakePresence, place = faderBox) {
  const names = { inputs: [] as string[], outputs: [] as string[] }
  const library = midiLibrary(names)
  const clients: SequencerClient[] = []
  const card = { holder: undefined as string | undefined }
  const said: string[] = []
  const heard: MidiMessage[] = []
  const faults: string[] = []
  const outs: (MidiOut | undefined)[] = []
  const statuses: DeviceStatus[] = []
  const closing = { wait: Promise.resolve() }
  const native = { load: () => library.library, present: () => true, clients: () => clients }

  const ears: DeviceEars = {
    midi: (message) => void heard.push(message),
    moved() {},
    fault: (what) => void faults.push(what),
    changed(status) {
      statuses.push(status)
      said.push(status.status)
    },
    opened(out) {
      outs.push(out)
      said.push('opened')
    },
    async closing() {
      said.push('let go')
      await closing.wait
    },
  }
  const openDriver = usbMidi({
    ports: () => sequencerPorts(native),
    openInput: (name, hears, { clock }) => openSequencerInput(name, hears, { clock, ...native }),
    holder: async () => card.holder,
    clients: () => clients,
  })
  const description = {
    ...{ id: 'generic-usb-midi', title: 'MIDI', transport: 'usb-midi' as const },
    ...{ match: [], controls: [], discover: true, roles: {} },
  }
  return {
    ...{ library, card, clients, said, heard, faults, outs, statuses, closing },
    plug(client = 24, port = 0): void {
      names.inputs.push(named(client, port))
      names.outputs.push(named(client, port))
      presence.plug(place, { kind: 'midi', path, sequencer: named(client, port) })
    },
    unplug(): void {
      names.inputs.length = 0
      names.outputs.length = 0
      presence.unplug()
    },
    names,
    open: () =>
      openDriver(
        { id: 'fader-box', place: placeOf(place)!, description },
        ears,
        worldOf({ presence }),
      ),
  }
}

const cardOut = (client: number, port = 0): MidiOut => ({
  ...{ by: 'sequencer', name: named(client, port), at: 'card' },
})

describe('a USB-MIDI device', () => {
  let time: VirtualTime
  let presence: FakePresence
  beforeEach(() => {
    time = virtualTime()
    presence = fakePresence()
  })
  afterEach(() => time[Symbol.dispose]())

  it('is heard and played through the sequencer', async () => {
    const rig = setUp(presence)
    rig.plug()
    await using driver = rig.open()
    await time.pass(0)

    rig.library.say(named(24), 0, [0xb0, 1, 64])

    assert.equal(driver.status().status, 'live')
    assert.deepEqual(rig.heard, [{ type: 'control-change', channel: 0, controller: 1, value: 64 }])
    assert.deepEqual(rig.outs, [cardOut(24)])
  })

  it('lets go of everything when it is unplugged, first of all of what it holds', async () => {
    const rig = setUp(presence)
    const letGo = Promise.withResolvers<void>()
    rig.closing.wait = letGo.promise
    rig.plug()
    await using driver = rig.open()
    await time.pass(0)

    rig.unplug()
    await time.pass(100)
    assert.deepEqual([rig.said.at(-1), rig.library.held()], ['let go', 1])
    letGo.resolve()
    await time.pass(0)

    assert.equal(rig.library.held(), 0)
    assert.equal(driver.status().status, 'absent')
  })

  it('plays again within 2 s under the name that it has then', async () => {
    const rig = setUp(presence)
    rig.plug(24)
    await using driver = rig.open()
    await time.pass(0)
    for (const client of [28, 24, 20]) {
      rig.unplug()
      await time.pass(400)
      rig.plug(client)
      await time.passUntil(() => driver.status().status === 'live', 2000)

      rig.library.say(named(client), 0, [0x90, client, 1])

      assert.equal(rig.library.held(), 1)
    }

    assert.equal(rig.heard.length, 3)
    assert.deepEqual(
      rig.outs,
      [24, 28, 24, 20].map((client) => cardOut(client)),
    )
  })

  it('waits for the name that ALSA gives it a second after the plugging in', async () => {
    const rig = setUp(presence)
    await using driver = rig.open()
    presence.plug(faderBox, { kind: 'midi', path })
    await time.pass(1000)
    assert.notEqual(driver.status().status, 'live')

    presence.unplug()
    rig.plug()
    await time.passUntil(() => driver.status().status === 'live', 2000)

    assert.equal(rig.outs.length, 1)
  })

  it('is played beside others that play it through the sequencer too', async () => {
    const rig = setUp(presence)
    rig.card.holder = 'amidi (process 812)'
    rig.clients.push({ number: 24, name: 'Fader Box', writers: new Map([[0, ['130:0']]]), lost: 0 })
    rig.plug()
    await using _driver = rig.open()
    await time.pass(0)

    assert.deepEqual(rig.outs, [cardOut(24)])
  })

  it('is played at its second socket, whoever holds the first', async () => {
    const rig = setUp(presence)
    rig.card.holder = 'amidi (process 812)'
    rig.plug(24, 1)
    await using _driver = rig.open()
    await time.pass(0)

    assert.deepEqual(rig.outs, [cardOut(24, 1)])
  })

  it('is heard while another program holds its output, says who, and is played when it lets go', async () => {
    const rig = setUp(presence)
    rig.card.holder = 'amidi (process 812)'
    rig.plug()
    await using driver = rig.open()
    await time.pass(0)
    rig.library.say(named(24), 0, [0x90, 60, 1])
    assert.equal(rig.heard.length, 1)
    assert.match(driver.status().hint ?? '', /amidi \(process 812\)/)

    rig.card.holder = undefined
    await time.passUntil(() => rig.outs.length === 2, 6000)

    assert.deepEqual(rig.outs, [undefined, cardOut(24)])
    assert.deepEqual(rig.said.slice(-3), ['live', 'let go', 'opened'])
    assert.deepEqual(driver.status(), { status: 'live' })
  })

  it('releases what it holds when messages were lost, and says so', async () => {
    const rig = setUp(presence)
    rig.plug()
    rig.clients.push({ number: 24, name: 'Fader Box', writers: new Map(), lost: 0 })
    await using _driver = rig.open()
    rig.library.made = () => {
      rig.clients.push({ number: 129, name: 'RtMidi Input Client', writers: new Map(), lost: 0 })
    }
    await time.pass(0)

    rig.clients[1] = { ...rig.clients[1]!, lost: 262 }
    await time.pass(3000)

    assert.deepEqual(rig.faults, ['at least 262 MIDI messages are lost: they came too fast'])
    assert.deepEqual(rig.said, ['opened', 'live', 'let go', 'opened'])
  })

  it('is suspect when it sent active sensing and stops', async () => {
    const rig = setUp(presence)
    rig.plug()
    await using driver = rig.open()
    await time.pass(5000)
    assert.equal(driver.status().status, 'live')

    rig.library.say(named(24), 0, [0xfe])
    await time.pass(600)

    assert.equal(driver.status().status, 'suspect')
  })

  it('closes once when the writer reports a loss, and opens again', async () => {
    const rig = setUp(presence)
    rig.plug()
    await using driver = rig.open()
    await time.pass(0)

    driver.reportLoss('writing failed (ENODEV)')
    driver.reportLoss('and again')
    await time.passUntil(() => rig.outs.length === 2, 2000)

    assert.equal(rig.said.filter((word) => word === 'let go').length, 1)
    assert.equal(rig.library.held(), 1)
  })

  it('is closed with its driver', async () => {
    const rig = setUp(presence)
    rig.plug()
    const driver = rig.open()
    await time.pass(0)

    await driver[Symbol.asyncDispose]()

    assert.equal(rig.said.at(-1), 'let go')
    assert.equal(rig.library.held(), 0)
  })
})

describe('a MIDI program', () => {
  let time: VirtualTime
  beforeEach(() => {
    time = virtualTime()
  })
  afterEach(() => time[Symbol.dispose]())

  it('is heard where it only speaks', async () => {
    const presence = fakePresence()
    const rig = setUp(presence, 'alsa:Looper')
    rig.names.inputs.push('Looper:out 130:0')
    presence.plug('alsa:Looper', { sequencer: 'Looper:out 130:0' })
    await using driver = rig.open()
    await time.pass(0)

    rig.library.say('Looper:out 130:0', 0, [0xfa])

    assert.deepEqual(rig.heard, [{ type: 'start' }])
    assert.deepEqual(rig.outs, [undefined])
    assert.deepEqual(driver.status(), { status: 'live' })
  })

  it('is played where it only listens', async () => {
    const presence = fakePresence()
    const rig = setUp(presence, 'alsa:FLUID Synth')
    rig.names.outputs.push('FLUID Synth (812):Synth input port (812:0) 128:0')
    presence.plug('alsa:FLUID Synth', { sequencer: rig.names.outputs[0]! })
    await using _driver = rig.open()
    await time.pass(0)

    assert.deepEqual(rig.outs, [{ by: 'sequencer', name: rig.names.outputs[0]!, at: 'program' }])
    assert.equal(rig.library.held(), 0)
  })
})

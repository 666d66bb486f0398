import assert from 'node:assert/strict'
import { closeSync, constants, existsSync, openSync } from 'node:fs'
import type { Presence } from '#firmware-bridge/presence.ts'
import { until } from '#test/support/rigsong.ts'
import { faderBox, lookAround, patienceMs, sees, uno } from './rig/house.ts'
import { plugMidi, plugSerial } from './rig/usb.ts'

const faders = 'usb:1d6b:0104'
const board = 'usb:2341:0043'

describe('what is plugged in', function () {
  this.timeout(2 * patienceMs)

  let presence: Presence
  before(async () => {
    presence = await lookAround()
  })
  after(() => presence[Symbol.asyncDispose]())

  it('is a MIDI device with its vendor, product and serial number', async () => {
    await using _box = await plugMidi({ ...faderBox, serial: 'A1' })

    const { port } = await sees(presence, faders, 'here', 'midi')

    assert.equal(port.name, `${faders}/serial=A1`)
    assert.equal(port.title, 'Fader Box')
    assert.match(port.path!, /^\/dev\/snd\/midiC\dD0$/)
    assert.deepEqual(port.usb, {
      ...{ vendor: '1d6b', product: '0104', serial: 'A1', path: '1-1' },
      ...{ productName: 'Fader Box', manufacturer: 'Rig' },
    })
  })

  it('is a board with its vendor, product and serial number', async () => {
    await using _uno = await plugSerial({ ...uno, serial: 'S1', socket: 1 })

    const { port } = await sees(presence, board, 'here', 'serial')

    assert.equal(port.name, `${board}/serial=S1`)
    assert.match(port.path!, /^\/dev\/ttyACM\d$/)
    assert.equal(port.usb?.path, '2-1')
  })

  it('is nothing any more once it is pulled', async () => {
    await using box = await plugMidi(faderBox)
    await using arduino = await plugSerial({ ...uno, socket: 1 })
    await sees(presence, faders, 'here', 'midi')
    await sees(presence, board, 'here', 'serial')

    box.unplug()
    arduino.unplug()

    await sees(presence, faders, 'absent', 'midi')
    await sees(presence, board, 'absent', 'serial')
    assert.deepEqual(
      presence.ports().filter(({ usb }) => usb !== undefined),
      [],
    )
  })

  it('never has another name on its way out', async () => {
    const names = new Set<string>()
    await using box = await plugMidi({ ...faderBox, serial: 'A1' })
    await sees(presence, faders, 'here', 'midi')
    using _watching = presence.watch(() => {
      for (const { name, title } of presence.ports()) if (title === 'Fader Box') names.add(name)
    })

    for (let i = 0; i < 5; i++) {
      box.unplug()
      await sees(presence, faders, 'absent', 'midi')
      await box.plug()
      await sees(presence, faders, 'here', 'midi')
    }

    assert.deepEqual([...names], [`${faders}/serial=A1`])
  })

  it('is the same board after it came back as another file', async () => {
    await using arduino = await plugSerial({ ...uno, serial: 'S1' })
    const before = await sees(presence, board, 'here', 'serial')
    // Whoever has not let go yet keeps the old name taken.
    const held = openSync(
      before.port.path!,
      constants.O_RDONLY | constants.O_NOCTTY | constants.O_NONBLOCK,
    )
    arduino.unplug()
    await sees(presence, board, 'absent', 'serial')

    await arduino.plug()

    const after = await sees(presence, board, 'here', 'serial')
    closeSync(held)
    assert.equal(after.port.name, before.port.name)
    assert.notEqual(after.port.path, before.port.path)
    assert.notEqual(after.plug, before.plug)
  })

  it('is the same MIDI device after it came back as another card, in another socket', async () => {
    await using box = await plugMidi({ ...faderBox, serial: 'A1' })
    const before = await sees(presence, `${faders}/serial=A1`, 'here', 'midi')
    box.unplug()
    await sees(presence, `${faders}/serial=A1`, 'absent', 'midi')
    await using _other = await plugMidi({ ...faderBox, serial: 'B2', socket: 1 })
    await sees(presence, `${faders}/serial=B2`, 'here', 'midi')

    await box.plug(2)

    const after = await sees(presence, `${faders}/serial=A1`, 'here', 'midi')
    assert.equal(after.port.name, before.port.name)
    assert.notEqual(after.port.sequencer, before.port.sequencer)
    assert.notEqual(after.port.path, before.port.path)
  })

  it('tells twins apart by their serial numbers', async () => {
    await using _a = await plugMidi({ ...faderBox, serial: 'A1' })
    await using b = await plugMidi({ ...faderBox, serial: 'B2', socket: 1 })
    await sees(presence, `${faders}/serial=A1`, 'here', 'midi')
    await sees(presence, `${faders}/serial=B2`, 'here', 'midi')

    const both = await sees(presence, faders, 'ambiguous', 'midi')
    b.unplug()
    await sees(presence, `${faders}/serial=B2`, 'absent', 'midi')

    assert.deepEqual(both.ports.map(({ name }) => name).sort(), [
      `${faders}/serial=A1`,
      `${faders}/serial=B2`,
    ])
    assert.equal((await sees(presence, faders, 'here', 'midi')).port.usb?.serial, 'A1')
  })

  it('tells twins without a serial number apart by their sockets, and guesses nothing', async () => {
    await using _a = await plugSerial(uno)
    await using _b = await plugSerial({ ...uno, socket: 2 })

    const { ports } = await sees(presence, board, 'ambiguous', 'serial')

    const names = ports.map(({ name }) => name).sort()
    assert.deepEqual(names, [`${board}/path=1-1`, `${board}/path=3-1`])
    for (const name of names) {
      const { port } = await sees(presence, name, 'here', 'serial')
      assert.equal(port.name, name)
    }
  })

  it('tells clones apart that share one serial number', async () => {
    await using _a = await plugMidi({ ...faderBox, serial: '0001' })
    await using _b = await plugMidi({ ...faderBox, serial: '0001', socket: 1 })

    const { ports } = await sees(presence, `${faders}/serial=0001`, 'ambiguous', 'midi')

    assert.deepEqual(ports.map(({ name }) => name).sort(), [
      `${faders}/path=1-1`,
      `${faders}/path=2-1`,
    ])
  })

  it('is there in the end, however fast it is pulled and put back', async () => {
    await using arduino = await plugSerial({ ...uno, serial: 'S1' })
    for (let i = 0; i < 20; i++) {
      arduino.unplug()
      await arduino.plug()
    }

    const { port } = await sees(presence, board, 'here', 'serial')

    assert.equal(port.name, `${board}/serial=S1`)
    await until(() => existsSync(port.path!), 'its file', patienceMs)
  })
})

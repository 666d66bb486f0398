import assert from 'node:assert/strict'
import { openUsbMidi } from '#firmware-bridge/drivers/usb-midi.ts'
import { openSequencerInput, sequencerPorts } from '#firmware-bridge/transports/alsa.ts'
import { systemClock } from '#runtime/clock.ts'
import { until } from '#test/support/rigsong.ts'
import { openAnotherProgram } from './rig/another-program.ts'
import { faderBox, patienceMs, sees } from './rig/house.ts'
import { heldPorts, longSysex, openMidiBench } from './rig/midi-bench.ts'
import { plugMidi, type UsbDevice } from './rig/usb.ts'

const name = 'usb:1d6b:0104/serial=A1'

describe('a USB-MIDI device', function () {
  this.timeout(2 * patienceMs)

  let midi: Awaited<ReturnType<typeof openMidiBench>>
  let box: UsbDevice
  let others = 0
  before(async () => {
    midi = await openMidiBench()
    // What earlier tests left to the garbage collector.
    others = heldPorts().length
  })
  after(() => midi[Symbol.asyncDispose]())
  beforeEach(async () => {
    box = await plugMidi({ ...faderBox, serial: 'A1' })
    await midi.open(openUsbMidi, name)
  })
  afterEach(async () => {
    await midi.close()
    await box[Symbol.asyncDispose]()
    await sees(midi.presence, name, 'absent', 'midi')
    assert.ok(heldPorts().length <= others)
  })

  const boxHears = (count: number): Promise<void> =>
    until(() => box.line().heard().length >= count, `${count} bytes at the device`, patienceMs)
  const boxPath = async (): Promise<string> =>
    (await sees(midi.presence, name, 'here', 'midi')).port.path!

  it('is heard and played at the same time', async () => {
    for (let pitch = 0; pitch < 50; pitch++) {
      midi.send(0x90, pitch, 1)
      await box.line().write([0xb0, 7, pitch])
    }
    await Promise.all([midi.hears(50), boxHears(150)])

    assert.deepEqual(
      midi.notes,
      Array.from({ length: 50 }, (_, value) => ({
        ...{ type: 'control-change', channel: 0, controller: 7, value },
      })),
    )
    assert.deepEqual(
      [...box.line().heard()],
      Array.from({ length: 50 }, (_, pitch) => [0x90, pitch, 1]).flat(),
    )
    assert.deepEqual(midi.lives, ['opened sequencer'])
  })

  it('is played what was sent and nothing else, in twenty thousand messages', async () => {
    // No byte is 0, so that one which was left out is told from one which was sent.
    const messages = Array.from({ length: 20_000 }, (_, i) => [
      ...[0xa1 + (i % 14), 1 + (i % 126), 1 + (Math.floor(i / 126) % 126)],
    ])
    for (const [i, message] of messages.entries()) {
      midi.send(...message)
      if (i % 50 === 49) await boxHears((i - 150) * 3)
    }
    await boxHears(messages.length * 3)

    assert.ok(box.line().heard().equals(Buffer.from(messages.flat())))
  })

  it('takes and gives a SysEx of 4 KB whole, and what is around it in order', async () => {
    midi.send(0x90, 1, 1)
    midi.send(...longSysex)
    midi.send(0x80, 1, 1)
    await box.line().write([0x90, 1, 1, ...longSysex, 0x80, 1, 1])
    await Promise.all([midi.hears(3), boxHears(longSysex.length + 6)])

    assert.deepEqual(
      midi.notes.map(({ type }) => type),
      ['note-on', 'sysex', 'note-off'],
    )
    assert.deepEqual(midi.notes[1], { type: 'sysex', bytes: longSysex })
    assert.deepEqual([...box.line().heard()], [0x90, 1, 1, ...longSysex, 0x80, 1, 1])
  })

  it('lets go of everything when it is pulled out in the middle of playing, and comes back', async () => {
    for (const socket of [0, 2, 0]) {
      const before = midi.lives.length
      for (let i = 0; i < 200; i++) midi.send(0x90, i % 128, 1)
      box.unplug()
      for (let i = 0; i < 200; i++) midi.send(0x80, i % 128, 1)
      await Promise.all([midi.becomes('absent'), sees(midi.presence, name, 'absent', 'midi')])
      assert.deepEqual(midi.lives.slice(before), ['closing'])
      assert.ok(heldPorts().length <= others)

      await box.plug(socket)
      await midi.becomes('live')
      midi.notes.length = 0
      midi.send(0x90, 60, 1)
      await box.line().write([0x90, 61, 1])
      await Promise.all([midi.hears(1), boxHears(3)])
    }
  })

  it('is heard while another program holds its output, says who, and is played afterwards', async () => {
    await midi.close()
    const other = await openAnotherProgram()
    await other.hold(await boxPath())

    await midi.open(openUsbMidi, name)

    assert.match(midi.hint() ?? '', new RegExp(`node \\(process ${other.pid}\\)`))
    await box.line().write([0x90, 61, 1])
    await midi.hears(1)
    await other[Symbol.asyncDispose]()
    await until(() => midi.lives.includes('opened sequencer'), 'its output is ours', patienceMs)
    midi.send(0x90, 60, 1)
    await boxHears(3)
  })

  it('is played beside another program that plays it through the sequencer', async () => {
    await midi.close()
    await using other = await openAnotherProgram()
    await other.connect(sequencerPorts().outputs.find((port) => port.startsWith('Fader Box'))!)

    await midi.open(openUsbMidi, name)
    await other.play([0x90, 1, 1])
    await boxHears(3)
    midi.send(0x90, 2, 2)
    await boxHears(6)

    assert.deepEqual(midi.lives, ['opened sequencer'])
    assert.deepEqual([...box.line().heard()], [0x90, 1, 1, 0x90, 2, 2])
  })

  it('refuses its output to others while we play it, and they do not disturb', async () => {
    await using other = await openAnotherProgram()
    midi.send(0x90, 60, 1)
    await boxHears(3)

    await assert.rejects(other.hold(await boxPath()), /EBUSY/)

    midi.send(0x80, 60, 1)
    await boxHears(6)
  })

  it('has the time of the kernel, not that of a busy event loop', async () => {
    const atMs: number[] = []
    const heardMs: number[] = []
    const port = sequencerPorts().inputs.find((one) => one.startsWith('Fader Box'))!
    await using _line = openSequencerInput(
      port,
      {
        hear(_message, _bytes, at) {
          atMs.push(at)
          heardMs.push(systemClock.now())
        },
      },
      { clock: systemClock },
    )
    for (let i = 0; i < 60; i++) {
      await box.line().write([0xb0, 7, i])
      const busyUntilMs = performance.now() + (i % 6 === 5 ? 100 : 0)
      while (performance.now() < busyUntilMs);
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    await until(() => atMs.length >= 60, 'all of them', patienceMs)

    const lateMs = atMs.map((ms, i) => heardMs[i]! - ms)
    assert.ok(lateMs.every((ms) => ms >= 0))
    assert.ok(
      Math.max(...lateMs) > 50,
      `never more than ${Math.max(...lateMs)} ms before it was heard`,
    )
  })
})

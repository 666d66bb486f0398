import assert from 'node:assert/strict'
import { openOwnPort } from '#firmware-bridge/drivers/own-port.ts'
import { openSequencerInput, sequencerPorts } from '#firmware-bridge/transports/alsa.ts'
import { openClock } from '#hub/clock/clock.ts'
import { systemClock } from '#runtime/clock.ts'
import { silentLog } from '#test/support/database.ts'
import { until } from '#test/support/rigsong.ts'
import { openAnotherProgram } from './rig/another-program.ts'
import { patienceMs } from './rig/house.ts'
import { heldPorts, longSysex, midiThrough, openMidiBench, portCalled } from './rig/midi-bench.ts'

describe('the ALSA sequencer', function () {
  this.timeout(2 * patienceMs)

  let midi: Awaited<ReturnType<typeof openMidiBench>>
  before(async () => {
    midi = await openMidiBench()
  })
  after(() => midi[Symbol.asyncDispose]())

  describe('with our own port', () => {
    beforeEach(() => midi.open(openOwnPort, 'alsa:Rigsong'))
    afterEach(() => midi.close())

    it('is played by other programs, and they hear what we play', async () => {
      await using other = await openAnotherProgram()
      await until(() => portCalled('RtMidi Output Client', 'Rigsong') !== undefined, 'its output')
      await other.hear(portCalled('RtMidi Output Client', 'Rigsong')!)
      await other.connect(portCalled('RtMidi Input Client', 'Rigsong')!)

      await other.play([0x90, 60, 1, ...longSysex, 0x80, 60, 1])
      midi.send(0x91, 1, 1)
      midi.send(...longSysex)
      midi.send(0x81, 1, 1)
      await midi.hears(3)
      await until(() => other.heard().length >= longSysex.length + 6, 'it heard', patienceMs)

      assert.deepEqual(
        midi.notes.map(({ type }) => type),
        ['note-on', 'sysex', 'note-off'],
      )
      assert.deepEqual(midi.notes[1], { type: 'sysex', bytes: longSysex })
      assert.deepEqual(other.heard(), [0x91, 1, 1, ...longSysex, 0x81, 1, 1])
    })

    it('is none of the ports that we could open as a device', () => {
      const all = Object.values(sequencerPorts()).flat()

      assert.deepEqual(
        all.filter((port) => port.includes('Rigsong')),
        [],
      )
      assert.ok(!midi.presence.ports().some(({ name: word }) => word.includes('Rigsong')))
    })
  })

  it('costs no client of the sequencer to be looked at, opened and closed', async () => {
    const before = heldPorts().length
    for (let i = 0; i < 100; i++) sequencerPorts()
    for (let i = 0; i < 70; i++) {
      const line = openSequencerInput(midiThrough, { hear() {} }, { clock: systemClock })
      await line[Symbol.asyncDispose]()
      await midi.clock.detach(
        midi.clock.attach({ by: 'sequencer', name: midiThrough, at: 'program' })!,
      )
    }

    assert.ok(heldPorts().length <= before)
  })

  it('lets two threads write at once', async () => {
    await using second = await openClock({
      ...{ log: silentLog, realTime: false },
      writeFailed: (_output, why) => assert.fail(why),
    })
    const heard: number[] = []
    await using _line = openSequencerInput(
      midiThrough,
      { hear: (_message, bytes) => heard.push(bytes[0]!) },
      { clock: systemClock },
    )
    const outputs = [midi.clock, second].map(
      (one) => one.attach({ by: 'sequencer', name: midiThrough, at: 'program' })!,
    )

    for (let i = 0; i < 100; i++) {
      midi.clock.send(1 << outputs[0]!, Uint8Array.of(0x90, 1, 1))
      second.send(1 << outputs[1]!, Uint8Array.of(0x91, 1, 1))
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
    await until(() => heard.length >= 200, 'both', patienceMs)

    assert.equal(heard.filter((status) => status === 0x91).length, 100)
    await midi.clock.detach(outputs[0]!)
  })
})

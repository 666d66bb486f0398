import assert from 'node:assert/strict'
import type { MidiMessage } from '#core/midi/message.ts'
import type { SequencerPlace } from '#firmware-bridge/driver.ts'
import {
  openSequencerInput,
  sequencerOutput,
  sequencerPorts,
} from '#firmware-bridge/transports/alsa.ts'
import { midiLibrary } from '#test/support/midi-library.ts'

const faderBox = 'Fader Box:Fader Box MIDI 1 24:0'
const synth = 'FLUID Synth (812):Synth input port (812:0) 128:0'

/** A clock that is turned by hand. */
const handClock = () => {
  const clock = { nowMs: 1000, now: () => clock.nowMs, date: () => '2026-01-01T00:00:00.000Z' }
  return clock
}

function listening(library: ReturnType<typeof midiLibrary>) {
  const clock = handClock()
  const heard: { message: MidiMessage; bytes: number[]; atMs: number }[] = []
  const faults: string[] = []
  const line = openSequencerInput(
    faderBox,
    {
      hear: (message, bytes, atMs) => heard.push({ message, bytes: [...bytes], atMs }),
      fault: (what) => faults.push(what),
    },
    { clock, load: () => library.library, present: () => true },
  )
  return { clock, heard, faults, line }
}

describe('the ports of the sequencer', () => {
  const listed = (inputs: string[], outputs: string[] = []) =>
    sequencerPorts({ load: () => midiLibrary({ inputs, outputs }).library, present: () => true })

  it('are told by both directions', () => {
    assert.deepEqual(listed([faderBox], [faderBox, synth]), {
      inputs: [faderBox],
      outputs: [faderBox, synth],
    })
  })

  it('are without our own, and without what a program opened to reach another', () => {
    const own = [
      'RtMidi Input Client:Rigsong 130:0',
      'RtMidi Output Client:Rigsong 131:0',
      'RtMidi Input Client:RtMidi Input 132:0',
      'RtMidi Output Client:RtMidi Output 133:0',
    ]
    const script = 'RtMidi Output Client:My Sequence 134:0'

    assert.deepEqual(listed([...own, script], own), { inputs: [script], outputs: [] })
  })

  it('are none where there is no sequencer, and nothing is loaded', () => {
    const load = (): never => assert.fail('it was loaded')

    assert.deepEqual(sequencerPorts({ load, present: () => false }), { inputs: [], outputs: [] })
  })

  it('are none where the library does not load, so that other ports are still looked for', () => {
    const load = (): never => {
      throw new Error('libasound.so.2: cannot open shared object file')
    }

    assert.deepEqual(sequencerPorts({ load, present: () => true }), { inputs: [], outputs: [] })
  })
})

describe('an input of the sequencer', () => {
  it('is heard message by message, at the kernel’s time', () => {
    const library = midiLibrary({ inputs: [faderBox] })
    const { clock, heard } = listening(library)

    library.say(faderBox, 0, [0x90, 60, 100])
    clock.nowMs += 35
    library.say(faderBox, 20, [0x80, 60, 64])

    assert.deepEqual(heard, [
      {
        message: { type: 'note-on', channel: 0, pitch: 60, velocity: 100 },
        bytes: [0x90, 60, 100],
        atMs: 1000,
      },
      {
        message: { type: 'note-off', channel: 0, pitch: 60, velocity: 64 },
        bytes: [0x80, 60, 64],
        atMs: 1020,
      },
    ])
  })

  it('is heard whole where a clock byte cuts a SysEx in two', () => {
    const library = midiLibrary({ inputs: [faderBox] })
    const { heard, faults } = listening(library)

    library.say(faderBox, 0, [0xf0, 1, 2, 0xf8])
    library.say(faderBox, 1, [3, 4, 0xf7])

    assert.deepEqual(
      heard.map(({ bytes }) => bytes),
      [[0xf8], [0xf0, 1, 2, 3, 4, 0xf7]],
    )
    assert.deepEqual(faults, [])
  })

  it('says what was no MIDI', () => {
    const library = midiLibrary({ inputs: [faderBox] })
    const { faults } = listening(library)

    library.say(faderBox, 0, [0xf0, 1, 2, 0x90, 60, 100])

    assert.deepEqual(faults, ['sysex-cut'])
  })

  it('is destroyed when it is closed, and heard no more', async () => {
    const library = midiLibrary({ inputs: [faderBox] })
    const { heard, line } = listening(library)
    assert.equal(library.held(), 1)

    await line[Symbol.asyncDispose]()

    library.say(faderBox, 0, [0x90, 60, 100])
    assert.deepEqual(heard, [])
    assert.equal(library.held(), 0)
  })

  it('is refused as missing or busy, and leaves no handle', () => {
    const library = midiLibrary({ inputs: [synth], taken: [synth] })
    const opened = (name: string) => () =>
      openSequencerInput(
        name,
        { hear() {} },
        { clock: handClock(), load: () => library.library, present: () => true },
      )

    assert.throws(opened(faderBox), { code: 'port-missing' })
    assert.throws(opened(synth), { code: 'port-busy' })
    assert.equal(library.held(), 0)
  })
})

describe('an output of the sequencer', () => {
  let nowMs = 0
  const opened = (
    library: ReturnType<typeof midiLibrary>,
    name: string,
    at: SequencerPlace = 'program',
  ) =>
    sequencerOutput(
      { name, at },
      { load: () => library.library, present: () => true, now: () => nowMs },
    )

  it('sends whole messages, a long SysEx in pieces', () => {
    const library = midiLibrary({ outputs: [synth] })
    using output = opened(library, synth)
    const bytes = Uint8Array.of(0x90, 60, 100, 0xf0, ...new Array(2000).fill(7), 0xf7)

    for (let at = 0; at < bytes.length; at += 2)
      output.write(bytes, at, Math.min(2, bytes.length - at))

    assert.deepEqual(
      library.sent.map(({ length }) => length),
      [3, 1024, 978],
    )
    assert.deepEqual(library.sent.flat(), [...bytes])
  })

  it('gives a card no more than its buffer holds, because the kernel drops the rest unheard', () => {
    const library = midiLibrary({ outputs: [faderBox] })
    using output = opened(library, faderBox, 'card')
    const bytes = Uint8Array.from({ length: 3000 }, (_, i) => [0x90, i % 128, 1][i % 3]!)

    const first = output.write(bytes, 0, 3000)
    const atOnce = output.write(bytes, first, 3000 - first)
    nowMs += 400
    const later = output.write(bytes, first, 3000 - first)

    assert.deepEqual([first, atOnce, later], [2048, 0, 952])
    assert.deepEqual(library.sent.flat(), [...bytes])
  })

  it('makes a port of its own that others listen to', () => {
    const library = midiLibrary({})
    {
      using output = opened(library, 'Rigsong', 'own')
      output.write(Uint8Array.of(0xf8), 0, 1)
    }

    assert.deepEqual(library.sent, [[0xf8]])
    assert.equal(library.held(), 0)
  })

  it('is refused as missing or busy, and leaves no handle', () => {
    const library = midiLibrary({ outputs: [faderBox], taken: [faderBox] })

    assert.throws(() => opened(library, synth), { code: 'port-missing' })
    assert.throws(() => opened(library, faderBox), { code: 'port-busy' })
    assert.equal(library.held(), 0)
  })
})

import assert from 'node:assert/strict'
import fc from 'fast-check'
import { encodeMidi } from '#core/midi/codec.ts'
import type { MidiMessage } from '#core/midi/message.ts'
import { type MidiFault, midiStreamParser } from '#core/midi/stream-parser.ts'
import { channelMessage, midiMessage, realTimeMessage } from '#test/support/arbitraries.ts'

type Told = { messages: MidiMessage[]; bytes: number[][]; faults: MidiFault[] }

function hear(chunks: readonly (readonly number[] | Uint8Array)[], maxSysexBytes?: number): Told {
  const told: Told = { messages: [], bytes: [], faults: [] }
  const parser = midiStreamParser({
    onMessage: (message, bytes) => {
      told.messages.push(message)
      told.bytes.push([...bytes])
    },
    onFault: (fault) => told.faults.push(fault),
    ...(maxSysexBytes !== undefined && { maxSysexBytes }),
  })
  for (const chunk of chunks) parser.push(Uint8Array.from(chunk))
  return told
}

/** As a thrifty keyboard sends it: a status byte only where it changes. */
function withRunningStatus(messages: readonly MidiMessage[]): number[] {
  let running = 0
  return messages.flatMap((message) => {
    const bytes = [...encodeMidi(message)]
    const status = bytes[0]!
    if (status === running) return bytes.slice(1)
    if (status < 0xf8) running = status < 0xf0 ? status : 0
    return bytes
  })
}

const isRealTime = ({ type }: MidiMessage): boolean =>
  ['clock', 'start', 'continue', 'stop', 'active-sensing', 'reset'].includes(type)

const note = (pitch: number): MidiMessage => ({
  type: 'note-on',
  channel: 0,
  pitch,
  velocity: 100,
})

describe('MIDI stream parser', () => {
  it('hears the same messages wherever the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(midiMessage(), { maxLength: 6 }), fc.boolean(), (messages, thrifty) => {
        const stream = thrifty
          ? withRunningStatus(messages)
          : messages.flatMap((m) => [...encodeMidi(m)])

        for (let cut = 0; cut <= stream.length; cut++) {
          const told = hear([stream.slice(0, cut), stream.slice(cut)])
          assert.deepEqual(told.messages, messages)
          assert.deepEqual(told.faults, [])
        }
        assert.deepEqual(hear(stream.map((byte) => [byte])).messages, messages)
      }),
    )
  })

  it('hands over the bytes in full form', () => {
    fc.assert(
      fc.property(fc.array(midiMessage(), { maxLength: 8 }), (messages) => {
        const told = hear([withRunningStatus(messages)])

        assert.deepEqual(
          told.bytes,
          messages.map((m) => [...encodeMidi(m)]),
        )
      }),
    )
  })

  it('lets real-time bytes fall anywhere, and delivers them in their order', () => {
    const others = midiMessage().filter((m) => !isRealTime(m))
    const drops = fc.array(fc.tuple(fc.nat(), realTimeMessage()), { maxLength: 8 })
    fc.assert(
      fc.property(fc.array(others, { maxLength: 6 }), drops, (messages, rain) => {
        const stream = withRunningStatus(messages)
        const fallen: MidiMessage[] = []
        const places = rain.map(([at, drop]) => ({ at: at % (stream.length + 1), drop }))
        places.sort((a, b) => b.at - a.at)
        for (const { at, drop } of places) {
          stream.splice(at, 0, ...encodeMidi(drop))
          fallen.unshift(drop)
        }

        const told = hear([stream])

        assert.deepEqual(
          told.messages.filter((m) => !isRealTime(m)),
          messages,
        )
        assert.deepEqual(told.messages.filter(isRealTime), fallen)
        assert.deepEqual(told.faults, [])
      }),
    )
  })

  it('delivers a clock inside a SysEx first, and the SysEx whole', () => {
    const told = hear([[0xf0, 1, 0xf8, 2, 0xf7]])

    assert.deepEqual(told.messages, [
      { type: 'clock' },
      { type: 'sysex', bytes: [0xf0, 1, 2, 0xf7] },
    ])
  })

  it('makes nothing new for a real-time byte', () => {
    const { messages } = hear([[0xf8, 0xf8]])

    assert.equal(messages[0], messages[1])
  })

  it('reads what ALSA reads: running status across a clock byte', () => {
    const told = hear([[0x90, 60, 0, 61, 64, 0xf8, 62, 65]])

    assert.deepEqual(told.bytes, [[0x90, 60, 0], [0x90, 61, 64], [0xf8], [0x90, 62, 65]])
  })

  it('forgets the running status at a system common message', () => {
    const told = hear([[0x90, 60, 100, 0xf6, 61, 100, 0x90, 62, 100]])

    assert.deepEqual(told.messages, [note(60), { type: 'tune-request' }, note(62)])
    assert.deepEqual(told.faults, [
      { type: 'orphan-data', byte: 61 },
      { type: 'orphan-data', byte: 100 },
    ])
  })

  it('drops and counts the undefined status bytes', () => {
    const told = hear([[0xf4, 0xf5, 0xf9, 0xfd, 0xf7]])

    assert.deepEqual(told.messages, [])
    assert.deepEqual(
      told.faults,
      [0xf4, 0xf5, 0xf9, 0xfd, 0xf7].map((byte) => ({ type: 'undefined-status', byte })),
    )
  })

  it('abandons a SysEx at any other status, says so, and hears what cut it', () => {
    const told = hear([[0xf0, 1, 2, 0x90, 60, 100, 0xf0, 3, 0xf0, 4, 0xf7]])

    assert.deepEqual(told.messages, [note(60), { type: 'sysex', bytes: [0xf0, 4, 0xf7] }])
    assert.deepEqual(told.faults, [
      { type: 'sysex-cut', bytes: 3 },
      { type: 'sysex-cut', bytes: 2 },
    ])
  })

  it('says where a message was cut short', () => {
    const told = hear([[0x90, 60, 0xb0, 7, 100, 0xc0, 0xf2, 1, 0x90, 60, 100]])

    assert.deepEqual(told.messages.length, 2)
    assert.deepEqual(
      told.faults,
      [0x90, 0xc0, 0xf2].map((byte) => ({ type: 'cut-short', byte })),
    )
  })

  it('drops a SysEx over the limit and hears what follows', () => {
    const long = [0xf0, ...Array.from({ length: 40 }, () => 5), 0xf8, 0xf7, 0x90, 60, 100]

    const told = hear([long], 16)

    assert.deepEqual(told.messages, [{ type: 'clock' }, note(60)])
    assert.deepEqual(told.faults, [{ type: 'sysex-too-long', bytes: 16 }])
  })

  it('takes a SysEx that fills the limit exactly', () => {
    assert.equal(hear([[0xf0, 1, 2, 0xf7]], 4).messages.length, 1)
    assert.equal(hear([[0xf0, 1, 2, 0xf7]], 3).messages.length, 0)
  })

  it('stands any bytes at all, and recovers at the next status byte', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 64 }), { maxLength: 6 }),
        channelMessage(),
        (noise, message) => {
          const told = hear([...noise, encodeMidi(message)])

          assert.deepEqual(told.messages.at(-1), message)
        },
      ),
      { numRuns: 500 },
    )
  })

  it('makes the same faults wherever noise is cut', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(80), (noise, cut) => {
        assert.deepEqual(hear([noise.slice(0, cut), noise.slice(cut)]), hear([noise]))
      }),
      { numRuns: 500 },
    )
  })

  it('starts afresh after a replug', () => {
    const messages: MidiMessage[] = []
    const parser = midiStreamParser({ onMessage: (message) => messages.push(message) })

    parser.push(Uint8Array.of(0x90, 60))
    parser.reset()
    parser.push(Uint8Array.of(100, 61, 100))

    assert.deepEqual(messages, [])
  })
})

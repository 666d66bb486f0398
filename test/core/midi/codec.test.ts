import assert from 'node:assert/strict'
import fc from 'fast-check'
import { HubError } from '#core/errors.ts'
import { decodeMidi, describeMidi, encodeMidi, isNoteOff, isNoteOn } from '#core/midi/codec.ts'
import { midiMessage } from '#test/support/arbitraries.ts'

describe('MIDI codec', () => {
  it('gives back every message it encoded', () => {
    fc.assert(fc.property(midiMessage(), (m) => assert.deepEqual(decodeMidi(encodeMidi(m)), m)))
  })

  it('gives back the very bytes of whatever it understood', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 4 }), (bytes) => {
        const message = decodeMidi(bytes)
        if (message) assert.deepEqual(encodeMidi(message), bytes)
      }),
      { numRuns: 2000 },
    )
  })

  it('writes the bytes of the MIDI 1.0 tables', () => {
    const table = [
      [{ type: 'note-off', channel: 15, pitch: 60, velocity: 64 }, [0x8f, 60, 64]],
      [{ type: 'note-on', channel: 0, pitch: 60, velocity: 100 }, [0x90, 60, 100]],
      [{ type: 'poly-pressure', channel: 1, pitch: 2, pressure: 3 }, [0xa1, 2, 3]],
      [{ type: 'control-change', channel: 2, controller: 7, value: 127 }, [0xb2, 7, 127]],
      [{ type: 'program-change', channel: 9, program: 5 }, [0xc9, 5]],
      [{ type: 'channel-pressure', channel: 3, pressure: 1 }, [0xd3, 1]],
      [{ type: 'pitch-bend', channel: 0, bend: 0 }, [0xe0, 0, 0x40]],
      [{ type: 'pitch-bend', channel: 0, bend: -8192 }, [0xe0, 0, 0]],
      [{ type: 'pitch-bend', channel: 0, bend: 8191 }, [0xe0, 0x7f, 0x7f]],
      [{ type: 'quarter-frame', value: 0x35 }, [0xf1, 0x35]],
      [{ type: 'song-position', sixteenths: 129 }, [0xf2, 1, 1]],
      [{ type: 'song-select', song: 4 }, [0xf3, 4]],
      [{ type: 'tune-request' }, [0xf6]],
      [{ type: 'clock' }, [0xf8]],
      [{ type: 'start' }, [0xfa]],
      [{ type: 'continue' }, [0xfb]],
      [{ type: 'stop' }, [0xfc]],
      [{ type: 'active-sensing' }, [0xfe]],
      [{ type: 'reset' }, [0xff]],
      [{ type: 'sysex', bytes: [0xf0, 0x7e, 0xf7] }, [0xf0, 0x7e, 0xf7]],
    ] as const

    for (const [message, bytes] of table) assert.deepEqual([...encodeMidi(message)], bytes)
  })

  it('understands nothing that is not exactly one whole message', () => {
    for (const bytes of [
      [],
      [60, 100],
      [0x90, 60],
      [0x90, 60, 100, 0],
      [0x90, 60, 200],
      [0xf4],
      [0xf7],
      [0xf9],
      [0xf0, 1],
      [0xf0, 0x90, 0xf7],
      [0xf8, 0xf8],
    ])
      assert.equal(decodeMidi(bytes), undefined, String(bytes))
  })

  it('refuses to write what has no place on the wire', () => {
    for (const message of [
      { type: 'note-on', channel: 16, pitch: 60, velocity: 1 },
      { type: 'note-on', channel: 0, pitch: 128, velocity: 1 },
      { type: 'control-change', channel: 0, controller: 1, value: 0.5 },
      { type: 'pitch-bend', channel: 0, bend: 8192 },
      { type: 'sysex', bytes: [0xf0, 0x80, 0xf7] },
    ] as const)
      assert.throws(
        () => encodeMidi(message),
        (error) => error instanceof HubError && error.code === 'midi-malformed',
      )
  })

  it('takes a note-on with velocity 0 for the end of a note', () => {
    const silent = { type: 'note-on', channel: 0, pitch: 60, velocity: 0 } as const

    assert.equal(isNoteOn(silent), false)
    assert.equal(isNoteOff(silent), true)
    assert.equal(isNoteOff({ ...silent, velocity: 1 }), false)
    assert.equal(isNoteOff({ ...silent, type: 'note-off' }), true)
  })

  it('says messages as people do, channels from 1', () => {
    assert.equal(
      describeMidi({ type: 'note-on', channel: 0, pitch: 60, velocity: 100 }),
      'note-on C4 100 ch 1',
    )
    assert.equal(
      describeMidi({ type: 'control-change', channel: 9, controller: 64, value: 0 }),
      'control-change 64 0 ch 10',
    )
    assert.equal(describeMidi({ type: 'sysex', bytes: [0xf0, 1, 0xf7] }), 'sysex 3 bytes')
    assert.equal(describeMidi({ type: 'clock' }), 'clock')
  })
})

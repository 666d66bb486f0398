import assert from 'node:assert/strict'
import fc from 'fast-check'
import { encodeMidi } from '#core/midi/codec.ts'
import type { MidiMessage } from '#core/midi/message.ts'
import { noteLedger } from '#hub/live/note-ledger.ts'
import { channelMessage } from '#test/support/arbitraries.ts'
import { modelReceiver } from '#test/support/model-receiver.ts'

/** Messages on few keys, so that they meet. */
const closeTogether = fc.oneof(
  fc.record(
    {
      type: fc.constantFrom('note-on' as const, 'note-off' as const),
      channel: fc.constantFrom(0, 1),
      pitch: fc.integer({ min: 60, max: 62 }),
      velocity: fc.constantFrom(0, 64),
    },
    { noNullPrototype: true },
  ),
  fc.record(
    {
      type: fc.constant('control-change' as const),
      channel: fc.constantFrom(0, 1),
      controller: fc.constant(64),
      value: fc.constantFrom(0, 127),
    },
    { noNullPrototype: true },
  ),
  channelMessage(),
)

describe('a note ledger', () => {
  it('leaves nothing sounding at the receiver when it releases, after any playing', () => {
    fc.assert(
      fc.property(fc.array(closeTogether), (messages) => {
        const ledger = noteLedger()
        const receiver = modelReceiver()
        for (const message of messages) {
          ledger.note(message)
          receiver.push(encodeMidi(message))
        }

        for (const message of ledger.release()) receiver.push(encodeMidi(message))

        assert.deepEqual(receiver.sounding(), [])
        assert.equal(ledger.sounding(), 0)
        assert.deepEqual(ledger.release(), [])
      }),
      { numRuns: 500 },
    )
  })

  it('releases one channel and leaves the others', () => {
    const ledger = noteLedger()
    const on = (channel: number): MidiMessage => ({
      type: 'note-on',
      channel,
      pitch: 60,
      velocity: 1,
    })
    ledger.note(on(0))
    ledger.note(on(3))

    const released = ledger.release(3)

    assert.deepEqual(released, [{ type: 'note-off', channel: 3, pitch: 60, velocity: 64 }])
    assert.equal(ledger.sounding(), 1)
  })

  it('lifts the pedal before it lifts the keys', () => {
    const ledger = noteLedger()
    ledger.note({ type: 'control-change', channel: 0, controller: 64, value: 100 })
    ledger.note({ type: 'note-on', channel: 0, pitch: 60, velocity: 1 })

    const released = ledger.release()

    assert.deepEqual(
      released.map(({ type }) => type),
      ['control-change', 'note-off'],
    )
  })
})

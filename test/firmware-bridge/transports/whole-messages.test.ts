import assert from 'node:assert/strict'
import fc from 'fast-check'
import { encodeMidi } from '#core/midi/codec.ts'
import type { MidiMessage } from '#core/midi/message.ts'
import { sysexChunkBytes, wholeMessages } from '#firmware-bridge/transports/whole-messages.ts'
import { channelMessage, realTimeMessage, sysexMessage } from '#test/support/arbitraries.ts'

function sentOf(bytes: Iterable<number>): number[][] {
  const sent: number[][] = []
  const push = wholeMessages((message) => sent.push([...message]))
  for (const byte of bytes) push(byte)
  return sent
}

const wire = (messages: readonly MidiMessage[]): number[] =>
  messages.flatMap((message) => [...encodeMidi(message)])

describe('what the sequencer is given', () => {
  it('is one whole message at a time', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(channelMessage(), realTimeMessage(), sysexMessage()), { maxLength: 30 }),
        (messages) => {
          assert.deepEqual(
            sentOf(wire(messages)),
            messages.map((message) => [...encodeMidi(message)]),
          )
        },
      ),
    )
  })

  it('is 1 KB of a SysEx at most, every chunk but the last full', () => {
    for (const length of [sysexChunkBytes - 1, sysexChunkBytes, sysexChunkBytes + 1, 20_000]) {
      const sysex = [0xf0, ...new Array(length - 2).fill(0x55), 0xf7]

      const sent = sentOf(sysex)

      assert.deepEqual(sent.flat(), sysex)
      for (const chunk of sent.slice(0, -1)) assert.equal(chunk.length, sysexChunkBytes)
    }
  })

  it('is a clock byte at once, also in the middle of a message or a SysEx', () => {
    assert.deepEqual(sentOf([0x90, 60, 0xf8, 100]), [[0xf8], [0x90, 60, 100]])
    assert.deepEqual(sentOf([0xf0, 1, 0xf8, 2, 0xf7]), [[0xf8], [0xf0, 1, 2, 0xf7]])
  })

  it('is nothing of what belongs to no message', () => {
    assert.deepEqual(sentOf([1, 2, 0xf7, 0xf4, 3, 0x90, 60, 0xf7, 5, 0xf6]), [[0xf6]])
  })
})

import { messageLength } from '#core/midi/codec.ts'

/**
 * What the sequencer takes of a SysEx at once. A larger one is lost without a word where the receiver
 * has no room for it (its pool has 200 cells of 28 bytes).
 */
export const sysexChunkBytes = 1024

/**
 * Puts single bytes together to what the sequencer takes: whole messages in full form, a SysEx in
 * chunks of at most 1 KB, real-time bytes at once. Bytes that belong to no message are dropped.
 * What is sent is only there until `send` has returned.
 */
export function wholeMessages(send: (bytes: Buffer) => void): (byte: number) => void {
  const gathered = Buffer.alloc(sysexChunkBytes)
  // The short messages are many: their views are made once.
  const views = [0, 1, 2, 3].map((length) => gathered.subarray(0, length))
  const realTime = Buffer.alloc(1)
  let count = 0
  /** How long the message is that has begun: 0 where none has, Infinity for a SysEx. */
  let length = 0

  function begin(status: number): void {
    count = 0
    length = status === 0xf0 ? Number.POSITIVE_INFINITY : messageLength(status)
  }

  return (byte) => {
    if (byte >= 0xf8) {
      realTime[0] = byte
      send(realTime)
      return
    }
    const endsSysex = byte === 0xf7 && length === Number.POSITIVE_INFINITY
    if (byte >= 0x80 && !endsSysex) begin(byte)
    if (length === 0) return
    gathered[count] = byte
    count += 1
    const whole = endsSysex || count === length
    if (!whole && count < sysexChunkBytes) return
    send(views[count] ?? gathered.subarray(0, count))
    count = 0
    if (whole) length = 0
  }
}

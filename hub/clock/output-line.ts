/** What a line did with what it was given to send. */
export type OutputLine = {
  /** Takes a whole message; false where the line is so far behind that the message is dropped. */
  push(bytes: Uint8Array, length: number): boolean
  /** Writes what the wire can take now; returns when to come again in ms, Infinity when all is out. */
  pump(nowMs: number): number
  /** Forgets what was not sent but releases; a message whose first byte is out is still finished. */
  flush(): void
  /** Bytes that wait. */
  waiting(): number
}

/** Writes from `at` on, at most `length` bytes, and says how many went; 0 where the port is full. */
export type WriteBytes = (bytes: Uint8Array, at: number, length: number) => number

const queueBytes = 32_768
/** A note later than that is worse than none. */
export const lateMs = 650
/** The same in bytes where the port takes less than its pace says, as a USB cable does to a DIN one. */
const lateBytesWhenFull = 2048
const realTimeBytes = 64
/** Bytes handed over together. While they are out, only a real-time byte can be late, by 1 ms at most. */
const burstBytes = 3
const retryMs = 1

/**
 * One MIDI output at the pace of its wire, so that nothing piles up in the port where it could not be
 * called back: real-time bytes go before everything, also into the middle of a message; a message is
 * never broken by another. Allocates nothing once made.
 * @param byteMs how long the wire takes for a byte: 0.32 for DIN
 */
export function outputLine(write: WriteBytes, byteMs: number): OutputLine {
  const queue = new Uint8Array(queueBytes)
  const realTime = new Uint8Array(realTimeBytes)
  const message = new Uint8Array(3)
  let head = 0
  let count = 0
  let urgent = 0
  let busyUntilMs = 0
  /** The port took nothing, and there is more since. */
  let full = false
  /** Bytes of the first message in the queue that are still to go, once its first byte is out. */
  let unfinished = 0

  const isRelease = (bytes: Uint8Array, length: number): boolean => {
    if (length !== 3) return false
    const kind = bytes[0]! & 0xf0
    if (kind === 0x80) return true
    if (kind === 0x90) return bytes[2] === 0
    return kind === 0xb0 && (bytes[1]! >= 120 || (bytes[1] === 64 && bytes[2]! < 64))
  }

  function append(bytes: Uint8Array, length: number): void {
    for (let i = 0; i < length; i++) queue[(head + count + i) % queueBytes] = bytes[i]!
    count += length
  }

  /** How long the message is that begins `at` bytes behind the head; the queue ends at `end`. */
  function lengthAt(at: number, end: number): number {
    let next = at + 1
    while (next < end && queue[(head + next) % queueBytes]! < 0x80) next += 1
    // The end of a SysEx is a status byte of its own message.
    if (next < end && queue[(head + next) % queueBytes] === 0xf7) next += 1
    return next - at
  }

  function copyOut(at: number, length: number): number {
    for (let i = 0; i < length; i++) message[i] = queue[(head + at + i) % queueBytes]!
    return length
  }

  function writeUrgent(): void {
    const gone = write(realTime, 0, urgent)
    realTime.copyWithin(0, gone, urgent)
    urgent -= gone
    busyUntilMs += gone * byteMs
  }

  function writeQueued(): void {
    const length = Math.min(burstBytes, count, queueBytes - head)
    const gone = write(queue, head, length)
    for (let i = 0; i < gone; i++) {
      if (unfinished === 0) unfinished = lengthAt(0, count)
      head = (head + 1) % queueBytes
      count -= 1
      unfinished -= 1
    }
    busyUntilMs += gone * byteMs
  }

  return {
    push(bytes, length) {
      if (length === 1 && bytes[0]! >= 0xf8) {
        if (urgent === realTimeBytes) return false
        realTime[urgent] = bytes[0]!
        urgent += 1
        return true
      }
      const late = full ? lateBytesWhenFull : lateMs / byteMs
      const behind = count + length > late && count > 0 && !isRelease(bytes, length)
      if (behind || count + length > queueBytes) return false
      append(bytes, length)
      return true
    },
    pump(nowMs) {
      if (urgent === 0 && count === 0) return Number.POSITIVE_INFINITY
      // One byte of slack keeps the wire busy while this thread wakes up.
      const readyMs = busyUntilMs - byteMs
      if (nowMs < readyMs) return readyMs
      busyUntilMs = Math.max(busyUntilMs, nowMs)
      const before = urgent + count
      if (urgent > 0) writeUrgent()
      else writeQueued()
      const left = urgent + count
      full = left > 0 && (full || left === before)
      if (left === 0) return Number.POSITIVE_INFINITY
      return left === before ? nowMs + retryMs : busyUntilMs - byteMs
    },
    flush() {
      const end = count
      count = unfinished
      for (let at = unfinished; at < end; ) {
        const length = lengthAt(at, end)
        if (length <= 3 && isRelease(message, copyOut(at, length))) append(message, length)
        at += length
      }
      urgent = 0
    },
    waiting: () => urgent + count,
  }
}

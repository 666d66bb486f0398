/**
 * A ring of orders from one thread to another over shared memory: one writes, one reads, neither ever
 * waits or allocates. An order is a few whole numbers, a moment and some bytes.
 *
 * Layout: `head` (bytes read so far) and `tail` (bytes written so far) as Int32 at the front, each on a
 * cache line of its own, then the orders, 8-byte aligned. An order that would not fit before the end
 * of the ring starts at its beginning; a length of `skip` says so.
 */
export type Order = {
  kind: number
  /** One bit an output. */
  outputs: number
  owner: number
  tag: number
  /** On the hub's clock, ms; 0 is at once. */
  atMs: number
  /** How many of `bytes` count. */
  length: number
  bytes: Uint8Array
}

export type RingMemory = SharedArrayBuffer

const frontBytes = 128
const headAt = 0
const tailAt = 16
/** length, kind, outputs, owner, tag, spare: 6 × 4, then the moment: 8. */
const orderBytes = 32
const skip = -1

/** @param size in bytes, a power of two */
export const ringMemory = (size: number): RingMemory => new SharedArrayBuffer(frontBytes + size)

const aligned = (bytes: number): number => (bytes + 7) & ~7

/** The end that writes; `push` says false, and writes nothing, where there is no room. */
export function ringWriter(memory: RingMemory) {
  const marks = new Int32Array(memory, 0, frontBytes / 4)
  const size = memory.byteLength - frontBytes
  const words = new Int32Array(memory, frontBytes)
  const moments = new Float64Array(memory, frontBytes)
  const bytes = new Uint8Array(memory, frontBytes)
  let tail = Atomics.load(marks, tailAt)

  return {
    push(
      kind: number,
      outputs: number,
      owner: number,
      tag: number,
      atMs: number,
      content: Uint8Array,
      length: number = content.length,
    ): boolean {
      const need = orderBytes + aligned(length)
      let at = tail & (size - 1)
      const toEnd = size - at
      const whole = need <= toEnd ? need : toEnd + need
      const used = (tail - Atomics.load(marks, headAt)) | 0
      if (whole > size - used) return false
      if (need > toEnd) {
        words[at >> 2] = skip
        tail = (tail + toEnd) | 0
        at = 0
      }
      const word = at >> 2
      words[word] = length
      words[word + 1] = kind
      words[word + 2] = outputs
      words[word + 3] = owner
      words[word + 4] = tag
      moments[(at + 24) >> 3] = atMs
      for (let i = 0; i < length; i++) bytes[at + orderBytes + i] = content[i]!
      tail = (tail + need) | 0
      Atomics.store(marks, tailAt, tail)
      return true
    },
  }
}

/** The end that reads; `take` fills the order it is given and says false where there is none. */
export function ringReader(memory: RingMemory) {
  const marks = new Int32Array(memory, 0, frontBytes / 4)
  const size = memory.byteLength - frontBytes
  const words = new Int32Array(memory, frontBytes)
  const moments = new Float64Array(memory, frontBytes)
  const bytes = new Uint8Array(memory, frontBytes)
  let head = Atomics.load(marks, headAt)

  return {
    take(order: Order): boolean {
      if (head === Atomics.load(marks, tailAt)) return false
      let at = head & (size - 1)
      if (words[at >> 2] === skip) {
        head = (head + size - at) | 0
        at = 0
      }
      const word = at >> 2
      const length = words[word]!
      order.length = length
      order.kind = words[word + 1]!
      order.outputs = words[word + 2]!
      order.owner = words[word + 3]!
      order.tag = words[word + 4]!
      order.atMs = moments[(at + 24) >> 3]!
      for (let i = 0; i < length; i++) order.bytes[i] = bytes[at + orderBytes + i]!
      head = (head + orderBytes + aligned(length)) | 0
      Atomics.store(marks, headAt, head)
      return true
    },
  }
}

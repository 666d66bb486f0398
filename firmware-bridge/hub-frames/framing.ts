/**
 * One frame of hub frame v1 as it stands on the wire (docs/hub-frames.md): type, number, time of the
 * sender and payload.
 */
export type Frame = {
  readonly type: number
  /** Counts every frame its sender sends, 0 to 255 and round again. */
  readonly seq: number
  /** The sender's clock in ms, 0 to 65,535 and round again. */
  readonly senderMs: number
  readonly payload: Uint8Array
}

/** Bytes of a frame without its checksum and its coding. */
export const mostBytes = 250
const headBytes = 4
const leastBytes = headBytes + 1
// One byte of coding for up to 254, and the checksum.
const mostCoded = mostBytes + 2

/** What was wrong with what came: its checksum or coding, or its size. */
export type FrameFault = 'damaged' | 'oversize'

export type FrameParser = {
  push(bytes: Uint8Array): void
  /** Forgets half a frame, as after the line was closed. */
  reset(): void
}

/**
 * Takes frames out of a stream, however it is cut into pieces. Noise costs the frame it hits and no
 * other. What comes before the first end of a frame is not counted as a fault: we may have joined in
 * the middle of it.
 */
export function frameParser(ears: {
  frame(frame: Frame): void
  fault(fault: FrameFault): void
}): FrameParser {
  const coded = new Uint8Array(mostCoded)
  let size = 0
  let joined = false

  function ended(): void {
    const frame = size <= mostCoded ? frameOf(coded.subarray(0, size)) : undefined
    if (frame) ears.frame(frame)
    else if (joined) ears.fault(size > mostCoded ? 'oversize' : 'damaged')
  }

  return {
    push(bytes) {
      for (const byte of bytes) {
        if (byte !== 0) {
          if (size < mostCoded) coded[size] = byte
          size += 1
          continue
        }
        if (size > 0) ended()
        size = 0
        joined = true
      }
    },
    reset() {
      size = 0
      joined = false
    },
  }
}

function frameOf(coded: Uint8Array): Frame | undefined {
  const bytes = uncobbed(coded)
  if (!bytes || bytes.length < leastBytes || crc8(bytes) !== 0) return undefined
  return {
    type: bytes[0]!,
    seq: bytes[1]!,
    senderMs: bytes[2]! + 256 * bytes[3]!,
    payload: bytes.subarray(headBytes, -1),
  }
}

/**
 * A frame as it goes over the wire, its end included.
 * Throws RangeError where it is longer than `mostBytes`.
 */
export function frameBytes({ type, seq, senderMs, payload }: Frame): Uint8Array {
  if (headBytes + payload.length > mostBytes) throw new RangeError('a frame has 250 bytes at most')
  const head = [type, seq & 0xff, senderMs & 0xff, (senderMs >> 8) & 0xff]
  const bytes = Uint8Array.of(...head, ...payload, 0)
  bytes[bytes.length - 1] = crc8(bytes.subarray(0, -1))
  return cobbed(bytes)
}

/** CRC-8 with the polynomial 0x07 from 0 (SMBus); over bytes with their own checksum it is 0. */
function crc8(bytes: Uint8Array): number {
  let crc = 0
  for (const byte of bytes) crc = crcOf[crc ^ byte]!
  return crc
}

const crcOf = Uint8Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x80 ? (crc << 1) ^ 0x07 : crc << 1
  return crc
})

/**
 * Consistent overhead byte stuffing (Cheshire and Baker, 1999) with the 0 that ends it: no other
 * byte is 0. For fewer than 255 bytes, where no long blocks are needed.
 */
function cobbed(bytes: Uint8Array): Uint8Array {
  const coded = new Uint8Array(bytes.length + 2)
  let block = 0
  for (const [i, byte] of bytes.entries()) {
    if (byte !== 0) coded[i + 1] = byte
    else {
      coded[block] = i + 1 - block
      block = i + 1
    }
  }
  coded[block] = bytes.length + 1 - block
  return coded
}

function uncobbed(coded: Uint8Array): Uint8Array | undefined {
  const bytes = new Uint8Array(coded.length - 1)
  for (let at = 0; at < coded.length; ) {
    const block = coded[at]!
    // A long block stands for no zero, and none fits in a frame.
    if (at + block > coded.length || block === 0xff) return undefined
    bytes.set(coded.subarray(at + 1, at + block), at)
    at += block
  }
  return bytes
}

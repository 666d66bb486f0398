/** A frame of hub frame v1 (docs/hub-frames.md), in a codec of its own. */
export type WireFrame = {
  readonly type: number
  readonly seq: number
  readonly ms: number
  readonly payload: readonly number[]
}

/** Two bytes, the low one first. */
export const u16 = (word: number): readonly number[] => [word % 256, Math.floor(word / 256) % 256]

export function wireBytes({ type, seq, ms, payload }: WireFrame): readonly number[] {
  const plain = [type, seq % 256, ...u16(ms), ...payload]
  return [...stuffed([...plain, checksum(plain)]), 0]
}

/** The frame between two ends, or undefined where it is none. */
export function wireFrame(coded: readonly number[]): WireFrame | undefined {
  const plain = unstuffed(coded)
  if (plain.length < 5 || checksum(plain.slice(0, -1)) !== plain.at(-1)) return undefined
  const [type, seq, low, high] = plain as [number, number, number, number]
  return { type, seq, ms: low + high * 256, payload: plain.slice(4, -1) }
}

/** Each run up to a zero becomes its length and itself. */
function stuffed(plain: readonly number[]): readonly number[] {
  const zero = plain.indexOf(0)
  if (zero === -1) return [plain.length + 1, ...plain]
  return [zero + 1, ...plain.slice(0, zero), ...stuffed(plain.slice(zero + 1))]
}

function unstuffed(coded: readonly number[]): readonly number[] {
  const [length] = coded
  if (length === undefined) return []
  const run = coded.slice(1, length)
  const rest = coded.slice(length)
  return rest.length === 0 ? run : [...run, 0, ...unstuffed(rest)]
}

/** The remainder of the bits, the first byte's highest first, after division by x^8 + x^2 + x + 1. */
function checksum(bytes: readonly number[]): number {
  const bits = [...bytes, 0].flatMap((byte) =>
    [7, 6, 5, 4, 3, 2, 1, 0].map((bit) => (byte >> bit) & 1),
  )
  return bits.reduce((left, bit) => {
    const shifted = left * 2 + bit
    return shifted >= 256 ? (shifted % 256) ^ 0b111 : shifted
  }, 0)
}

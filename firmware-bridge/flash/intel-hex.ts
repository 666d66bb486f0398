import { HubError } from '#core/errors.ts'

/** More than any board we write to has. */
const mostBytes = 0x4_0000
/** What flash reads where nothing was written. */
export const blank = 0xff

/**
 * The bytes of a program in Intel HEX (Intel, "Hexadecimal Object File Format", 1988) from address 0
 * on; gaps read as erased flash.
 * Throws 'flash-failed' where a line is damaged, two overlap, or the end is missing.
 */
export function bytesOfHex(text: string): Uint8Array {
  const bytes = new Uint8Array(mostBytes).fill(blank)
  const written = new Uint8Array(mostBytes)
  let base = 0
  let end = 0
  const lines = text.split(/\r?\n/)
  for (const [i, line] of lines.entries()) {
    if (line.trim() === '') continue
    const { kind, address, content } = recordOf(line, i + 1)
    switch (kind) {
      case kinds.data: {
        const from = base + address
        if (from + content.length > mostBytes) throw broken(i + 1, 'is beyond every board')
        if (written.subarray(from, from + content.length).includes(1)) {
          throw broken(i + 1, 'writes where another one wrote')
        }
        bytes.set(content, from)
        written.fill(1, from, from + content.length)
        end = Math.max(end, from + content.length)
        break
      }
      case kinds.end:
        return bytes.slice(0, end)
      case kinds.segment:
        base = wordOf(content, i + 1) * 16
        break
      case kinds.upperHalf:
        base = wordOf(content, i + 1) * 0x1_0000
        break
      case kinds.startSegment:
      case kinds.startAddress:
        // Where a program begins is wired into an AVR.
        break
      default:
        throw broken(i + 1, 'is of a kind that there is not')
    }
  }
  throw broken(lines.length, 'is the last, and the end is missing')
}

const kinds = {
  data: 0,
  end: 1,
  segment: 2,
  startSegment: 3,
  upperHalf: 4,
  startAddress: 5,
} as const

function recordOf(line: string, number: number) {
  if (!/^:(?:[0-9a-f]{2}){5,}\s*$/i.test(line)) throw broken(number, 'is not Intel HEX')
  const bytes = Buffer.from(line.trim().slice(1), 'hex')
  const content = bytes.slice(4, -1)
  if (bytes[0] !== content.length) throw broken(number, 'is shorter or longer than it says')
  const sum = bytes.reduce((all, byte) => (all + byte) & 0xff, 0)
  if (sum !== 0) throw broken(number, 'has a wrong checksum')
  return { kind: bytes[3]!, address: bytes[1]! * 256 + bytes[2]!, content }
}

function wordOf(content: Uint8Array, number: number): number {
  if (content.length !== 2) throw broken(number, 'has no address')
  return content[0]! * 256 + content[1]!
}

const broken = (line: number, what: string): HubError =>
  new HubError('flash-failed', `line ${line} of the program ${what}`, {
    hint: 'The file of the program is damaged; get it again.',
  })

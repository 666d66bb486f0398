/** Cuts a stream of bytes into lines of text, however it comes. */
export type LineReader = (bytes: Uint8Array) => void

const lineFeed = 0x0a
const carriageReturn = 0x0d

/**
 * @param longest of a line in bytes; a longer one is left out, and `tooLong` told
 */
export function lineReader(
  longest: number,
  { line, tooLong }: { line(text: string): void; tooLong(): void },
): LineReader {
  const kept = Buffer.alloc(longest)
  let length = 0
  let skipping = false
  return (bytes) => {
    for (const byte of bytes) {
      if (byte === lineFeed || byte === carriageReturn) {
        if (!skipping && length > 0) line(kept.toString('latin1', 0, length))
        length = 0
        skipping = false
      } else if (length < longest) {
        kept[length++] = byte
      } else if (!skipping) {
        skipping = true
        tooLong()
      }
    }
  }
}

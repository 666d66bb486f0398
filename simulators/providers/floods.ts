import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'

/** Writes until nobody listens any more, and tells how much: who takes it all gets 64 MB and no end. */
export async function flood(
  response: ServerResponse,
  { head, word, wrote }: { head: string; word: string; wrote(bytes: number): void },
): Promise<void> {
  response.write(head)
  const block = word.repeat(Math.ceil(2 ** 20 / word.length))
  for (let i = 0; i < 64 && !response.destroyed; i++) {
    wrote(block.length)
    if (!response.write(block) && !response.destroyed)
      await Promise.race([once(response, 'drain'), once(response, 'close')])
  }
}

/** A kilobyte of a stream in which nothing is said. */
export const nothing = `: ${'nothing '.repeat(128)}\n\n`

/** A gigabyte of empty events: what is packed one after the other is unpacked so as well. */
export function packedFlood(): Buffer {
  packedPart ??= gzipSync(nothing.repeat(2 ** 14))
  return Buffer.concat(Array.from({ length: 64 }, () => packedPart!))
}
let packedPart: Buffer | undefined

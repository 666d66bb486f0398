import { setTimeout as sleep } from 'node:timers/promises'
import type { World } from '../driver.ts'
import { boardParser, boardWriter } from './codec.ts'

const baud = 250_000
const askEveryMs = 400
/** A board that restarts when it is opened sits in its bootloader for a second or two. */
const answerMs = 3600

/**
 * Asks a board whether it carries our firmware; the name that it gives itself, or undefined where it
 * says nothing that we understand. The port must be free, and is free again afterwards.
 * Throws HubErrors port-* where it cannot be opened.
 */
export async function askName(
  path: string,
  { openSerial, clock }: Pick<World, 'openSerial' | 'clock'>,
  signal: AbortSignal,
): Promise<{ readonly name: string } | undefined> {
  const over = new AbortController()
  const ends = AbortSignal.any([signal, over.signal, AbortSignal.timeout(answerMs)])
  const writer = boardWriter(clock.now)
  let name: string | undefined
  const parser = boardParser({
    word(word) {
      if (word.says !== 'hello') return
      name = word.name
      over.abort()
    },
    fault() {},
  })
  await using line = await openSerial(path, baud, {
    hear: (bytes) => parser.push(bytes),
    lost: () => over.abort(),
  })
  while (!ends.aborted) {
    line.write(writer.askHello())
    await sleep(askEveryMs, undefined, { signal: ends }).catch(() => {})
  }
  return name === undefined ? undefined : { name }
}

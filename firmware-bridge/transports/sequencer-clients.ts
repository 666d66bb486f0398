import { readFileSync } from 'node:fs'

/** A program or card at the sequencer, as the kernel tells it in /proc/asound/seq/clients. */
export type SequencerClient = {
  readonly number: number
  readonly name: string
  /** By the number of the port, those who write to it, such as "129:0". */
  readonly writers: ReadonlyMap<number, readonly string[]>
  /** What did not fit into its input pool, and is lost, since it came. */
  readonly lost: number
}

const table = '/proc/asound/seq/clients'

/** Everybody at the sequencer; nobody where there is none, or where it is not told. Takes 0.1 ms. */
export function sequencerClients(): readonly SequencerClient[] {
  try {
    return readClients(readFileSync(table, 'utf8'))
  } catch {
    return []
  }
}

/** Reads what sound/core/seq/seq_clientmgr.c of Linux writes. */
export function readClients(text: string): readonly SequencerClient[] {
  return text
    .split(/^(?=Client +\d+ :)/m)
    .map(readClient)
    .filter((client) => client !== undefined)
}

function readClient(text: string): SequencerClient | undefined {
  const [, number, name] = /^Client +(\d+) : "(.*)" \[/.exec(text) ?? []
  if (number === undefined || name === undefined) return undefined
  const writers = new Map<number, string[]>()
  for (const [, port, rest] of text.matchAll(/^ {2}Port +(\d+) :(.*(?:\n {4}\S.*)*)/gm)) {
    const from = /^ {4}Connected From: (.*)$/m.exec(rest!)?.[1] ?? ''
    writers.set(Number(port), from.match(/\d+:\d+/g) ?? [])
  }
  const pool = /^ {2}Input pool :\n(?: {4}.*\n)*? {4}Alloc failures +: (\d+)/m.exec(text)
  return { number: Number(number), name, writers, lost: Number(pool?.[1] ?? 0) }
}

import { setTimeout as sleep } from 'node:timers/promises'
import {
  openTerminal,
  readTerminal,
  type Terminal,
  waitReadable,
  whenReadable,
  writeTerminal,
} from './terminal.ts'

/**
 * A process that holds pseudo-terminals for whoever forked it, and speaks by messages. It must be a
 * process of its own: one that holds both ends of a terminal locks up once its buffer is full.
 */
export type PtyAsk =
  /** `link` is a second name of the port, kept over a replug. */
  | { readonly do: 'open'; readonly port: string; readonly link?: string }
  | ({ readonly do: 'write'; readonly port: string; readonly bytes: readonly number[] } & Wire)
  /** Hangs up and takes the device file away, as a pulled plug does. */
  | { readonly do: 'unplug'; readonly port: string }
  /** Takes the second name away without hanging up. */
  | { readonly do: 'vanish'; readonly port: string }
  | ({ readonly do: 'measure' } & Hop)

export type PtyTold =
  | { readonly told: 'opened'; readonly port: string; readonly path: string }
  | { readonly told: 'written'; readonly port: string }
  | { readonly told: 'unplugged'; readonly port: string }
  | { readonly told: 'vanished'; readonly port: string }
  | { readonly told: 'measured'; readonly hopsMs: readonly number[]; readonly lost: number }
  /** Bytes that the program at the other end wrote, and when they were read, on CLOCK_MONOTONIC. */
  | {
      readonly told: 'heard'
      readonly port: string
      readonly bytes: readonly number[]
      readonly atMs: number
    }
  | { readonly told: 'failed'; readonly why: string }

/** How bytes go out: all at once, or as a wire would carry them. */
export type Wire = {
  /** Paces to this many bits a second, ten bits a byte. */
  readonly baud?: number
  /** Writes in pieces of this many bytes. */
  readonly split?: number
  /** Flips a bit in about one of so many bytes, the same ones each time. */
  readonly corruptOneIn?: number
  /** Leaves out about one of so many bytes, the same ones each time. */
  readonly dropOneIn?: number
}

/** Writes `bytes` to one port and waits for as many on another, `count` times. */
export type Hop = {
  readonly from: string
  readonly to: string
  readonly bytes: readonly number[]
  readonly count: number
  readonly everyMs: number
}

const ports = new Map<string, Terminal>()

const tell = (told: PtyTold): void => void process.send?.(told)

function portNamed(name: string): Terminal {
  const found = ports.get(name)
  if (!found) throw new Error(`there is no port ${name}`)
  return found
}

async function listen(name: string, terminal: Terminal): Promise<void> {
  const bytes = Buffer.alloc(4096)
  while (ports.get(name) === terminal) {
    if (measuring) {
      await sleep(50)
      continue
    }
    const state = await whenReadable(terminal.fd, 100)
    if (ports.get(name) !== terminal || measuring) continue
    // While nobody has the port open the poll answers at once, over and over.
    if (state === 'hung-up') await sleep(5)
    if (state !== 'readable') continue
    const count = readTerminal(terminal.fd, bytes)
    const atMs = Number(process.hrtime.bigint()) / 1e6
    if (count > 0) tell({ told: 'heard', port: name, bytes: [...bytes.subarray(0, count)], atMs })
  }
}

let measuring = false

function measure({ from, to, bytes, count, everyMs }: Hop): PtyTold {
  const out = portNamed(from)
  const back = portNamed(to)
  const into = Buffer.alloc(256)
  const nothing = new Int32Array(new SharedArrayBuffer(4))
  const hopsMs: number[] = []
  let lost = 0
  let nextMs = performance.now() + everyMs
  for (let i = 0; i < count; i++) {
    Atomics.wait(nothing, 0, 0, Math.max(0, nextMs - performance.now()))
    nextMs = Math.max(nextMs + everyMs, performance.now())
    const sentMs = performance.now()
    writeTerminal(out.fd, Uint8Array.from(bytes))
    let missing = bytes.length
    while (missing > 0 && waitReadable(back.fd, 1000)) missing -= readTerminal(back.fd, into)
    if (missing > 0) lost += 1
    else hopsMs.push(performance.now() - sentMs)
  }
  return { told: 'measured', hopsMs, lost }
}

async function write(ask: Extract<PtyAsk, { do: 'write' }>): Promise<void> {
  const terminal = portNamed(ask.port)
  const bytes = frayed(Uint8Array.from(ask.bytes), ask)
  const step = ask.split ?? (ask.baud ? 1 : bytes.length)
  const startMs = performance.now()
  for (let at = 0; at < bytes.length; at += step) {
    const dueMs = ask.baud ? startMs + (at * 10_000) / ask.baud : 0
    // A timer of 1 ms is coarser than a byte: a few bytes may go together, never early.
    while (performance.now() < dueMs) await sleep(Math.max(1, dueMs - performance.now()))
    await writeAll(terminal, bytes.subarray(at, at + step))
  }
}

async function writeAll(terminal: Terminal, bytes: Uint8Array): Promise<void> {
  let left = bytes
  while (left.length > 0) {
    left = left.subarray(writeTerminal(terminal.fd, left))
    if (left.length > 0) await sleep(1)
  }
}

/** What arrives at the other end of a bad cable. */
function frayed(bytes: Uint8Array, { corruptOneIn, dropOneIn }: Wire): Uint8Array {
  const corrupting = luck(1)
  const dropping = luck(2)
  return bytes
    .map((byte) => {
      const { hits, bit } = corrupting(corruptOneIn)
      return hits ? byte ^ (1 << bit) : byte
    })
    .filter(() => !dropping(dropOneIn).hits)
}

/** Chance that is the same each time: `hits` once in so many calls. */
function luck(seed: number) {
  let state = seed
  return (oneIn: number | undefined): { hits: boolean; bit: number } => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return { hits: oneIn !== undefined && (state >>> 8) % oneIn === 0, bit: (state >>> 28) % 8 }
  }
}

async function take(ask: PtyAsk): Promise<void> {
  switch (ask.do) {
    case 'open': {
      const terminal = openTerminal(ask.link)
      ports.set(ask.port, terminal)
      tell({ told: 'opened', port: ask.port, path: terminal.path })
      return listen(ask.port, terminal)
    }
    case 'write':
      await write(ask)
      return tell({ told: 'written', port: ask.port })
    case 'unplug':
      portNamed(ask.port).close()
      ports.delete(ask.port)
      return tell({ told: 'unplugged', port: ask.port })
    case 'vanish':
      portNamed(ask.port).vanish()
      return tell({ told: 'vanished', port: ask.port })
    case 'measure': {
      measuring = true
      // A read that was under way before must not take the first answer.
      await sleep(150)
      const told = measure(ask)
      measuring = false
      return tell(told)
    }
  }
}

process.on('message', (ask: PtyAsk) => {
  take(ask).catch((error: Error) => tell({ told: 'failed', why: error.message }))
})
// Whoever forked us is gone; nobody else knows of these ports.
process.on('disconnect', () => process.exit(0))

import { type FrameFault, type FrameParser, frameBytes, frameParser } from './framing.ts'

/** The version of the protocol that this hub speaks. */
export const protocol = 1

/** What a board with hub frames says (docs/hub-frames.md). */
export type BoardWord =
  | {
      readonly says: 'hello'
      readonly analogs: number
      readonly buttons: number
      readonly lights: number
      readonly name: string
      readonly firmware: string
      /** It has just started: its number and its clock begin anew. */
      readonly started: boolean
    }
  /** It speaks another version of the protocol, of which nothing more is known. */
  | { readonly says: 'other-protocol'; readonly protocol: number }
  | { readonly says: 'analog'; readonly values: readonly AnalogValue[] }
  /** All buttons as they are now, and which of them have just changed: bit 0 is the first. */
  | { readonly says: 'edge'; readonly pressed: number; readonly changed: number }
  | { readonly says: 'pong'; readonly payload: Uint8Array }
  | { readonly says: 'log'; readonly text: string }

/** `channel` from 0; `value` 0 to 1023. */
export type AnalogValue = { readonly channel: number; readonly value: number }

export type BoardFault =
  | { readonly fault: FrameFault | 'malformed' }
  /** So many frames never came. */
  | { readonly fault: 'lost'; readonly frames: number }

export type BoardEars = {
  /** `boardMs` is the board's own clock: 0 to 65,535 and round again. */
  word(word: BoardWord, boardMs: number): void
  fault(fault: BoardFault): void
}

const types = { hello: 0x01, analog: 0x02, edge: 0x03, pong: 0x04, log: 0x05 } as const
const asks = { hello: 0x81, set: 0x82, ping: 0x83 } as const

/**
 * Understands what a board says, in pieces of any size. Types it does not know are passed over;
 * a frame that was damaged is not also counted as lost.
 */
export function boardParser(ears: BoardEars): FrameParser {
  let lastSeq: number | undefined
  let damaged = 0

  function count(seq: number, started: boolean): void {
    const gap = lastSeq === undefined || started ? 0 : (seq - lastSeq - 1) & 0xff
    if (gap > damaged) ears.fault({ fault: 'lost', frames: gap - damaged })
    lastSeq = seq
    damaged = 0
  }

  const parser = frameParser({
    frame({ type, seq, senderMs, payload }) {
      const started = type === types.hello && seq === 0
      count(seq, started)
      const word = wordOf(type, payload, started)
      if (word === 'malformed') ears.fault({ fault: 'malformed' })
      else if (word) ears.word(word, senderMs)
    },
    fault(fault) {
      damaged += 1
      ears.fault({ fault })
    },
  })
  return {
    push: parser.push,
    reset() {
      parser.reset()
      lastSeq = undefined
      damaged = 0
    },
  }
}

function wordOf(
  type: number,
  payload: Uint8Array,
  started: boolean,
): BoardWord | 'malformed' | undefined {
  switch (type) {
    case types.hello:
      return helloOf(payload, started)
    case types.analog:
      return analogOf(payload)
    case types.edge:
      if (payload.length < 4) return 'malformed'
      return { says: 'edge', pressed: word16(payload, 0), changed: word16(payload, 2) }
    case types.pong:
      return { says: 'pong', payload: payload.slice() }
    case types.log:
      return { says: 'log', text: textOf(payload) }
    default:
      return undefined
  }
}

function helloOf(payload: Uint8Array, started: boolean): BoardWord | 'malformed' {
  const [version, analogs, buttons, lights, nameLength = 0] = payload
  if (version === undefined) return 'malformed'
  if (version !== protocol) return { says: 'other-protocol', protocol: version }
  const nameEnd = 5 + nameLength
  const firmwareEnd = nameEnd + 1 + (payload[nameEnd] ?? Number.POSITIVE_INFINITY)
  if (firmwareEnd > payload.length) return 'malformed'
  return {
    says: 'hello',
    analogs: analogs!,
    buttons: buttons!,
    lights: lights!,
    name: textOf(payload.subarray(5, nameEnd)),
    firmware: textOf(payload.subarray(nameEnd + 1, firmwareEnd)),
    started,
  }
}

function analogOf(payload: Uint8Array): BoardWord | 'malformed' {
  if (payload.length < 2) return 'malformed'
  const channels = bitsOf(word16(payload, 0))
  if (payload.length < 2 + 2 * channels.length) return 'malformed'
  const values = channels.map((channel, i) => ({ channel, value: word16(payload, 2 + 2 * i) }))
  return { says: 'analog', values }
}

/** The places of the bits that are set, lowest first: 0 to 15. */
export const bitsOf = (mask: number): readonly number[] =>
  Array.from({ length: 16 }, (_, bit) => bit).filter((bit) => mask & (1 << bit))

const word16 = (bytes: Uint8Array, at: number): number => bytes[at]! + 256 * bytes[at + 1]!

/** Printable ASCII only: it goes to logs and to screens. */
const textOf = (bytes: Uint8Array): string =>
  String.fromCharCode(...bytes).replaceAll(/[^\x20-\x7e]/g, '?')

/** What a hub says to a board, each as the bytes of one frame. */
export type BoardWriter = {
  /** Asks for HELLO and the state of now. */
  askHello(): Uint8Array
  /** Bit 0 is the first light. */
  set(lights: number): Uint8Array
  /** @param payload 4 bytes at most, which come back */
  ping(payload?: readonly number[]): Uint8Array
}

/** @param nowMs the hub's clock */
export function boardWriter(nowMs: () => number): BoardWriter {
  let seq = 0
  const frame = (type: number, payload: readonly number[]): Uint8Array =>
    frameBytes({
      type,
      seq: seq++ & 0xff,
      senderMs: Math.floor(nowMs()) & 0xffff,
      payload: Uint8Array.from(payload),
    })
  return {
    askHello: () => frame(asks.hello, []),
    set: (lights) => frame(asks.set, [lights & 0xff, (lights >> 8) & 0xff]),
    ping: (payload = []) => frame(asks.ping, payload),
  }
}

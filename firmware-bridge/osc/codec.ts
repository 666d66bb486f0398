/** What an OSC message carries; an impulse is `true`, nil and infinitum are left out. */
export type OscArgument = number | string | boolean | Uint8Array

export type OscMessage = {
  /** Such as /1/fader1. */
  readonly address: string
  readonly args: readonly OscArgument[]
}

/** What is in a datagram, and why the rest of it could not be read. */
export type OscPacket = { readonly messages: readonly OscMessage[]; readonly fault?: string }

const most = { depth: 8, messages: 256, args: 64, addressBytes: 255 }
const bundleName = '#bundle'
const timeTagBytes = 8

/**
 * Reads a datagram after OSC 1.0 and 1.1, opensoundcontrol.stanford.edu. Never throws: what cannot
 * be read is a fault, and what came before it counts. Time tags are read over: what a hand did
 * counts when it comes, since late is worse than lost.
 */
export function decodeOsc(bytes: Uint8Array): OscPacket {
  const messages: OscMessage[] = []
  const fault = readPacket(cursorOver(bytes), messages, 0)
  return fault === undefined ? { messages } : { messages, fault }
}

/** A message as a datagram; numbers go as 32-bit floats. */
export function encodeOsc({ address, args }: OscMessage): Uint8Array {
  const tags = `,${args.map(tagOf).join('')}`
  return Buffer.concat([text(address), text(tags), ...args.map(bytesOf)])
}

const tagOf = (arg: OscArgument): string => {
  if (typeof arg === 'number') return 'f'
  if (typeof arg === 'string') return 's'
  if (typeof arg === 'boolean') return arg ? 'T' : 'F'
  return 'b'
}

function bytesOf(arg: OscArgument): Uint8Array {
  if (typeof arg === 'boolean') return Buffer.alloc(0)
  if (typeof arg === 'string') return text(arg)
  if (typeof arg === 'number') {
    const four = Buffer.alloc(4)
    four.writeFloatBE(arg)
    return four
  }
  const size = Buffer.alloc(4)
  size.writeInt32BE(arg.length)
  return Buffer.concat([size, arg, Buffer.alloc(padding(arg.length))])
}

/** Ended by one to four zeros, so that it fills whole words. */
const text = (words: string): Uint8Array => {
  const bytes = Buffer.from(words, 'utf8')
  return Buffer.concat([bytes, Buffer.alloc(4 - (bytes.length % 4))])
}

const padding = (length: number): number => (4 - (length % 4)) % 4

/** Reads forward over bytes; whatever would reach past their end is undefined. */
type Cursor = {
  left(): number
  take(count: number): Uint8Array | undefined
  /** A string with its zeros. */
  text(): string | undefined
  int32(): number | undefined
}

function cursorOver(bytes: Uint8Array): Cursor {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  const take = (count: number): Buffer | undefined => {
    if (count < 0 || count > view.length - at) return undefined
    at += count
    return view.subarray(at - count, at)
  }
  return {
    left: () => view.length - at,
    take,
    text() {
      const end = view.indexOf(0, at)
      if (end < 0) return undefined
      const words = view.toString('utf8', at, end)
      // Some senders leave the last zeros out.
      take(Math.min(end - at + 4 - ((end - at) % 4), view.length - at))
      return words
    },
    int32: () => take(4)?.readInt32BE(0),
  }
}

/** Why it could not be read to its end; undefined where it was. */
function readPacket(cursor: Cursor, into: OscMessage[], depth: number): string | undefined {
  const address = cursor.text()
  if (address === bundleName) return readBundle(cursor, into, depth)
  if (address === undefined || !address.startsWith('/')) return 'it is no OSC message'
  if (address.length > most.addressBytes) return 'its address is too long'
  if (into.length >= most.messages) return `it has more than ${most.messages} messages`
  const args = readArguments(cursor)
  if (typeof args === 'string') return args
  into.push({ address, args })
  return undefined
}

function readBundle(cursor: Cursor, into: OscMessage[], depth: number): string | undefined {
  if (depth >= most.depth) return 'its bundles are too deep'
  if (!cursor.take(timeTagBytes)) return 'its bundle has no time tag'
  while (cursor.left() > 0) {
    const size = cursor.int32()
    const element = size === undefined ? undefined : cursor.take(size)
    if (!element) return 'its bundle is cut off'
    const fault = readPacket(cursorOver(element), into, depth + 1)
    if (fault !== undefined) return fault
  }
  return undefined
}

const nothing = Symbol('no value')
type Reading = (cursor: Cursor) => OscArgument | typeof nothing | undefined

const skipped =
  (count: number): Reading =>
  (cursor) =>
    cursor.take(count) && nothing

/** How each type tag is read. */
const readings: Readonly<Record<string, Reading>> = {
  i: (cursor) => cursor.int32(),
  f: (cursor) => asBuffer(cursor.take(4))?.readFloatBE(0),
  d: (cursor) => asBuffer(cursor.take(8))?.readDoubleBE(0),
  h: (cursor) => {
    const long = asBuffer(cursor.take(8))
    return long && Number(long.readBigInt64BE(0))
  },
  s: (cursor) => cursor.text(),
  S: (cursor) => cursor.text(),
  b: (cursor) => {
    const size = cursor.int32()
    const blob = size === undefined ? undefined : cursor.take(size)
    return blob && cursor.take(Math.min(padding(blob.length), cursor.left())) && blob
  },
  T: () => true,
  F: () => false,
  // An impulse: a button without a value.
  I: () => true,
  N: () => nothing,
  t: skipped(8),
  c: skipped(4),
  r: skipped(4),
  m: skipped(4),
  '[': () => nothing,
  ']': () => nothing,
}

const asBuffer = (bytes: Uint8Array | undefined): Buffer | undefined =>
  bytes && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** The arguments, or why they could not be read. */
function readArguments(cursor: Cursor): OscArgument[] | string {
  const args: OscArgument[] = []
  // Old senders leave the tags out: a message without arguments then.
  if (cursor.left() === 0) return args
  const tags = cursor.text()
  if (tags === undefined || !tags.startsWith(',')) return 'its types are missing'
  if (tags.length - 1 > most.args) return `it has more than ${most.args} arguments`
  for (const tag of tags.slice(1)) {
    const reading = Object.hasOwn(readings, tag) ? readings[tag] : undefined
    if (!reading) return `it has an argument of the unknown type ${tag}`
    const arg = reading(cursor)
    if (arg === undefined) return 'its arguments are cut off'
    if (arg !== nothing) args.push(arg)
  }
  return args
}

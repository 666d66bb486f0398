/** What a peer of a Link session says, read and written with a codec of its own. */
export type PeerWord = {
  readonly kind: 'alive' | 'response' | 'byebye'
  readonly from: bigint
  /** µs a beat, first beat in millionths, and when it was, in µs of the session's time. */
  readonly tempo?: readonly [micros: bigint, beat: bigint, time: bigint]
  readonly session?: bigint
  readonly play?: { readonly on: boolean; readonly beat: bigint; readonly time: bigint }
  readonly endpoint?: { readonly host: string; readonly port: number }
}

export type TimeWord = {
  readonly kind: 'ping' | 'pong'
  readonly host: bigint
  readonly session?: bigint
  readonly ghost?: bigint
  readonly before?: bigint
}

const kinds = ['', 'alive', 'response', 'byebye'] as const
const ttl = 5

/** Bytes that grow at their end. */
function writer(title: string) {
  const bytes: number[] = [...title].map((char) => char.charCodeAt(0))
  const out = {
    bytes: () => Uint8Array.from(bytes),
    byte: (value: number) => void bytes.push(value & 255),
    int(value: bigint, size = 8) {
      for (let i = size - 1; i >= 0; i--) out.byte(Number((value >> BigInt(8 * i)) & 255n))
    },
    /** A name of four letters, a length, and what `fill` writes. */
    field(name: string, size: number, fill: () => void) {
      for (const char of name) out.byte(char.charCodeAt(0))
      out.int(BigInt(size), 4)
      fill()
    },
  }
  return out
}

export function writePeer(word: PeerWord): Uint8Array {
  const out = writer('_asdp_v\x01')
  out.byte(kinds.indexOf(word.kind))
  out.byte(word.kind === 'byebye' ? 0 : ttl)
  out.int(0n, 2)
  out.int(word.from)
  const { tempo, session, play, endpoint } = word
  if (tempo)
    out.field('tmln', 24, () => {
      for (const one of tempo) out.int(one)
    })
  if (session !== undefined) out.field('sess', 8, () => out.int(session))
  if (play)
    out.field('stst', 17, () => {
      out.byte(play.on ? 1 : 0)
      out.int(play.beat)
      out.int(play.time)
    })
  if (endpoint)
    out.field('mep4', 6, () => {
      for (const part of endpoint.host.split('.')) out.byte(Number(part))
      out.int(BigInt(endpoint.port), 2)
    })
  return out.bytes()
}

export function writeTime(word: TimeWord): Uint8Array {
  const out = writer('_link_v\x01')
  out.byte(word.kind === 'ping' ? 1 : 2)
  const long = (name: string, value: bigint | undefined): void => {
    if (value !== undefined) out.field(name, 8, () => out.int(value))
  }
  long('sess', word.session)
  long('__gt', word.ghost)
  long('__ht', word.host)
  long('_pgt', word.before)
  return out.bytes()
}

const titleOf = (bytes: Uint8Array): string => String.fromCharCode(...bytes.subarray(0, 8))
const intAt = (bytes: Uint8Array, at: number): bigint =>
  BigInt.asIntN(
    64,
    [...bytes.subarray(at, at + 8)].reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n),
  )

function fieldsFrom(bytes: Uint8Array, from: number): Map<string, Uint8Array> {
  const fields = new Map<string, Uint8Array>()
  for (let at = from; at + 8 <= bytes.length; ) {
    const size = bytes.subarray(at + 4, at + 8).reduce((sum, byte) => sum * 256 + byte, 0)
    fields.set(
      String.fromCharCode(...bytes.subarray(at, at + 4)),
      bytes.subarray(at + 8, at + 8 + size),
    )
    at += 8 + size
  }
  return fields
}

export function readPeer(bytes: Uint8Array): PeerWord | undefined {
  const kind = kinds[bytes[8] ?? 0]
  if (titleOf(bytes) !== '_asdp_v\x01' || !kind) return undefined
  const fields = fieldsFrom(bytes, 20)
  const [tmln, sess, stst, mep4] = ['tmln', 'sess', 'stst', 'mep4'].map((name) => fields.get(name))
  return {
    ...{ kind, from: BigInt.asUintN(64, intAt(bytes, 12)) },
    ...(tmln && { tempo: [intAt(tmln, 0), intAt(tmln, 8), intAt(tmln, 16)] as const }),
    ...(sess && { session: BigInt.asUintN(64, intAt(sess, 0)) }),
    ...(stst && { play: { on: stst[0] === 1, beat: intAt(stst, 1), time: intAt(stst, 9) } }),
    ...(mep4 && {
      endpoint: { host: mep4.subarray(0, 4).join('.'), port: mep4[4]! * 256 + mep4[5]! },
    }),
  }
}

export function readTime(bytes: Uint8Array): TimeWord | undefined {
  if (titleOf(bytes) !== '_link_v\x01') return undefined
  const fields = fieldsFrom(bytes, 9)
  const long = (name: string): bigint | undefined => {
    const field = fields.get(name)
    return field && intAt(field, 0)
  }
  const host = long('__ht')
  if (host === undefined) return undefined
  const [session, ghost, before] = [long('sess'), long('__gt'), long('_pgt')]
  return {
    ...{ kind: bytes[8] === 1 ? 'ping' : 'pong', host },
    ...(session !== undefined && { session: BigInt.asUintN(64, session) }),
    ...(ghost !== undefined && { ghost }),
    ...(before !== undefined && { before }),
  }
}

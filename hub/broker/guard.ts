import type { Duplex } from 'node:stream'
import { type Bucket, bucket } from './bucket.ts'
import type { BrokerLimits } from './limits.ts'
import { type EndOfTurn, endOfTurn, outbox } from './outbox.ts'
import { packetScanner } from './packet-scanner.ts'

/** Why the guard ended a connection. */
export type CutReason = 'too-many' | 'slow-consumer' | 'packet-too-long' | 'not-mqtt'

/** A connection that the guard let in. */
export type Guarded = {
  readonly address: string
  /** From now on this client may send as fast as a trusted one. */
  trust(): void
}

export type Guard = {
  /** Takes the connection under guard; undefined where it was cut at once, since there are too many. */
  admit(connection: Duplex, address: string): Guarded | undefined
  figures(): Readonly<Record<string, number>>
}

export type GuardParts = {
  readonly limits: BrokerLimits
  /** CLOCK_MONOTONIC in ms. */
  readonly now: () => number
  readonly onCut: (reason: CutReason, address: string) => void
}

/**
 * Stands between aedes and every connection: writes go out once a turn of the loop, nobody who
 * stops reading is waited for, no packet is collected that is too long, no sender outruns its rate.
 * aedes alone waits for a frozen reader inside its emitter, which silences the whole broker.
 */
export function connectionGuard({ limits, now, onCut }: GuardParts): Guard {
  const byAddress = new Map<string, number>()
  const turn = endOfTurn()
  const cuts: Record<CutReason, number> = {
    'too-many': 0,
    'slow-consumer': 0,
    'packet-too-long': 0,
    'not-mqtt': 0,
  }
  let connections = 0
  let slowedDown = 0

  const count = (address: string, by: 1 | -1): void => {
    connections += by
    const left = (byAddress.get(address) ?? 0) + by
    if (left === 0) byAddress.delete(address)
    else byAddress.set(address, left)
  }
  const note = (reason: CutReason, address: string): void => {
    cuts[reason] += 1
    onCut(reason, address)
  }

  return {
    admit(connection, address) {
      const full =
        connections >= limits.connections ||
        (byAddress.get(address) ?? 0) >= limits.connectionsPerAddress
      if (full) {
        note('too-many', address)
        connection.destroy()
        return undefined
      }
      count(address, 1)
      connection.once('close', () => count(address, -1))
      const cut = (reason: CutReason): void => {
        if (connection.destroyed) return
        note(reason, address)
        connection.destroy(new Error(reason))
      }
      guardWrites(connection, { limits, turn, cut })
      const { trust } = guardReads(connection, { limits, now, cut, onSlowed: () => slowedDown++ })
      return { address, trust }
    },
    figures: () => ({
      connections,
      slowedDown,
      cutTooMany: cuts['too-many'],
      cutSlow: cuts['slow-consumer'],
      cutTooLong: cuts['packet-too-long'],
      cutNotMqtt: cuts['not-mqtt'],
    }),
  }
}

/** Replaces write: collected for this turn, never a reason to wait, cut beyond the backlog. */
function guardWrites(
  connection: Duplex,
  parts: {
    readonly limits: BrokerLimits
    readonly turn: EndOfTurn
    readonly cut: (reason: CutReason) => void
  },
): void {
  const { limits, turn, cut } = parts
  const out = outbox(connection.write.bind(connection))
  const send = (): void => {
    if (connection.destroyed) out.forget()
    else out.send()
    if (connection.writableLength > limits.backlogBytes) cut('slow-consumer')
  }
  const write = (chunk: string | Uint8Array): boolean => {
    if (connection.destroyed) return true
    if (out.size === 0) turn.at(send)
    out.add(chunk)
    // What is large goes at once, so that the backlog is what the reader left, not what we held.
    if (out.size >= sendNowBytes) send()
    // Always: a false would make aedes wait for this one reader.
    return true
  }
  // The packet writer corks and uncorks each packet where it can; the outbox does that better.
  Object.assign(connection, { write, cork: undefined })
}

const sendNowBytes = 64 * 1024

/** Replaces read: follows packet headers, and holds back what comes faster than the rate. */
function guardReads(
  connection: Duplex,
  parts: {
    readonly limits: BrokerLimits
    readonly now: () => number
    readonly cut: (reason: CutReason) => void
    readonly onSlowed: () => void
  },
): { readonly trust: () => void } {
  const { limits, now, cut, onSlowed } = parts
  const scanner = packetScanner(limits)
  const readOn = connection.read.bind(connection)
  let pace: Bucket = bucket({ burst: limits.packetBurst, perSecond: limits.packetsPerSecond }, now)
  let holding: NodeJS.Timeout | undefined

  const goOn = (): void => {
    holding = undefined
    connection.emit('readable')
  }
  // aedes reads on `readable` and after each packet; what stays unread slows the sender by TCP.
  const read = (size?: number): unknown => {
    if (holding) return null
    const waitMs = pace.waitMs()
    if (waitMs > 0) {
      onSlowed()
      holding = setTimeout(goOn, waitMs)
      return null
    }
    const chunk = readOn(size)
    if (chunk === null) return null
    const packets = scanner.scan(chunk)
    if (typeof packets === 'string') {
      cut(packets)
      return null
    }
    pace.take(packets)
    return chunk
  }
  connection.once('close', () => clearTimeout(holding))
  Object.assign(connection, { read })
  return {
    trust() {
      pace = bucket(
        { burst: limits.trustedPacketBurst, perSecond: limits.trustedPacketsPerSecond },
        now,
      )
    },
  }
}

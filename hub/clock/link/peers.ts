import type { Discovery, Endpoint, LinkId, PeerState } from './codec.ts'
import type { LinkWay } from './sockets.ts'

/** A peer that was heard, and the way it was heard by. */
export type Peer = PeerState & {
  readonly id: LinkId
  readonly way: LinkWay
  readonly heardUntilMs: number
}

/** More than any room holds; whoever comes after them is not heard. */
const mostPeers = 100
const longestSilenceS = 10

/** Everybody who is there, until they say goodbye or fall silent. */
export type Peers = {
  /** Undefined where there are too many. */
  saw(word: Exclude<Discovery, { says: 'byebye' }>, way: LinkWay, nowMs: number): Peer | undefined
  left(id: LinkId): void
  /** Forgets who was heard by a way that is no more. */
  lose(way: LinkWay): void
  /** Forgets who has been silent for too long; says whether somebody was. */
  prune(nowMs: number): boolean
  in(session: LinkId): readonly Peer[]
  /** Where to measure a session: its founder, else anybody of it. */
  toMeasure(session: LinkId): { readonly peer: Peer; readonly at: Endpoint } | undefined
}

export function linkPeers(): Peers {
  const peers = new Map<LinkId, Peer>()
  const inSession = (session: LinkId): readonly Peer[] =>
    [...peers.values()].filter((peer) => peer.session === session)

  return {
    saw({ says: _, from, ttlS, ...state }, way, nowMs) {
      if (!peers.has(from) && peers.size >= mostPeers) return undefined
      const silentMs = Math.min(ttlS, longestSilenceS) * 1000
      const peer = { ...state, id: from, way, heardUntilMs: nowMs + silentMs }
      peers.set(from, peer)
      return peer
    },
    left: (id) => void peers.delete(id),
    lose(way) {
      for (const [id, peer] of peers) if (peer.way === way) peers.delete(id)
    },
    prune(nowMs) {
      const gone = [...peers.values()].filter(({ heardUntilMs }) => heardUntilMs < nowMs)
      for (const { id } of gone) peers.delete(id)
      return gone.length > 0
    },
    in: inSession,
    toMeasure(session) {
      const asked = inSession(session).filter(({ measured }) => measured)
      const peer = asked.find(({ id }) => id === session) ?? asked[0]
      return peer?.measured && { peer, at: peer.measured }
    },
  }
}

import type { Clock } from '#core/clock.ts'
import type { Log } from '#runtime/log.ts'
import type { LedBeats } from '../clock-follower.ts'
import {
  decodeDiscovery,
  decodeMeasuring,
  encodeDiscovery,
  encodeMeasuring,
  type LinkId,
  type PeerState,
} from './codec.ts'
import { type Measurement, measure } from './measurement.ts'
import { linkPeers, type Peer } from './peers.ts'
import { linkSessions } from './sessions.ts'
import { type Hear, type LinkWay, linkGroup } from './sockets.ts'
import { beatOn, bpmOf, noStartStop, type StartStop, withTempo } from './timeline.ts'
import { type LinkWays, openWays } from './ways.ts'

/** Our part in an Ableton Link session. */
export type Link = AsyncDisposable & {
  /** Where the beats of the session are. */
  beats(nowMs: number): LedBeats
  /** Others of the session. */
  peers(): number
  playing(): boolean
  /** Says our tempo to the session. */
  setTempo(bpm: number): void
  /** Says to the session that we play, or have stopped. */
  play(playing: boolean): void
  /** Why nobody can be met. */
  hint(): string | undefined
}

export type LinkParts = {
  readonly clock: Clock
  readonly random: () => number
  readonly log: Log
  /** Where we are as we come: alone, we go on with it; else the session's holds. */
  readonly bpm: number
  readonly beat: number
  /** Tempo, peers or session are others now. */
  readonly changed: () => void
  /** Somebody of the session started or stopped. */
  readonly played: (playing: boolean) => void
  /** Where else than in the usual place to meet. */
  readonly port?: number
  readonly addresses?: () => readonly string[]
}

const ttlS = 5
const aliveEveryMs = 250
const remeasureMs = 30_000

/** Joins whoever is there; with nobody and no network it is a session of one. */
export async function openLink(parts: LinkParts): Promise<Link> {
  const { clock, log, changed } = parts
  const id = newLinkId(parts.random)
  const now = (): number => clock.now() * 1000
  const sessions = linkSessions({
    id,
    timeline: {
      microsPerBeat: Math.round(60_000_000 / parts.bpm),
      beatOrigin: Math.round(parts.beat * 1e6),
      timeOrigin: 0,
    },
    offset: -Math.round(now()),
  })
  const peers = linkPeers()
  const measuring = new Map<LinkId, Measurement>()
  let startStop: StartStop = noStartStop
  /** None before all are open: peers answer while we still open them. */
  let ways: LinkWays | undefined

  const ghost = (): number => now() + sessions.current().offset

  function state(way: LinkWay): PeerState {
    const { id: session, timeline } = sessions.current()
    return { timeline, session, startStop, measured: { address: way.address, port: way.port } }
  }

  function sayAlive(): void {
    for (const way of ways?.all() ?? [])
      way.toAll(encodeDiscovery({ says: 'alive', from: id, ttlS, ...state(way) }))
  }

  const hear: Hear = (bytes, from, way) => {
    const ping = decodeMeasuring(bytes)
    if (ping?.says === 'ping') {
      const { id: session } = sessions.current()
      const pong = { ...ping, says: 'pong' as const, session, ghost: Math.round(ghost()) }
      way.to(from, encodeMeasuring(pong))
    } else if (ping) measuring.get(ping.session)?.hear(ping)
    const word = ping ? undefined : decodeDiscovery(bytes)
    if (!word || word.from === id) return
    if (word.says === 'byebye') {
      peers.left(word.from)
      changed()
      return
    }
    if (word.says === 'alive')
      way.to(from, encodeDiscovery({ says: 'response', from: id, ttlS, ...state(way) }))
    const { measured, ...rest } = word
    // Nobody makes us ping somebody else.
    const own = measured?.address === from.address ? { ...rest, measured } : rest
    const peer = peers.saw(own, way, clock.now())
    if (peer) saw(peer)
  }

  function saw(peer: Peer): void {
    const before = sessions.current().timeline
    if (sessions.saw(peer.session, peer.timeline)) begin(peer.session)
    if (peer.session === sessions.current().id && peer.startStop) hearPlayed(peer.startStop)
    if (sessions.current().timeline !== before) changed()
  }

  function hearPlayed(said: StartStop): void {
    if (said.time <= startStop.time) return
    const differs = said.playing !== startStop.playing
    startStop = said
    if (differs) parts.played(said.playing)
  }

  function begin(session: LinkId): void {
    const found = peers.toMeasure(session)
    if (!found || measuring.has(session)) {
      if (!found) sessions.forget(session)
      return
    }
    const { peer, at } = found
    const measurement = measure({
      ...{ session, now },
      send: (word) => peer.way.to(at, encodeMeasuring(word)),
      done: (offset) => end(session, offset),
    })
    measuring.set(session, measurement)
  }

  function end(session: LinkId, offset: number | undefined): void {
    measuring.delete(session)
    if (sessions.measured(session, offset)) {
      // Who comes into a session that plays does not begin to play by that.
      startStop = peers
        .in(session)
        .map((peer) => peer.startStop ?? noStartStop)
        .reduce((last, one) => (one.time > last.time ? one : last), noStartStop)
      log.info('link session joined', { session, peers: peers.in(session).length })
      sayAlive()
    }
    changed()
  }

  const opened = await openWays({
    ...{ port: parts.port ?? linkGroup.port, addresses: parts.addresses, hear, log },
    lost(way) {
      peers.lose(way)
      changed()
    },
  })
  ways = opened
  const alive = setInterval(() => {
    if (peers.prune(clock.now())) changed()
    sayAlive()
  }, aliveEveryMs)
  // Clocks of machines drift apart; who founded the session is its time and asks nobody.
  const again = setInterval(() => {
    const { id: session } = sessions.current()
    if (session !== id) begin(session)
  }, remeasureMs)
  sayAlive()

  return {
    beats(nowMs) {
      const { timeline, offset } = sessions.current()
      const beat = beatOn(timeline, nowMs * 1000 + offset)
      return { beat, atMs: nowMs, bpm: bpmOf(timeline), count: sessions.joined() }
    },
    peers: () => peers.in(sessions.current().id).length,
    playing: () => startStop.playing,
    setTempo(bpm) {
      sessions.say(withTempo(sessions.current().timeline, bpm, ghost()))
      sayAlive()
      changed()
    },
    play(playing) {
      if (startStop.playing === playing) return
      const time = Math.max(startStop.time + 1, Math.round(ghost()))
      const beats = Math.round(beatOn(sessions.current().timeline, time) * 1e6)
      startStop = { playing, beats, time }
      sayAlive()
    },
    hint: opened.hint,
    async [Symbol.asyncDispose]() {
      clearInterval(alive)
      clearInterval(again)
      for (const one of measuring.values()) one.stop()
      for (const way of opened.all()) way.toAll(encodeDiscovery({ says: 'byebye', from: id }))
      // The goodbye is on its way before the sockets close.
      await new Promise((resolve) => setImmediate(resolve))
      await opened[Symbol.asyncDispose]()
    },
  }
}

const newLinkId = (random: () => number): LinkId =>
  Array.from({ length: 8 }, () =>
    Math.floor(random() * 256)
      .toString(16)
      .padStart(2, '0'),
  ).join('')

import type { Clock } from '#core/clock.ts'
import type { TimeMessage } from '#core/midi/message.ts'
import type { ClockChoice, FollowStatus } from '#core/rig/clock-choice.ts'
import type { Log } from '#runtime/log.ts'
import { type ClockFollower, clockFollower } from './clock-follower.ts'
import { displayTempo } from './display-tempo.ts'
import type { Link, LinkParts } from './link/link.ts'
import type { TempoSource, Transport } from './transport.ts'

/** Whoever was chosen to lead, followed by the transport. */
export type Leader = AsyncDisposable & {
  choose(choice: Pick<ClockChoice, 'leads' | 'from'>): void
  /** What of time came from a device. */
  hear(device: string, message: TimeMessage, atMs: number): void
  /** The tempo is to be this one: told to the session in Link, idle where a MIDI clock leads. */
  setTempo(bpm: number, source: TempoSource, atMs: number): void
  /** Somebody here has started a piece, or stopped: a session is told. */
  played(playing: boolean): void
  following(): Following
}

export type Following = {
  readonly status: FollowStatus
  readonly device?: string
  readonly bpm?: number
  readonly jitterMs?: number
  readonly peers?: number
  readonly hint?: string
}

export type LeaderParts = {
  readonly transport: Transport
  readonly clock: Clock
  readonly log: Log
  readonly openLink: (
    parts: Pick<LinkParts, 'bpm' | 'beat' | 'changed' | 'played'>,
  ) => Promise<Link>
  /** The leader's transport starts; its first beat is at `firstBeatMs`. */
  readonly starts: (firstBeatMs: number) => void
  readonly stops: () => void
}

/** How often we look whether the leader has fallen silent, and where a session is. */
const lookEveryMs = 50

type Followed = {
  readonly device: string
  readonly follower: ClockFollower
  readonly shown: ReturnType<typeof displayTempo>
}

export function openLeader(parts: LeaderParts): Leader {
  const { transport, clock } = parts
  let choice: Pick<ClockChoice, 'leads' | 'from'> = { leads: 'own' }
  let followed: Followed | undefined
  /** Who led until it fell silent. */
  let lost: string | undefined
  let link: Link | undefined
  /** Opened and closed one after the other. */
  let linking: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout | undefined

  function look(): void {
    const nowMs = clock.now()
    if (link) transport.lead(link.beats(nowMs), 'link', nowMs)
    if (!followed) return
    if (followed.follower.status(nowMs) === 'lost') {
      lost = followed.device
      followed = undefined
      transport.unlead(nowMs)
    } else lead(followed, nowMs)
  }

  function lead({ follower, shown }: Followed, nowMs: number): void {
    const beats = follower.beats()
    if (!beats) return
    shown.show(beats.bpm)
    transport.lead(beats, 'midi-clock', nowMs)
  }

  function followedOn(device: string): Followed | undefined {
    if (choice.leads !== 'midi' || (choice.from ?? device) !== device) return undefined
    if (followed?.device === device) return followed
    // Of two that tick, the first one leads; who only says start and stop is in nobody's way.
    if (followed && followed.follower.status(clock.now()) !== 'waiting') return undefined
    followed = { device, follower: clockFollower(), shown: displayTempo() }
    return followed
  }

  function inTurn(act: () => Promise<void>): void {
    linking = linking
      .then(act)
      .catch((cause: unknown) => parts.log.error('link does not work', { cause }))
  }

  function leave(): void {
    clearInterval(timer)
    timer = undefined
    followed = undefined
    lost = undefined
    transport.unlead(clock.now())
    const was = link
    link = undefined
    if (was) inTurn(() => Promise.resolve(was[Symbol.asyncDispose]()))
  }

  function join(): void {
    inTurn(async () => {
      if (choice.leads !== 'link' || link) return
      const { bpm } = transport.state()
      const opened = await parts.openLink({
        ...{ bpm, beat: transport.beatAt(clock.now()) },
        changed: look,
        played: (playing) =>
          playing ? parts.starts(transport.nextBarMs(clock.now())) : parts.stops(),
      })
      if (isChosen('link')) {
        link = opened
        look()
      } else await opened[Symbol.asyncDispose]()
    })
  }

  const isChosen = (leads: ClockChoice['leads']): boolean => choice.leads === leads

  return {
    choose(next) {
      if (next.leads === choice.leads && next.from === choice.from) return
      leave()
      choice = next
      if (next.leads !== 'own') timer = setInterval(look, lookEveryMs)
      if (next.leads === 'link') join()
    },
    hear(device, message, atMs) {
      const one = followedOn(device)
      if (!one) return
      lost = undefined
      const turn = one.follower.hear(message, atMs)
      const nowMs = clock.now()
      lead(one, nowMs)
      if (turn === 'starts') parts.starts(one.follower.nextTickMs(nowMs))
      else if (turn === 'stops') parts.stops()
    },
    setTempo(bpm, source, atMs) {
      if (link) link.setTempo(bpm)
      else transport.setTempo(bpm, source, atMs)
    },
    played: (playing) => link?.play(playing),
    following() {
      if (link) return followingLink(link)
      if (choice.leads === 'own') return { status: 'free' }
      if (!followed)
        return lost === undefined ? { status: 'waiting' } : { status: 'lost', device: lost }
      const { device, follower, shown } = followed
      const beats = follower.beats()
      return {
        ...{ status: follower.status(clock.now()), device },
        ...(beats && { bpm: shown.shown(), jitterMs: roughly(follower.jitterMs()) }),
      }
    },
    async [Symbol.asyncDispose]() {
      choice = { leads: 'own' }
      leave()
      await linking
    },
  }
}

function followingLink(link: Link): Following {
  const peers = link.peers()
  const hint = link.hint()
  return {
    ...{ status: peers > 0 ? 'locked' : 'waiting', peers },
    bpm: Math.round(link.beats(0).bpm * 10) / 10,
    ...(hint !== undefined && { hint }),
  }
}

/** To half a millisecond: finer is nobody's concern, and would be told all the time. */
const roughly = (ms: number): number => Math.round(ms * 2) / 2

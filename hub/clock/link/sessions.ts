import type { LinkId } from './codec.ts'
import type { Timeline } from './timeline.ts'

/** The session we are in, and those we have seen. */
export type Sessions = {
  /** `offset` is what to add to our time, in µs, to have the session's. */
  current(): Session
  /** Grows with each other session that was joined. */
  joined(): number
  /** A peer says where the beats of its session are. Says whether that session is to be measured now. */
  saw(id: LinkId, timeline: Timeline): boolean
  /** A measurement is over; undefined where nobody answered. Says whether we are in another session now. */
  measured(id: LinkId, offset: number | undefined): boolean
  /** Our own word on where the beats are. */
  say(timeline: Timeline): void
  /** Nobody is in that session any more. */
  forget(id: LinkId): void
}

export type Session = {
  readonly id: LinkId
  readonly timeline: Timeline
  readonly offset: number
}

/** Sessions whose times differ by less are equally old; the smaller name decides. */
const sameAge = 500_000
/** Sessions that were seen and not joined; the first ones are forgotten for more. */
const mostOthers = 100

/**
 * The rules by which peers come together: the older session wins, because its time is further; its
 * tempo is taken over, never ours forced upon it. Within a session the newest timeline holds.
 */
export function linkSessions(own: Session): Sessions {
  let current = own
  let joined = 0
  const others = new Map<LinkId, Timeline>()

  const newer = (one: Timeline, other: Timeline): Timeline =>
    one.timeOrigin > other.timeOrigin ? one : other

  function wins(id: LinkId, offset: number): boolean {
    const ahead = offset - current.offset
    return ahead > sameAge || (Math.abs(ahead) <= sameAge && id < current.id)
  }

  return {
    current: () => current,
    joined: () => joined,
    saw(id, timeline) {
      if (id === current.id) {
        current = { ...current, timeline: newer(timeline, current.timeline) }
        return false
      }
      const known = others.get(id)
      others.set(id, known ? newer(timeline, known) : timeline)
      const [oldest] = others.keys()
      if (others.size > mostOthers && oldest !== undefined) others.delete(oldest)
      return known === undefined
    },
    measured(id, offset) {
      if (offset === undefined) {
        others.delete(id)
        return false
      }
      if (id === current.id) {
        current = { ...current, offset }
        return false
      }
      const timeline = others.get(id)
      if (!timeline || !wins(id, offset)) return false
      others.delete(id)
      others.set(current.id, current.timeline)
      current = { id, timeline, offset }
      joined += 1
      return true
    },
    say(timeline) {
      current = { ...current, timeline }
    },
    forget: (id) => void others.delete(id),
  }
}

import { covers } from '#hub/broker/topic-filter.ts'
import type { Asker } from '../access/roles.ts'
import type { Said } from './live-feed.ts'
import { mayHear } from './live-rights.ts'

/** What one page wants to hear of, and what of it waits to be sent. */
export type Subscription = {
  /** True for one topic without a wildcard. */
  readonly exact: boolean
  covers(topic: string): boolean
  /** True where it is kept to be sent. */
  hear(said: Said): boolean
  /** What may go now. */
  take(nowMs: number, slow: boolean): readonly Said[]
  /** How many had to be dropped since it was last asked. */
  dropped(): number
  waits(): boolean
}

export type Wanted = {
  readonly filter: string
  /** `last` keeps the newest of each topic, `all` everything up to a bound. */
  readonly mode: 'last' | 'all'
  /** Messages a second, of each topic, for mode last. */
  readonly max: number
  readonly role: Asker['role']
}

/** What mode all keeps for a page that does not take it; the oldest make room. */
const queueLength = 2000
/** 5 Hz for states on a slow link. */
const slowGapMs = 200

export function subscription({ filter, mode, max, role }: Wanted): Subscription {
  const covered = (topic: string): boolean => covers(filter, topic) && mayHear(role, topic)
  const queue = mode === 'all' ? everything() : newest(1000 / max)
  return {
    exact: !/[+#]/.test(filter),
    covers: covered,
    hear(said) {
      if (!covered(said.topic)) return false
      queue.add(said)
      return true
    },
    take: queue.take,
    dropped: queue.dropped,
    waits: queue.waits,
  }
}

type Queue = Pick<Subscription, 'take' | 'dropped' | 'waits'> & { add(said: Said): void }

function everything(): Queue {
  let waiting: Said[] = []
  let lost = 0
  return {
    add(said) {
      waiting.push(said)
      if (waiting.length <= queueLength) return
      waiting.shift()
      lost += 1
    },
    // On a slow link they wait here, where they are counted, and not in the socket.
    take(_nowMs, slow) {
      if (slow) return []
      const taken = waiting
      waiting = []
      return taken
    },
    dropped() {
      const count = lost
      lost = 0
      return count
    },
    waits: () => waiting.length > 0,
  }
}

function newest(gapMs: number): Queue {
  const waiting = new Map<string, Said>()
  const sentMs = new Map<string, number>()
  return {
    add: (said) => void waiting.set(said.topic, said),
    take(nowMs, slow) {
      const gap = slow ? Math.max(gapMs, slowGapMs) : gapMs
      // Half a tick of grace, or 60 a second would become 30.
      const due = [...waiting.values()].filter(
        ({ topic }) => nowMs - (sentMs.get(topic) ?? Number.NEGATIVE_INFINITY) >= gap - 8,
      )
      for (const { topic } of due) {
        waiting.delete(topic)
        sentMs.set(topic, nowMs)
      }
      return due
    },
    dropped: () => 0,
    waits: () => waiting.size > 0,
  }
}

import { pids } from './pids.ts'

/** Which value is asked for next: the one that has been due for longest. */
export type Polling = {
  /** The PID, and when it is due; undefined where there is none to ask. */
  next(): { readonly pid: string; readonly dueMs: number } | undefined
  asked(pid: string, nowMs: number): void
  answered(pid: string): void
  /** What the car does not say is asked for less and less often, up to 64 times. */
  missed(pid: string): void
}

const mostMisses = 6

/** @param wanted PIDs of the table; the fast ones come first */
export function pollingOf(wanted: readonly string[]): Polling {
  const ordered = [...new Set(wanted)].sort((one, two) => pids[one]!.everyMs - pids[two]!.everyMs)
  const turns = new Map(
    ordered.map((pid) => [pid, { askedMs: Number.NEGATIVE_INFINITY, misses: 0 }]),
  )
  const dueMs = (pid: string): number => {
    const { askedMs, misses } = turns.get(pid)!
    return askedMs + pids[pid]!.everyMs * 2 ** misses
  }
  return {
    next() {
      const [first, ...rest] = ordered
      if (first === undefined) return undefined
      const pid = rest.reduce((best, one) => (dueMs(one) < dueMs(best) ? one : best), first)
      return { pid, dueMs: dueMs(pid) }
    },
    asked(pid, nowMs) {
      turns.get(pid)!.askedMs = nowMs
    },
    answered(pid) {
      turns.get(pid)!.misses = 0
    },
    missed(pid) {
      const turn = turns.get(pid)!
      turn.misses = Math.min(mostMisses, turn.misses + 1)
    },
  }
}

import { maxOwners } from './orders.ts'

/** The names under which events are ordered and cancelled: nobody has one that somebody else still plays under. */
export type Owners = {
  /** Undefined where all are taken. */
  take(): number | undefined
  leave(owner: number): void
}

export function owners(): Owners {
  const taken = new Set<number>()
  let last = 0

  /** In turns, so that one that was just left is not given again at once. */
  const after = (owner: number): number => (owner % (maxOwners - 1)) + 1

  return {
    take() {
      if (taken.size === maxOwners - 1) return undefined
      do last = after(last)
      while (taken.has(last))
      taken.add(last)
      return last
    },
    leave: (owner) => void taken.delete(owner),
  }
}

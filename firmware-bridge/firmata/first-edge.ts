/** Contacts bounce for less, and fingers are slower. */
const bounceMs = 8

/** A contact as it is read, bounces and all. */
export type FirstEdge = {
  /** What it is now. The first one is only taken note of, unless it is told as `first`. */
  level(closed: boolean): void
  /** Forgets what it was. */
  forget(): void
}

/**
 * Takes bouncing out of a contact without making it late: the first edge counts at once, and for 8 ms
 * after it none does. Where it ended up somewhere else by then, that is said as well.
 * @param changed `first` says that this is how it was found
 */
export function firstEdge(changed: (closed: boolean, first: boolean) => void): FirstEdge {
  let told: boolean | undefined
  let now = false
  let masked: NodeJS.Timeout | undefined

  function tell(first: boolean): void {
    told = now
    masked = setTimeout(() => {
      masked = undefined
      if (now !== told) tell(false)
    }, bounceMs)
    changed(now, first)
  }

  return {
    level(closed) {
      now = closed
      if (!masked && now !== told) tell(told === undefined)
    },
    forget() {
      clearTimeout(masked)
      masked = undefined
      told = undefined
    },
  }
}

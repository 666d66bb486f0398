/** Whether somebody is there, and in how many ms to look again. */
export type Seen = { readonly changed?: boolean; readonly lookAgainMs?: number }

/**
 * Somebody is there who was seen for `arriveMs`, and gone who was not seen for `leaveMs`: a sensor that
 * blinks in between changes nothing.
 */
export function presence({
  arriveMs,
  leaveMs,
}: {
  readonly arriveMs: number
  readonly leaveMs: number
}) {
  let there = false
  let seen = false
  let sinceMs = 0

  function look(atMs: number): Seen {
    const waitMs = seen ? arriveMs : leaveMs
    if (seen === there) return {}
    const leftMs = sinceMs + waitMs - atMs
    if (leftMs > 0) return { lookAgainMs: leftMs }
    there = seen
    return { changed: there }
  }

  return {
    look,
    see(now: boolean, atMs: number): Seen {
      if (now !== seen) {
        seen = now
        sinceMs = atMs
      }
      return look(atMs)
    },
  }
}

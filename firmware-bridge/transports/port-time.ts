/** What we learn from a message's lateness, and when we give it up. */
const driftMs = 5
const lookMs = 1000
const lookMessages = 8
const stallMs = 250

/**
 * Turns what the kernel says lies between two messages into moments of the hub's clock, so that a busy
 * event loop makes no rhythm uneven. The kernel's time is trusted until every message of the last second
 * was more than 5 ms late by it (the two clocks drifted), or one by more than 250 ms; a message cannot
 * have come later than it was heard.
 * @returns when the message came, from the ms since the one before and the moment it was heard
 */
export function portTime(): (sinceLastMs: number, heardMs: number) => number {
  let atMs: number | undefined
  let sinceMs = 0
  let count = 0
  let leastLateMs = Number.POSITIVE_INFINITY

  function anchor(ms: number, heardMs: number): number {
    atMs = ms
    sinceMs = heardMs
    count = 0
    leastLateMs = Number.POSITIVE_INFINITY
    return ms
  }

  return (sinceLastMs, heardMs) => {
    if (atMs === undefined) return anchor(heardMs, heardMs)
    atMs += sinceLastMs
    const lateMs = heardMs - atMs
    if (lateMs < 0 || lateMs > stallMs) return anchor(heardMs, heardMs)
    leastLateMs = Math.min(leastLateMs, lateMs)
    count += 1
    if (count < lookMessages || heardMs - sinceMs < lookMs) return atMs
    return anchor(leastLateMs > driftMs ? atMs + leastLateMs : atMs, heardMs)
  }
}

/** Says when something on the hub's clock happens on the page's clock, and the other way round (ms). */
export type HubClock = {
  /** One ping: sent and got by the page's clock, answered at `hubMs` by the hub's. */
  heard(ping: { readonly sentMs: number; readonly gotMs: number; readonly hubMs: number }): void
  known(): boolean
  toPage(hubMs: number): number
  toHub(pageMs: number): number
  /** Forgets every ping: the hub's machine may have restarted its clock. */
  reset(): void
}

type Ping = { readonly roundTripMs: number; readonly offsetMs: number }

/** Pings kept; the oldest make room, so that a drifting clock is followed. */
const kept = 16

/**
 * The offset is the median over the quicker half of the last pings: a slow ping waited somewhere,
 * and says little about where its middle was.
 */
export function hubClock(): HubClock {
  let pings: readonly Ping[] = []
  let offsetMs = 0
  return {
    heard({ sentMs, gotMs, hubMs }) {
      const ping = { roundTripMs: gotMs - sentMs, offsetMs: hubMs - (sentMs + gotMs) / 2 }
      pings = [...pings, ping].slice(-kept)
      offsetMs = offsetOf(pings)
    },
    known: () => pings.length > 0,
    toPage: (hubMs) => hubMs - offsetMs,
    toHub: (pageMs) => pageMs + offsetMs,
    reset() {
      pings = []
      offsetMs = 0
    },
  }
}

/** Median offset of the quicker half; 0 for no pings. */
export function offsetOf(pings: readonly Ping[]): number {
  const quicker = [...pings]
    .sort((a, b) => a.roundTripMs - b.roundTripMs)
    .slice(0, Math.ceil(pings.length / 2))
  const offsets = quicker.map((ping) => ping.offsetMs).sort((a, b) => a - b)
  const middle = offsets.length >> 1
  if (offsets.length === 0) return 0
  return offsets.length % 2 === 1 ? offsets[middle]! : (offsets[middle - 1]! + offsets[middle]!) / 2
}

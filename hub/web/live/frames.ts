/**
 * One live event: which subscription, its number, when (hub clock, ms), and what was said; null for a
 * state that its owner took back. Behind it its topic, where the subscription has a wildcard.
 */
export type LiveEvent = readonly [
  id: string,
  seq: number,
  atMs: number,
  payload: unknown,
  topic?: string,
]

/** What the hub says over /live, one text frame each. */
export type Frame =
  | { readonly op: 'hello'; readonly device: string; readonly role: Role }
  | { readonly op: 'snap'; readonly id: string; readonly data: unknown }
  | { readonly op: 'events'; readonly events: readonly LiveEvent[] }
  | { readonly op: 'pong'; readonly t: number; readonly nowMs: number }
  | { readonly op: 'lag'; readonly dropped: number }
  | { readonly op: 'bye'; readonly reason: string }

export const roles = ['owner', 'player', 'viewer', 'kiosk'] as const
export type Role = (typeof roles)[number]

type Words = Readonly<Record<string, unknown>>

const readers: Readonly<Record<string, (said: Words) => Frame | undefined>> = {
  hello: ({ device, role }) =>
    typeof device === 'string' && isRole(role) ? { op: 'hello', device, role } : undefined,
  snap: ({ id, data }) => (typeof id === 'string' ? { op: 'snap', id, data } : undefined),
  pong: ({ t, nowMs }) =>
    typeof t === 'number' && typeof nowMs === 'number' ? { op: 'pong', t, nowMs } : undefined,
  lag: ({ dropped }) => ({ op: 'lag', dropped: typeof dropped === 'number' ? dropped : 1 }),
  bye: ({ reason }) => ({ op: 'bye', reason: String(reason ?? '') }),
}

/**
 * What one text frame says; undefined where it is none of ours. An array is a tick of events, and
 * an event of the wrong shape is left out without losing its neighbours.
 */
export function frameFrom(text: string): Frame | undefined {
  const said = parsed(text)
  if (Array.isArray(said)) return { op: 'events', events: said.filter(isEvent) }
  if (typeof said !== 'object' || said === null) return undefined
  const words = said as Words
  const op = typeof words.op === 'string' ? words.op : ''
  return Object.hasOwn(readers, op) ? readers[op]?.(words) : undefined
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isRole = (word: unknown): word is Role => roles.includes(word as Role)

function isEvent(entry: unknown): entry is LiveEvent {
  if (!Array.isArray(entry) || entry.length < 4) return false
  const [id, seq, atMs] = entry
  return typeof id === 'string' && typeof seq === 'number' && typeof atMs === 'number'
}

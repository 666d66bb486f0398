/** The screens, by the path they are shared and reloaded with. */
export const routes = {
  '/play': 'play',
  '/pieces': 'pieces',
  '/takes': 'takes',
  // The editor itself is at /flows/.
  '/my-flows': 'flows',
} as const
export type Path = keyof typeof routes
export type Screen = (typeof routes)[Path]

/** The path of a screen; anything unknown is Play, the screen that makes sound. */
export function pathFrom(pathname: string): Path {
  const bare = pathname.replace(/\/+$/, '')
  return bare in routes && Object.hasOwn(routes, bare) ? (bare as Path) : '/play'
}

/**
 * What a link brought in its fragment: `#claim=CODE` or `#invite=CODE`.
 * A fragment never reaches a server log, and it is taken out of the history at once.
 */
export function ticketFrom(hash: string): Ticket | undefined {
  const found = /^#(claim|invite)=([A-Za-z0-9_-]{4,128})$/.exec(hash)
  if (!found) return undefined
  return { kind: found[1] as Ticket['kind'], code: found[2]! }
}
export type Ticket = { readonly kind: 'claim' | 'invite'; readonly code: string }

import type { Route } from '../route.ts'

/** What a request below /flows/ may have as its target, and who may ask for it. */
export type FlowsPath = {
  /** As it is sent on, the query with it. */
  readonly target: string
} & Pick<Route, 'role' | 'also'>

/** Pages and sockets that flows themselves serve; everything else is the editor and its API. */
const served = '/flows/http/'
const mostChars = 8000

/**
 * The target of a request where it stays below /flows/ however often somebody decodes it; undefined
 * where it does not, or is no path at all.
 * @example flowsPathOf('/flows/settings') // { target: '/flows/settings', role: 'owner' }
 * @example flowsPathOf('/flows/%2e%2e/keeper/status') // undefined
 */
export function flowsPathOf(url: string): FlowsPath | undefined {
  // Nothing but visible ASCII, and no fragment: what a request line may hold.
  if (url.length > mostChars || !/^\/flows\/[!-"$-~]*$/.test(url)) return undefined
  const path = url.split('?')[0]!
  if (!staysBelow(path)) return undefined
  return path.startsWith(served)
    ? { target: url, role: 'viewer', also: ['kiosk'] }
    : { target: url, role: 'owner' }
}

/** Looks at the path as it is written, and at what whoever decodes it once, twice or again would see. */
function staysBelow(path: string): boolean {
  if (!canBeDecoded(path)) return false
  for (let at = path, rounds = 0; rounds < 5; rounds++) {
    if (/[\\\p{Cc}]/u.test(at) || at.split('/').some((word) => word === '.' || word === '..'))
      return false
    const decoded = decodedOnce(at)
    if (decoded === at) return true
    at = decoded
  }
  return false
}

function canBeDecoded(path: string): boolean {
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}

/** Every sign that could lead away, whatever stands beside it. */
const decodedOnce = (text: string): string =>
  text.replace(/%([0-7][0-9a-f])/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )

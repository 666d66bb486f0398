import { hostname, networkInterfaces } from 'node:os'

/** The names and addresses under which a browser may call this hub. */
export type OwnNames = {
  /** Whether a Host header names this hub, at whatever port: a tunnel may have changed that. */
  fits(host: string | undefined): boolean
  /** IPv4 addresses that others on the network can reach. */
  addresses(): readonly string[]
}

type Interfaces = typeof networkInterfaces

/**
 * A page elsewhere can make its own name point at us (DNS rebinding); the Host header gives it away.
 * @param more names somebody chose for this hub, such as the host of RIGSONG_HUB_URL
 */
export function ownNames({
  more = [],
  name = hostname(),
  interfaces = networkInterfaces,
}: {
  readonly more?: readonly string[]
  readonly name?: string
  readonly interfaces?: Interfaces
} = {}): OwnNames {
  const short = name.toLowerCase().replace(/\.local$/, '')
  const fixed = new Set([
    'localhost',
    short,
    `${short}.local`,
    ...more.map((one) => one.toLowerCase()),
  ])
  return {
    fits(host) {
      const called = nameIn(host)
      // Asked anew each time: a laptop changes its network while the hub runs.
      return called !== undefined && (fixed.has(called) || addressesOf(interfaces).includes(called))
    },
    addresses: () =>
      Object.values(interfaces())
        .flatMap((found) => found ?? [])
        .filter(({ family, internal }) => family === 'IPv4' && !internal)
        .map(({ address }) => address),
  }
}

const addressesOf = (interfaces: Interfaces): readonly string[] => [
  '127.0.0.1',
  '::1',
  ...Object.values(interfaces()).flatMap((found) => (found ?? []).map(({ address }) => address)),
]

function nameIn(host: string | undefined): string | undefined {
  const found = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::\d{1,5})?$/i.exec(host ?? '')
  return (found?.[1] ?? found?.[2])?.toLowerCase().replace(/\.$/, '')
}

/** Whether a request's Origin is the page of the host it calls. */
export function isOwnOrigin(origin: string, host: string | undefined): boolean {
  const url = URL.canParse(origin) ? new URL(origin) : undefined
  return (
    (url?.protocol === 'http:' || url?.protocol === 'https:') &&
    url.host ===
      (host ?? '').toLowerCase().replace(url.protocol === 'https:' ? /:443$/ : /:80$/, '')
  )
}

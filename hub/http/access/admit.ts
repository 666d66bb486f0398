import type { IncomingMessage } from 'node:http'
import { HubError } from '#core/errors.ts'
import type { Access } from './access.ts'
import { isOwnOrigin, type OwnNames } from './own-names.ts'
import type { Asker } from './roles.ts'

export const cookieName = 'rigsong-session'

type Doorkeeping = { readonly names: OwnNames; readonly access: Pick<Access, 'askerOf'> }

/** Checks Host and Origin of a request, and says who asks. Throws HubError. */
export function admit(
  { headers: given, method = 'GET' }: IncomingMessage,
  { names, access }: Doorkeeping,
): Asker {
  const { host, origin, authorization, cookie } = given
  if (!names.fits(host)) throw wrongHost(host)
  if (origin !== undefined && !isOwnOrigin(origin, host)) throw wrongOrigin(origin)
  const asker = access.askerOf({
    bearer: /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1],
    cookie: cookieIn(cookie),
  })
  // Browsers name the page in every request that changes something; only they send cookies unasked.
  const changes = !['GET', 'HEAD', 'OPTIONS'].includes(method) || given.upgrade !== undefined
  if (changes && asker.by === 'cookie' && origin === undefined) throw wrongOrigin('none')
  return asker
}

/** The session's secret in a Cookie header. */
export const cookieIn = (header: string | undefined): string | undefined =>
  new RegExp(`(?:^|;\\s*)${cookieName}=([A-Za-z0-9_-]+)`).exec(header ?? '')?.[1]

const wrongHost = (host: string | undefined): HubError =>
  new HubError('wrong-host', `${host ?? 'no host'} is not a name of this hub`, {
    hint: 'Call it by its address, its name on the network, or localhost.',
  })

const wrongOrigin = (origin: string): HubError =>
  new HubError('wrong-origin', `a page of ${origin} may not do this`, {
    hint: 'Use the page of the hub itself; programs send a Bearer token.',
  })

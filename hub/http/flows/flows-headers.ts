import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http'
import { cookieName } from '../access/admit.ts'
import type { Asker } from '../access/roles.ts'

type Headers = Readonly<Record<string, string | string[] | undefined>>

/** Between two neighbours only, RFC 9110 section 7.6.1; what a body waits for is settled by each of them. */
const hopByHop = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'expect',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]
/** What would let a flow act as whoever asks. */
const ofTheAsker = ['authorization', 'cookie']
/** What the hub alone says about its own address: a flow may not loosen it. */
const ofTheHub = [
  'clear-site-data',
  'content-security-policy',
  'referrer-policy',
  'service-worker-allowed',
  'set-cookie',
  'strict-transport-security',
  'x-frame-options',
]

/** The headers of a request as the flows process gets them: who asks, by name, and no key of theirs. */
export function toFlows(given: IncomingHttpHeaders, { name }: Asker): OutgoingHttpHeaders {
  const cookie = otherCookies(given.cookie)
  return {
    ...without(given, [...hopByHop, ...ofTheAsker, ...named(given.connection), 'x-rigsong-user']),
    ...(cookie !== '' && { cookie }),
    ...(given['transfer-encoding'] !== undefined && { 'transfer-encoding': 'chunked' }),
    // A header holds no letter beyond Latin-1.
    'x-rigsong-user': encodeURIComponent(name),
  }
}

/** The headers of an answer as the asker gets them. */
export function fromFlows(given: IncomingHttpHeaders): Record<string, string | string[]> {
  const cookies = (given['set-cookie'] ?? []).filter(
    (cookie) => !isOurs(cookie) && !isNameless(cookie),
  )
  return {
    ...without(given, [...hopByHop, ...ofTheHub, ...named(given.connection)]),
    ...(cookies.length > 0 && { 'set-cookie': cookies }),
  }
}

function without(headers: Headers, names: readonly string[]): Record<string, string | string[]> {
  const out = new Set(names)
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || out.has(name) ? [] : [[name, value]],
    ),
  )
}

/** Whatever a connection header says: a body without its length would be read as one more request. */
const alwaysPassedOn = ['content-length', 'host']

/** Headers that a connection header names are between two neighbours as well. */
const named = (connection: string | undefined): readonly string[] =>
  (connection ?? '')
    .toLowerCase()
    .split(',')
    .map((word) => word.trim())
    .filter((word) => !alwaysPassedOn.includes(word))

const otherCookies = (cookie: string | undefined): string =>
  (cookie ?? '')
    .split(';')
    .map((one) => one.trim())
    .filter((one) => one !== '' && !isOurs(one))
    .join('; ')

const isOurs = (cookie: string): boolean => cookie.split('=')[0]!.trim() === cookieName

/** A browser sends it back as what it reads like, which may be our name and a secret. */
const isNameless = (cookie: string): boolean => !/^\s*[^\s=;][^=;]*=/.test(cookie)

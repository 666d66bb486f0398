import { type ErrorCode, errorCodes, HubError, reportOf } from '#core/errors.ts'
import { v } from '#core/schema.ts'

/** What every refusal says, as application/problem+json (RFC 9457) with what to do about it. */
export const Problem = v.object({
  type: v.string(),
  title: v.string(),
  status: v.number(),
  detail: v.string(),
  /** What a person can do. */
  fix: v.string(),
  /** For programs; the table is docs/reference/errors.md. */
  code: v.string(),
  /** Finds the request in the hub's log. */
  traceId: v.string(),
})
export type Problem = v.InferOutput<typeof Problem>

const statusOf: Readonly<Record<ErrorCode, number>> = {
  'bad-request': 400,
  'bad-settings': 500,
  'broker-unreachable': 503,
  'called-off': 409,
  'claim-refused': 403,
  'clock-led': 409,
  'control-unknown': 404,
  'data-folder-unwritable': 507,
  'database-broken': 500,
  'database-newer': 500,
  'description-malformed': 400,
  'device-ambiguous': 409,
  'device-mismatch': 409,
  'device-silent': 504,
  'device-unknown': 404,
  'disk-full': 507,
  'flash-failed': 502,
  'flows-away': 503,
  'hub-unreachable': 502,
  internal: 500,
  'limit-exceeded': 413,
  'mapping-unknown': 404,
  'midi-malformed': 400,
  'midi-unavailable': 503,
  'not-allowed': 403,
  'not-answered': 504,
  'not-found': 404,
  'not-signed-in': 401,
  'nothing-to-keep': 409,
  'page-missing': 503,
  'port-busy': 409,
  'port-missing': 404,
  'port-refused': 403,
  'provider-unavailable': 503,
  'scene-unknown': 404,
  'secret-unreadable': 500,
  'simulator-missing': 404,
  'smf-malformed': 400,
  'too-many-tries': 429,
  'topic-unknown': 404,
  'worker-lost': 503,
  'wrong-host': 421,
  'wrong-origin': 403,
}

/** Codes of the HTTP server for requests it could not read. */
const unread: Readonly<Record<number, ErrorCode>> = { 413: 'limit-exceeded', 429: 'too-many-tries' }

/** An error as the answer to a request. What nobody foresaw keeps its words to the log. */
export function problemOf(error: unknown, traceId: string): Problem {
  const { code, message, hint } = refusalOf(error)
  const status = error instanceof HubError ? statusOf[code] : (clientStatus(error) ?? 500)
  return {
    type: `urn:rigsong:problem:${code}`,
    title: errorCodes[code],
    status,
    detail: message,
    fix: hint,
    code,
    traceId,
  }
}

function refusalOf(error: unknown): { code: ErrorCode; message: string; hint: string } {
  if (error instanceof HubError)
    return { code: error.code, message: error.message, hint: error.hint }
  const status = clientStatus(error)
  if (status === undefined)
    return {
      code: 'internal',
      message: 'Something went wrong inside.',
      hint: 'Find the traceId in the log of the hub, then report it.',
    }
  return {
    code: unread[status] ?? 'bad-request',
    message: reportOf(error).message,
    hint: status === 429 ? 'Wait a minute.' : 'Compare with /api/v1/openapi.json.',
  }
}

/** A 4xx that the HTTP server itself gave an error, such as for a body that is no JSON. */
function clientStatus(error: unknown): number | undefined {
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 0
  return status >= 400 && status < 500 ? status : undefined
}

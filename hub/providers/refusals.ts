import type { Failure } from './provider.ts'

/** The failure that every vendor means by a status, where its body says nothing more. */
export function failureOfStatus(status: number, afterMs?: number): Failure {
  const code = String(status)
  if (status === 401 || status === 403) return { why: 'key-refused', code }
  if (status === 402) return { why: 'out-of-credit', code }
  if (status === 404) return { why: 'model-unknown', code }
  if (status === 429)
    return { why: 'rate-limited', code, ...(afterMs !== undefined && { afterMs }) }
  if (status >= 500 || status === 408 || status === 409) return { why: 'overloaded', code }
  return { why: 'bad-request', code }
}

/**
 * What a refusal means that is not in the words of the vendor: one of a proxy, or a page to log in at.
 * It says nothing of a key, a bill or a model.
 */
export function failureOfStranger(status: number, afterMs?: number): Failure {
  const failure = failureOfStatus(status, afterMs)
  const isPassing = failure.why === 'rate-limited' || failure.why === 'overloaded'
  return isPassing ? failure : { why: 'unreachable', code: String(status) }
}

/** The wait that headers ask for, in ms: `retry-after-ms`, or `retry-after` in seconds or as a date. */
export function waitIn(headers: Headers): number | undefined {
  const ms = Number(headers.get('retry-after-ms') ?? Number.NaN)
  if (ms >= 0) return ms
  const after = headers.get('retry-after')
  if (after === null) return undefined
  if (Number(after) >= 0) return Number(after) * 1000
  // Counted on the clock of the other side.
  const waitMs = Date.parse(after) - Date.parse(headers.get('date') ?? '')
  return Number.isNaN(waitMs) ? undefined : Math.max(0, waitMs)
}

/** '1s', '6m0s', '350ms', '1h2m3.5s' in ms; undefined where it is none. */
export function durationMs(text: string): number | undefined {
  const found = /^(?:(\d+)h)?(?:(\d+)m(?!s))?(?:([\d.]+)s)?(?:([\d.]+)ms)?$/.exec(text.trim())
  if (!found || text.trim() === '') return undefined
  const [h = 0, m = 0, s = 0, ms = 0] = found.slice(1).map((part) => Number(part ?? 0))
  const total = ((h * 60 + m) * 60 + s) * 1000 + ms
  return Number.isFinite(total) ? total : undefined
}

import type { Failure, Line, PlanReply, Usage } from './provider.ts'
import {
  eventsOnly,
  growingText,
  type ServerEvent,
  StreamEnded,
  serverEvents,
  soon,
  unlessQuiet,
} from './stream.ts'

/** What an adapter knows of its vendor: how it is asked, and what its answers mean. */
export type Dialect = {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: object
  /** What an answer that is none means; `body` is its JSON. */
  failureOf(status: number, headers: Headers, body: unknown): Failure
  /** What an event brings. */
  hear(event: ServerEvent): Heard
}

export type Heard = {
  readonly text?: string
  readonly usage?: Partial<Usage>
  readonly failure?: Failure
  /** It was all. */
  readonly whole?: true
}

/** Asks over HTTPS and listens to server-sent events. Never throws. */
export async function askByEvents(dialect: Dialect, line: Line): Promise<PlanReply> {
  const text = growingText()
  const ours = new AbortController()
  let usage: Usage | undefined
  const answer = (failure?: Failure): PlanReply => ({
    text: text.text(),
    ...(failure && { failure }),
    ...(usage && { usage }),
  })
  try {
    const response = await opened(dialect, line, ours.signal)
    if (!response.ok || !response.body) return answer(await refusalOf(response, dialect, line))
    for await (const event of serverEvents(unlessQuiet(response.body, line))) {
      const heard = dialect.hear(event)
      if (heard.text !== undefined) text.add(heard.text)
      if (heard.usage) usage = added(usage, heard.usage)
      if (heard.failure) return answer(heard.failure)
      if (heard.whole) return answer()
    }
    return answer({ why: 'cut-off' })
  } catch (error) {
    if (error instanceof StreamEnded) return answer(error.failure)
    return answer({ why: text.text() === '' ? 'unreachable' : 'cut-off' })
  } finally {
    ours.abort()
  }
}

function opened(dialect: Dialect, line: Line, signal: AbortSignal): Promise<Response> {
  const asked = fetch(line.url + dialect.path, {
    method: 'POST',
    headers: {
      ...dialect.headers,
      'content-type': 'application/json',
      accept: 'text/event-stream',
    },
    body: JSON.stringify(dialect.body),
    signal,
    // A key goes where it was meant to go and nowhere else.
    redirect: 'error',
  })
  return soon(asked.then(eventsOnly), line.quietMs, line.signal)
}

async function refusalOf(response: Response, dialect: Dialect, line: Line): Promise<Failure> {
  const { status, headers } = response
  const body = await soon(response.json(), line.quietMs, line.signal).catch(() => undefined)
  // All vendors put theirs under this name.
  if (typeof entry(body, 'error') !== 'object') return failureOfStranger(status, waitIn(headers))
  return dialect.failureOf(status, headers, body)
}

const added = (before: Usage | undefined, more: Partial<Usage>): Usage => ({
  inputTokens: more.inputTokens ?? before?.inputTokens ?? 0,
  outputTokens: more.outputTokens ?? before?.outputTokens ?? 0,
})

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

/** An entry of JSON that may be anything. */
export const entry = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined

export const textIn = (value: unknown, name: string): string | undefined => {
  const found = entry(value, name)
  return typeof found === 'string' ? found : undefined
}

export const numberIn = (value: unknown, name: string): number | undefined => {
  const found = entry(value, name)
  return typeof found === 'number' && Number.isFinite(found) && found >= 0 ? found : undefined
}

/** JSON, or undefined where it is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

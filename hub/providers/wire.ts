import { entry } from './any-json.ts'
import type { Failure, Line, PlanReply, Usage } from './provider.ts'
import { failureOfStranger, waitIn } from './refusals.ts'
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

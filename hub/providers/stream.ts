import type { Failure } from './provider.ts'

/** Thrown by what listens to a stream; becomes the failure of a reply. */
export class StreamEnded extends Error {
  readonly failure: Failure

  constructor(failure: Failure) {
    super(failure.why)
    this.failure = failure
  }
}

export const tooLong: Failure = { why: 'nonsense', code: 'too long' }
/** More than any plan: who sends that much is not answering us. */
const mostChars = 262_144

/**
 * What a stream brings, as long as it keeps coming: throws StreamEnded 'too-slow' after `quietMs` of
 * silence or when the signal aborts. It does not wait for the stream to agree.
 */
export async function* unlessQuiet<T>(
  source: AsyncIterable<T>,
  { quietMs, signal }: { readonly quietMs: number; readonly signal: AbortSignal },
): AsyncGenerator<T> {
  const stream = source[Symbol.asyncIterator]()
  for (;;) {
    const next = await soon(stream.next(), quietMs, signal)
    if (next.done) return
    yield next.value
  }
}

/** The same for one promise. */
export async function soon<T>(
  promise: Promise<T>,
  quietMs: number,
  signal: AbortSignal,
): Promise<T> {
  const slow = Promise.withResolvers<never>()
  const giveUp = (): void => slow.reject(new StreamEnded({ why: 'too-slow' }))
  if (signal.aborted) giveUp()
  const timer = setTimeout(giveUp, quietMs)
  signal.addEventListener('abort', giveUp, { once: true })
  // Whoever loses the race may still fail, and nobody listens any more.
  promise.catch(() => {})
  try {
    return await Promise.race([promise, slow.promise])
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', giveUp)
  }
}

/** More bytes than the events of any plan take. */
const mostBytes = 4 * 1024 * 1024

/**
 * The same response, which breaks with StreamEnded 'nonsense' where its body goes on and on, packed or
 * not. Throws StreamEnded where it is well and no stream of events: a page of somebody in between.
 */
export function eventsOnly(response: Response): Response {
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream')
  if (response.ok && !isStream) {
    void response.body?.cancel().catch(() => {})
    throw new StreamEnded({ why: 'unreachable', code: 'no stream' })
  }
  if (!response.body) return response
  let bytes = 0
  const counted = response.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        bytes += chunk.length
        if (bytes <= mostBytes) controller.enqueue(chunk)
        else controller.error(new StreamEnded(tooLong))
      },
    }),
  )
  return new Response(counted, response)
}

/** Text that grows, up to a limit. */
export function growingText() {
  let text = ''
  return {
    add(more: string): void {
      text += more
      if (text.length > mostChars) throw new StreamEnded(tooLong)
    },
    text: (): string => text,
  }
}

/** An event of a server-sent stream. */
export type ServerEvent = { readonly event: string; readonly data: string }

/** Server-sent events, https://html.spec.whatwg.org/multipage/server-sent-events.html */
export async function* serverEvents(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<ServerEvent> {
  let event = ''
  let data = ''
  for await (const line of linesIn(chunks)) {
    if (line === '') {
      if (data !== '') yield { event, data: data.slice(0, -1) }
      event = ''
      data = ''
    } else if (line.startsWith('data:')) data += `${line.slice(5).replace(/^ /, '')}\n`
    else if (line.startsWith('event:')) event = line.slice(6).trim()
    if (data.length > mostChars) throw new StreamEnded(tooLong)
  }
}

async function* linesIn(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of chunks) {
    const text = decoder.decode(chunk, { stream: true })
    // Looked at once only: whoever sends letter by letter must not have us read all of it each time.
    const mayEnd = /[\r\n]/.test(text) || rest.endsWith('\r')
    rest += text
    if (mayEnd) {
      const lines = rest.split(/\r\n|\n|\r(?!$)/)
      rest = lines.pop()!
      yield* lines
    }
    if (rest.length > mostChars) throw new StreamEnded(tooLong)
  }
}

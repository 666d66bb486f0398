import type { Failure } from './provider.ts'

/** Thrown by what listens to a stream; becomes the failure of a reply. */
export class StreamEnded extends Error {
  readonly failure: Failure

  constructor(failure: Failure) {
    super(failure.why)
    this.failure = failure
  }
}

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

/** The same response, which breaks with StreamEnded 'nonsense' where its body goes on and on. */
export function limited(response: Response): Response {
  if (!response.body) return response
  let bytes = 0
  const counted = response.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        bytes += chunk.length
        if (bytes <= mostBytes) controller.enqueue(chunk)
        else controller.error(new StreamEnded({ why: 'nonsense', code: 'too long' }))
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
      if (text.length > mostChars) throw new StreamEnded({ why: 'nonsense', code: 'too long' })
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
  const decoder = new TextDecoder()
  let rest = ''
  let event = ''
  let data: string[] = []
  for await (const chunk of chunks) {
    rest += decoder.decode(chunk, { stream: true })
    if (rest.length > mostChars) throw new StreamEnded({ why: 'nonsense', code: 'too long' })
    const lines = rest.split(/\r\n|\n|\r(?!$)/)
    rest = lines.pop()!
    for (const line of lines) {
      if (line === '') {
        if (data.length > 0) yield { event, data: data.join('\n') }
        event = ''
        data = []
      } else if (line.startsWith('data:')) data.push(line.slice(5).replace(/^ /, ''))
      else if (line.startsWith('event:')) event = line.slice(6).trim()
    }
  }
}

import { request as call, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { type ErrorCode, errorCodes, HubError } from '#core/errors.ts'
import { v } from '#core/schema.ts'
import { flowsAway, flowsSilent } from './flows-away.ts'

/** What the flows process answers for itself, below /keeper/, to the hub and nobody else. */
export type FlowsKeeper = {
  /** Throws HubError: 'flows-away', 'not-answered', or what the process says. */
  ask<S extends v.GenericSchema>(
    schema: S,
    method: 'GET' | 'PUT' | 'POST',
    /** Below /keeper/, a word each. */
    words: readonly string[],
    body?: unknown,
  ): Promise<v.InferOutput<S>>
}

const Refusal = v.object({ code: v.string(), message: v.string(), hint: v.string() })

/** Restoring many flows reads and writes them all. */
const answersWithinMs = 30_000
const mostBytes = 64 * 1024 * 1024

/** @param socketPath where the flows process listens */
export function openFlowsKeeper({
  socketPath,
  withinMs = answersWithinMs,
}: {
  readonly socketPath: string
  readonly withinMs?: number
}): FlowsKeeper {
  return {
    async ask(schema, method, words, body) {
      const path = `/keeper/${words.map(encodeURIComponent).join('/')}`
      const asked = { socketPath, path, method, withinMs }
      const { status, said } = await answerTo(asked, body)
      if (status >= 400) throw refusalOf(status, said)
      const found = v.safeParse(schema, said)
      if (found.success) return found.output
      throw unclear(`${method} ${path} answered what nobody expects`, found.issues[0].message)
    },
  }
}

type Asked = {
  readonly socketPath: string
  readonly path: string
  readonly method: string
  readonly withinMs: number
}

async function answerTo(
  { withinMs, ...where }: Asked,
  body: unknown,
): Promise<{ readonly status: number; readonly said: unknown }> {
  const signal = AbortSignal.timeout(withinMs)
  const json = body === undefined ? undefined : Buffer.from(JSON.stringify(body))
  try {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      call({
        ...{ ...where, agent: false, signal },
        headers: json
          ? { 'content-type': 'application/json', 'content-length': json.byteLength }
          : {},
      })
        .once('response', resolve)
        .on('error', reject)
        .end(json)
    })
    return { status: answer.statusCode ?? 0, said: jsonIn(await text(atMost(answer))) }
  } catch (cause) {
    if (cause instanceof HubError) throw cause
    if (signal.aborted) throw flowsSilent(cause)
    throw flowsAway(cause)
  }
}

function atMost(answer: IncomingMessage): IncomingMessage {
  let bytes = 0
  return answer.on('data', (chunk: Buffer) => {
    bytes += chunk.byteLength
    if (bytes > mostBytes) answer.destroy(unclear(`its answer is over ${mostBytes} bytes`))
  })
}

function jsonIn(said: string): unknown {
  try {
    return said === '' ? undefined : JSON.parse(said)
  } catch (cause) {
    throw unclear('its answer is no JSON', cause)
  }
}

function refusalOf(status: number, said: unknown): HubError {
  const found = v.safeParse(Refusal, said)
  if (!found.success) return status === 503 ? flowsAway() : unclear(`it answered ${status}`)
  const { code, message, hint } = found.output
  return new HubError(code in errorCodes ? (code as ErrorCode) : 'bad-request', message, { hint })
}

const unclear = (what: string, cause?: unknown): HubError =>
  new HubError('internal', `the flows process was not understood: ${what}`, {
    hint: 'Look at the log of the flows process, then report it.',
    cause,
  })

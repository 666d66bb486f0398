import type { IncomingMessage, ServerResponse } from 'node:http'
import { type ErrorCode, HubError, reportOf } from '#core/errors.ts'
import { parseJson } from '#core/json.ts'
import type { NodeRed } from './node-red.ts'
import { editorRoot, pagesRoot } from './settings.ts'

/** Who answers below /keeper/; undefined where nothing is there. */
export type Keeper = (call: {
  readonly method: string
  readonly path: string
  readonly body: () => Promise<unknown>
}) => Promise<unknown>

const mostBodyBytes = 20_000_000

/** Sorts what comes in by the socket: the hub's own questions, pages of flows, the editor. */
export function receive(keeper: Keeper, nodeRed: () => NodeRed | undefined) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    const path = pathOf(request)
    const running = nodeRed()
    if (path.startsWith('/keeper/')) void answer(keeper, request, response)
    else if (!isBelow(path, editorRoot)) refuse(response, nothingAt(path))
    else if (!running) refuse(response, stillStarting())
    else if (isBelow(path, pagesRoot)) running.pages(below(pagesRoot, request), response)
    else running.editor(below(editorRoot, request), response)
  }
}

const pathOf = ({ url = '/' }: IncomingMessage): string => url.split('?', 1)[0]!

/** The request as those see it who know nothing of the root. */
function below(root: string, request: IncomingMessage): IncomingMessage {
  const { url = '/' } = request
  const rest = url.slice(root.length)
  // Links that Node-RED makes of the whole address need it as it was.
  return Object.assign(request, { originalUrl: url, url: rest.startsWith('/') ? rest : `/${rest}` })
}

const isBelow = (path: string, root: string): boolean =>
  path === root || path.startsWith(`${root}/`)

async function answer(
  keeper: Keeper,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const path = pathOf(request)
    const said = await keeper({
      method: request.method ?? 'GET',
      path,
      body: () => bodyOf(request),
    })
    if (said === undefined) refuse(response, nothingAt(path))
    else send(response, 200, said)
  } catch (error) {
    refuse(response, error)
  }
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length
    if (bytes > mostBodyBytes) throw tooMuch()
    parts.push(part)
  }
  try {
    return parseJson(Buffer.concat(parts).toString() || '{}')
  } catch (cause) {
    if (cause instanceof HubError) throw cause
    throw new HubError('bad-request', 'this is not JSON', { hint: 'Send a JSON object.', cause })
  }
}

const statuses: Partial<Record<ErrorCode, number>> = {
  'bad-request': 400,
  'limit-exceeded': 413,
  'not-answered': 503,
  'not-found': 404,
  'disk-full': 507,
}

function refuse(response: ServerResponse, error: unknown): void {
  const report = reportOf(error)
  send(response, statuses[report.code as ErrorCode] ?? 500, report)
}

function send(response: ServerResponse, status: number, words: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(JSON.stringify(words))
}

const nothingAt = (path: string): HubError =>
  new HubError('not-found', `there is nothing at ${path}`, { hint: 'The editor is at /flows/.' })

const stillStarting = (): HubError =>
  new HubError('not-answered', 'the flows are starting', { hint: 'Try again in a few seconds.' })

const tooMuch = (): HubError =>
  new HubError('limit-exceeded', `more than ${mostBodyBytes / 1e6} MB at once`, {
    hint: 'Import the flows in parts.',
  })

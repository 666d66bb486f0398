import { request as call, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { HubError } from '#core/errors.ts'
import { type Asker, mayAsk } from '../access/roles.ts'
import type { Upgrade } from '../live/sockets.ts'
import { flowsAway, flowsSilent } from './flows-away.ts'
import { fromFlows, toFlows } from './flows-headers.ts'
import { type FlowsPath, flowsPathOf } from './flows-path.ts'

/** An answer of the flows process, its body still on the way. */
export type FlowsAnswer = {
  readonly status: number
  readonly headers: Record<string, string | string[]>
  readonly body: IncomingMessage
}

/** The only way to Node-RED, which listens on a socket that nobody but the hub may open. */
export type FlowsDoor = AsyncDisposable & {
  /** Where a request may go; throws HubError for a path outside of /flows/ and for who may not. */
  place(request: IncomingMessage, asker: Asker): FlowsPath
  /**
   * Hands a request on as it comes in. Resolves with the head of the answer; throws HubError
   * 'flows-away' or 'not-answered' before that. An answer that breaks off breaks its body.
   */
  pass(exchange: Exchange, asker: Asker): Promise<FlowsAnswer>
  /** Joins a WebSocket with the flows process; throws HubError where it may or can not. */
  join(upgrade: Upgrade, asker: Asker): Promise<void>
  /** Cuts whatever this key has open. */
  dismiss(key: string): void
  /** WebSockets that are open. */
  count(): number
}

type Exchange = { readonly request: IncomingMessage; readonly response: ServerResponse }

/** A palette takes its time to install. */
const answersWithinMs = 120_000
/** Where no flow listens, Node-RED never answers who asks for a socket. */
const joinsWithinMs = 10_000

/** @param socketPath where the flows process listens */
export function openFlowsDoor({
  socketPath,
  withinMs = answersWithinMs,
}: {
  readonly socketPath: string
  readonly withinMs?: number
}): FlowsDoor {
  const open = new Map<Duplex | ServerResponse, { readonly key: string }>()
  let joined = 0
  const hold = (one: Duplex | ServerResponse, key: string): void => {
    open.set(one, { key })
    one.once('close', () => open.delete(one))
  }
  const ask = (request: IncomingMessage, target: string, asker: Asker) =>
    call({
      ...{ socketPath, path: target, method: request.method },
      headers: toFlows(request.headers, asker),
      // A kept connection may be closed by the other side in the moment it is used again.
      agent: false,
    })

  return {
    place: placeFor,

    pass({ request, response }, asker) {
      const { target, role } = placeFor(request, asker)
      const { promise, resolve, reject } = Promise.withResolvers<FlowsAnswer>()
      const asking = ask(request, target, asker)
      const late = setTimeout(() => asking.destroy(flowsSilent()), withinMs)
      hold(response, asker.id)
      // Whoever asked may be gone before there is an answer.
      response.once('close', () => asking.destroy())
      asking.once('close', () => {
        clearTimeout(late)
        // What was answered before it was read must be out of the way of the next request.
        request.unpipe(asking).resume()
      })
      asking.on('error', (cause) => reject(cause instanceof HubError ? cause : flowsAway(cause)))
      asking.once('response', (body) => {
        clearTimeout(late)
        if (body.statusCode === 503 && role === 'owner') {
          // The process is there, the editor is not yet.
          body.resume()
          reject(flowsAway())
          return
        }
        resolve({ status: body.statusCode ?? 502, headers: fromFlows(body.headers), body })
      })
      request.pipe(asking)
      return promise
    },

    async join({ request, socket, head }, asker) {
      const { target } = placeFor(request, asker)
      if (request.headers.upgrade?.toLowerCase() !== 'websocket') throw notAWebSocket()
      const asking = ask(request, target, asker)
      asking.setHeader('connection', 'Upgrade')
      asking.setHeader('upgrade', 'websocket')
      // From here on, so that a key that is taken back meanwhile cuts it too.
      hold(socket, asker.id)
      socket.once('close', () => asking.destroy())
      const patienceMs = Math.min(withinMs, joinsWithinMs)
      const { answer, far, farHead } = await upgraded(asking, patienceMs)
      if (socket.destroyed) {
        far.destroy()
        return
      }
      socket.write(headOf(answer))
      if (farHead.length > 0) socket.write(farHead)
      if (head.length > 0) far.write(head)
      joined += 1
      socket.once('close', () => {
        joined -= 1
      })
      joinStreams(socket, far)
    },

    dismiss(key) {
      for (const [one, { key: whose }] of open) if (whose === key) one.destroy()
    },
    count: () => joined,
    async [Symbol.asyncDispose]() {
      for (const one of open.keys()) one.destroy()
    },
  }
}

function placeFor({ url = '' }: IncomingMessage, asker: Asker): FlowsPath {
  const place = flowsPathOf(url)
  if (!place)
    throw new HubError('not-found', 'this is no path below /flows/', {
      hint: 'The editor is at /flows/, what flows serve at /flows/http/.',
    })
  if (mayAsk(asker.role, place)) return place
  if (asker.role === 'nobody')
    throw new HubError('not-signed-in', 'this needs a session or a token', {
      hint: 'Open the page with an invite, or send Authorization: Bearer with a token of yours.',
    })
  throw new HubError('not-allowed', `a ${asker.role} may not open this`, {
    hint: 'Flows can do whatever the hub can, so only its owner edits them.',
  })
}

type Upgraded = {
  readonly answer: IncomingMessage
  readonly far: Duplex
  readonly farHead: Buffer
}

function upgraded(asking: ReturnType<typeof call>, withinMs: number): Promise<Upgraded> {
  const { promise, resolve, reject } = Promise.withResolvers<Upgraded>()
  const late = setTimeout(() => asking.destroy(flowsSilent()), withinMs)
  asking.once('close', () => clearTimeout(late))
  asking.on('error', (cause) => reject(cause instanceof HubError ? cause : flowsAway(cause)))
  asking.once('upgrade', (answer, far, farHead) => resolve({ answer, far, farHead }))
  asking.once('response', (answer) => {
    answer.resume()
    reject(noSocketThere(answer.statusCode ?? 0))
  })
  asking.end()
  return promise
}

/** What one says the other hears, until either is gone. */
function joinStreams(one: Duplex, other: Duplex): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    // A broken connection; 'close' follows.
    from.on('error', () => {})
    from.once('close', () => to.destroy())
    from.pipe(to)
  }
}

function headOf({ statusCode, statusMessage, headers }: IncomingMessage): string {
  const lines = Object.entries({
    ...fromFlows(headers),
    connection: 'Upgrade',
    upgrade: 'websocket',
  }).flatMap(([name, value]) => [value].flat().map((one) => `${name}: ${one}`))
  return `HTTP/1.1 ${statusCode} ${statusMessage}\r\n${lines.join('\r\n')}\r\n\r\n`
}

const notAWebSocket = (): HubError =>
  new HubError('bad-request', 'only a WebSocket is spoken here', {
    hint: 'Ask with Upgrade: websocket.',
  })

const noSocketThere = (status: number): HubError =>
  new HubError('not-found', `flows answered ${status} where a socket was asked for`, {
    hint: 'The editor listens at /flows/comms; a flow below /flows/http/.',
  })

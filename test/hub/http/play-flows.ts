import { mkdir, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { dirname } from 'node:path'
import { json } from 'node:stream/consumers'
import { WebSocketServer } from 'ws'
import { flowsSocketOf } from '#runtime/flows-socket.ts'

/** A flows process of nothing but answers, on its own socket as the real one. */
export type PlayedFlows = AsyncDisposable & {
  /** Requests below /flows/, with their headers and body, in order. */
  readonly asked: {
    readonly line: string
    readonly headers: IncomingMessage['headers']
    readonly bytes: number
  }[]
  /** Requests below /keeper/: 'PUT settings' with its body. */
  readonly kept: { readonly line: string; readonly body: unknown }[]
  /** Answers the next of these with this instead. */
  refuse(line: string, status: number, body: unknown): void
  /** Answers a path below /flows/ itself. */
  serve(path: string, serve: (request: IncomingMessage, response: ServerResponse) => void): void
  /** WebSockets that are open at its end. */
  sockets(): number
}

export const archive = { format: 'rigsong-flows', version: 1, flows: [], credentials: 'sealed' }

export async function playFlows(dataDir: string): Promise<PlayedFlows> {
  const path = flowsSocketOf(dataDir)
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const asked: PlayedFlows['asked'] = []
  const kept: { line: string; body: unknown }[] = []
  const refusals = new Map<string, readonly [number, unknown]>()
  const served = new Map<string, (request: IncomingMessage, response: ServerResponse) => void>()
  let settings = { systemNodes: false, palette: false }

  const keeper: Record<string, (body: unknown, which: string) => unknown> = {
    'GET status': () => status,
    'GET settings': () => settings,
    'PUT settings': (body) => (settings = body as typeof settings),
    'GET library': () => [
      { id: 'looper', title: 'Gesture looper', says: 'Loops.', installed: false, edited: false },
    ],
    'POST library': (_, which) => (which === 'looper' ? { tab: 'tab-2' } : undefined),
    'GET versions': () => [version],
    'POST versions': (_, which) =>
      which === '7' ? { ...version, version: 8, why: 'restored' } : undefined,
    'POST export': () => archive,
    'POST import': () => ({ ...version, version: 8, why: 'imported' }),
  }

  async function answerKeeper(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [noun = '', which = ''] = request.url!.slice('/keeper/'.length).split('/')
    const line = `${request.method} ${noun}`
    const body = request.method === 'GET' ? undefined : await json(request).catch(() => undefined)
    kept.push({ line: [line, which].filter(Boolean).join('/'), body })
    const refusal = refusals.get(line)
    refusals.delete(line)
    const said = keeper[line]?.(body, which)
    const [code, words] = refusal ?? (said === undefined ? [404, nothingThere] : [200, said])
    response.writeHead(code, { 'content-type': 'application/json' })
    response.end(JSON.stringify(words))
  }

  async function answerEditor(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let bytes = 0
    for await (const chunk of request) bytes += (chunk as Buffer).byteLength
    asked.push({ line: `${request.method} ${request.url}`, headers: request.headers, bytes })
    response.writeHead(200, { 'content-type': 'text/html', 'x-frame-options': 'DENY' })
    response.end('<title>Node-RED</title>')
  }

  const server = createServer((request, response) => {
    const url = request.url ?? ''
    const own = served.get(url.split('?')[0]!)
    if (own) own(request, response)
    else if (url.startsWith('/keeper/')) void answerKeeper(request, response)
    else void answerEditor(request, response)
  })
  const comms = new WebSocketServer({ noServer: true })
  server.on('upgrade', (request, socket, head) => {
    asked.push({ line: `UPGRADE ${request.url}`, headers: request.headers, bytes: 0 })
    if (request.url === '/flows/silent') {
      socket.resume().once('end', () => socket.destroy())
      return
    }
    if (!request.url!.startsWith('/flows/comms')) {
      socket.end('HTTP/1.1 404 Not Found\r\n\r\n')
      return
    }
    comms.handleUpgrade(request, socket as Socket, head, (one) => {
      one.on('message', (data) => one.send(`heard ${data}`))
    })
  })
  await new Promise<void>((resolve) => server.listen(path, resolve))

  return {
    asked,
    kept,
    refuse: (line, code, body) => void refusals.set(line, [code, body]),
    serve: (where, serve) => void served.set(where, serve),
    sockets: () => comms.clients.size,
    async [Symbol.asyncDispose]() {
      for (const one of comms.clients) one.terminate()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await rm(path, { force: true })
    },
  }
}

const status = {
  state: 'ready',
  startedMs: 900,
  deployedAt: '2026-11-28T20:00:00.000Z',
  revision: 'r1',
  tabs: [{ id: 'tab-1', label: 'First flow', disabled: false, shipped: 'first', edited: false }],
  lastErrors: [{ at: '2026-11-28T20:01:00.000Z', node: 'f', message: 'x is not defined' }],
  notes: [],
  settings: { systemNodes: false, palette: false },
}

const version = { version: 7, at: '2026-11-28T20:00:00.000Z', nodes: 12, why: 'deployed' }

const nothingThere = { code: 'not-found', message: 'there is none', hint: 'Look at the list.' }

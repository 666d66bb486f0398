import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Piece } from '#core/score/piece.ts'
import { samplePiece } from './sample-piece.ts'

type Json = Record<string, unknown>

/** A hub of nothing but answers: it serves the built page and says what the page should hear. */
export type StandIn = {
  readonly url: string
  /** Every request to /api/v1: 'PUT /transport', with its body. */
  readonly asked: { readonly line: string; readonly body: Json }[]
  /** The bytes of every input that came over /live. */
  readonly played: number[][]
  readonly pieces: Piece[]
  /** The next request that starts with this line gets this instead. */
  refuse(line: string, problem: Json): void
  /** Tells everybody who follows a topic. */
  tell(topic: string, payload: unknown): void
  /** Resolves when somebody asked this, or at once when it was asked before. */
  whenAsked(line: string): Promise<Json>
  whenPlayed(count: number): Promise<void>
  /** Ms of the stand-in's own clock. */
  now(): number
  cutSockets(): void
  refuseSockets(refuse: boolean): void
  [Symbol.asyncDispose](): Promise<void>
}

type Options = {
  readonly page: string
  readonly signedIn?: boolean
  readonly pieces?: number
  readonly role?: 'owner' | 'viewer'
}

/** The same words as the hub's: only its own files, nothing inline. */
const contentPolicy =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; worker-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

export async function openStandIn({
  page,
  signedIn = true,
  pieces = 0,
  role = 'owner',
}: Options): Promise<StandIn> {
  const asked: { line: string; body: Json }[] = []
  const played: number[][] = []
  const refusals = new Map<string, Json>()
  const waiting = new Set<() => void>()
  const library = Array.from({ length: pieces }, (_, i) => samplePiece(i))
  const takes = Array.from({ length: pieces > 0 ? 3 : 0 }, (_, i) => takeLine(i))
  const follows = new Map<WebSocket, Map<string, string>>()
  let flowsBornMs = 0
  const flowsAnswers = structuredClone(flowsHere)
  const state: Record<string, Json> = {
    'state/transport': {
      playing: false,
      bpm: 100,
      meter: { beats: 4, unit: 4 },
      originMs: 0,
      originBeat: 0,
      source: 'default',
    },
    'state/engine': {
      provider: 'local',
      version: '1',
      answering: true,
      lookaheadBeats: 4,
      commitBeats: 1,
    },
  }
  let inside = signedIn
  let closed = false
  let seq = 0
  // Far from the page's own clock, as a real hub's is.
  const now = (): number => Number(process.hrtime.bigint()) / 1e6 + 5_000_000

  const tell = (topic: string, payload: unknown): void => {
    if (topic.startsWith('state/')) state[topic] = payload as Json
    for (const [socket, subscriptions] of follows) {
      for (const [id, filter] of subscriptions) {
        if (fits(filter, topic)) socket.send(JSON.stringify([[id, ++seq, now(), payload]]))
      }
    }
  }
  const happened = (): void => {
    for (const look of waiting) look()
  }
  const until = (there: () => boolean): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const look = (): void => {
      if (!there()) return
      waiting.delete(look)
      resolve()
    }
    waiting.add(look)
    look()
    return promise
  }

  const answers: Record<string, (body: Json, url: URL, id: string) => [number, unknown]> = {
    'GET /health': () => [200, { ok: true, claimed: signedIn }],
    'GET /session': () => (inside ? [200, { ...session, role }] : refused(401, 'Sign in first.')),
    'POST /claim': ({ code }) => {
      if (code !== 'K7QM-2XNA') return refused(403, 'The claim code is wrong, used or too old.')
      inside = true
      return [201, session]
    },
    'POST /sessions': () => {
      inside = true
      return [201, session]
    },
    'PUT /transport': (body) => {
      const before = state['state/transport']!
      const { answering, ...rest } = body
      if (answering !== undefined)
        tell('state/engine', { ...state['state/engine'], answering: answering as boolean })
      const piece = library.find(({ id }) => id === rest.piece)
      const starts = rest.playing === true
      const next: Json = {
        ...before,
        ...rest,
        ...(piece && { bpm: piece.spec.bpm, meter: piece.spec.meter, source: 'piece' }),
        ...(rest.bpm !== undefined && { source: 'command' }),
        ...(starts && { originMs: now() + 250, originBeat: 0 }),
      }
      if (rest.playing === false) delete next.piece
      tell('state/transport', next)
      return [200, next]
    },
    'POST /panic': () => {
      const { piece: _, ...rest } = state['state/transport']!
      tell('state/transport', { ...rest, playing: false })
      return [200, { released: 0 }]
    },
    'POST /takes': () => [202, { take: 'tk_1', lengthMs: 12_400, notes: 34 }],
    'POST /generate': ({ prompt }) => {
      const piece = samplePiece(library.length, String(prompt))
      library.unshift(piece)
      tell(`event/piece/${piece.id}`, { piece: piece.id, title: piece.title, change: 'added' })
      return [201, lineOf(piece)]
    },
    'GET /pieces': (_, url) => {
      const text = url.searchParams.get('text')?.toLowerCase() ?? ''
      const tag = url.searchParams.get('tag')
      const found = library
        .filter(({ title }) => title.toLowerCase().includes(text))
        .filter(({ tags }) => tag === null || tags.includes(tag))
        .map(lineOf)
      const from = Number(url.searchParams.get('cursor') ?? 0)
      const limit = Number(url.searchParams.get('limit') ?? 50)
      const more = from + limit < found.length
      return [
        200,
        { pieces: found.slice(from, from + limit), ...(more && { cursor: String(from + limit) }) },
      ]
    },
    'GET /pieces/{id}': (_, __, id) => {
      const piece = library.find((one) => one.id === id)
      return piece ? [200, piece] : refused(404, 'There is nothing with this name.')
    },
    'PATCH /pieces/{id}': (body, _, id) => {
      const at = library.findIndex((one) => one.id === id)
      library[at] = { ...library[at]!, ...body }
      return [200, lineOf(library[at]!)]
    },
    'DELETE /pieces/{id}': (_, __, id) => {
      const at = library.findIndex((one) => one.id === id)
      binned = library.splice(at, 1)[0]
      return [204, undefined]
    },
    'POST /pieces/{id}/restore': () => {
      if (binned) library.unshift(binned)
      return [200, binned && lineOf(binned)]
    },
    'GET /takes': () => [200, { takes }],
    'GET /flows': () => [200, { ...flowsSaid, startedMs: now() - flowsBornMs }],
    'GET /flows/{id}': (_, __, id) => [200, flowsAnswers[id as keyof typeof flowsAnswers]],
    'POST /flows/{id}/gesture-looper': () => {
      tell('state/flows', { state: 'ready', tabs: [], notes: [] })
      return [201, { tab: 'tab-2' }]
    },
    'POST /flows/{id}/7': () => [200, { ...flowsAnswers.versions.versions[0], version: 9 }],
    'PUT /flows/{id}': (body) => {
      Object.assign(flowsAnswers.settings.settings, body)
      flowsBornMs = now()
      return [200, flowsAnswers.settings]
    },
  }
  let binned: Piece | undefined

  const api = async (request: IncomingMessage, reply: ServerResponse, url: URL): Promise<void> => {
    const chunks: Uint8Array[] = []
    for await (const chunk of request) chunks.push(chunk as Uint8Array)
    const text = Buffer.concat(chunks).toString()
    const body = text === '' ? {} : (JSON.parse(text) as Json)
    const path = url.pathname.slice('/api/v1'.length)
    const [, noun, id, verb] = path.split('/')
    const line = `${request.method} /${[noun, id && '{id}', verb].filter(Boolean).join('/')}`
    const refusal = [...refusals].find(([start]) => line.startsWith(start))
    if (refusal) refusals.delete(refusal[0])
    const [status, json] = refusal
      ? [Number(refusal[1].status), refusal[1]]
      : (answers[line]?.(body, url, id ?? '') ?? refused(404, `no ${line}`))
    const type = status < 400 ? 'application/json' : 'application/problem+json'
    reply.writeHead(status, { 'content-type': type })
    reply.end(json === undefined ? undefined : JSON.stringify(json))
    asked.push({ line, body })
    happened()
  }

  const file = async (reply: ServerResponse, path: string): Promise<void> => {
    const name = extname(path) === '' ? 'index.html' : path
    try {
      const bytes = await readFile(join(page, name))
      reply.writeHead(200, {
        'content-type': types[extname(name)] ?? 'application/octet-stream',
        'content-security-policy': contentPolicy,
      })
      reply.end(bytes)
    } catch {
      reply.writeHead(404).end()
    }
  }

  const editor = (reply: ServerResponse): void => {
    reply.writeHead(200, { 'content-type': 'text/html' })
    reply.end('<!doctype html><html lang="en"><title>Editor</title><main><h1>Editor</h1></main>')
  }

  const server = createServer((request, reply) => {
    const url = new URL(request.url ?? '/', 'http://stand-in')
    void (url.pathname.startsWith('/api/v1/')
      ? api(request, reply, url)
      : url.pathname === '/flows/'
        ? editor(reply)
        : file(reply, url.pathname))
  })
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => 'rigsong.live.v1' })
  server.on('upgrade', (request, socket, head) => {
    if (closed) return void socket.destroy()
    sockets.handleUpgrade(request, socket, head, (live) => {
      follows.set(live, new Map())
      live.send(JSON.stringify({ op: 'hello', device: 'screen-1', role }))
      live.on('close', () => follows.delete(live))
      live.on('message', (raw: Buffer) => hear(live, JSON.parse(raw.toString()) as Json))
    })
  })

  const hear = (live: WebSocket, said: Json): void => {
    const subscriptions = follows.get(live)
    const id = String(said.id)
    if (said.op === 'sub') {
      const topic = String(said.topic)
      subscriptions?.set(id, topic)
      if (state[topic]) live.send(JSON.stringify({ op: 'snap', id, data: state[topic] }))
    }
    if (said.op === 'unsub') subscriptions?.delete(id)
    if (said.op === 'ping') live.send(JSON.stringify({ op: 'pong', t: said.t, nowMs: now() }))
    if (said.op === 'input') {
      const bytes = said.bytes as number[]
      played.push(bytes)
      tell('event/midi/screen-1', { atMs: now(), device: 'screen-1', bytes, says: '' })
      happened()
    }
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    played,
    pieces: library,
    refuse: (line, problem) => void refusals.set(line, problem),
    tell,
    async whenAsked(line) {
      await until(() => asked.some((one) => one.line === line))
      return asked.findLast((one) => one.line === line)!.body
    },
    whenPlayed: (count) => until(() => played.length >= count),
    now,
    cutSockets() {
      for (const live of follows.keys()) live.terminate()
    },
    refuseSockets(refuse) {
      closed = refuse
    },
    async [Symbol.asyncDispose]() {
      for (const live of follows.keys()) live.terminate()
      sockets.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const flowsSaid: Json = {
  state: 'ready',
  deployedAt: '2026-11-23T18:10:00.000Z',
  tabs: [],
  lastErrors: [
    { at: '2026-11-23T18:12:00.000Z', node: 'function f1', message: 'x is not defined' },
  ],
  notes: [],
}
const example = (id: string, title: string, installed: boolean) => ({
  ...{ id, title, installed, edited: false },
  says: 'Play a phrase twice with a foot on the switch, and it goes round until you let go.',
})
const flowsHere = {
  library: {
    examples: [
      example('gesture-looper', 'Gesture looper', false),
      example('sunrise', 'Sunrise alarm', true),
      example('duet', 'Two-hub duet', false),
      example('circle', 'Classroom circle', false),
    ],
  },
  versions: {
    versions: [
      { version: 8, at: '2026-11-23T18:10:00.000Z', nodes: 31, why: 'deployed' },
      { version: 7, at: '2026-11-23T17:59:00.000Z', nodes: 1, why: 'added' },
    ],
  },
  settings: {
    settings: { systemNodes: false, palette: false },
    means: {
      systemNodes: 'They reach every recording and the keys it keeps. '.repeat(6),
      palette: 'A node is a program. '.repeat(6),
    },
  },
}

const session = { role: 'owner', name: 'Player' }

function refused(status: number, title: string): [number, Json] {
  return [status, { status, title, detail: '', fix: 'Look at the terminal.', traceId: 'tr_9f2c' }]
}

const fits = (filter: string, topic: string): boolean =>
  new RegExp(`^${filter.replaceAll('+', '[^/]+')}$`).test(topic)

function lineOf(piece: Piece): Json {
  const { id, title, createdAt, tags, spec, lengthBeats, provenance } = piece
  return {
    id,
    title,
    createdAt,
    tags,
    key: `${spec.key.tonic} ${spec.key.mode}`,
    bpm: spec.bpm,
    meter: `${spec.meter.beats}/${spec.meter.unit}`,
    seconds: (lengthBeats * 60) / spec.bpm,
    humanShare: provenance.humanShare,
  }
}

function takeLine(i: number): Json {
  return {
    id: `tk_${i}`,
    title: ['Evening sketch', 'Kitchen riff', 'That slow one'][i] ?? `Take ${i}`,
    createdAt: '2026-11-23T17:59:00.000Z',
    lengthMs: 14_000 + i * 21_000,
    notes: 18 + i * 40,
  }
}

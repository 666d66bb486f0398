import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join, sep } from 'node:path'
import type { Readable } from 'node:stream'
import cookies from '@fastify/cookie'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import files from '@fastify/static'
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify'
import { HubError } from '#core/errors.ts'
import { v } from '#core/schema.ts'
import { yearMs } from './access/keys.ts'
import { isOwnOrigin, type OwnNames } from './access/own-names.ts'
import { type Asker, mayAsk } from './access/roles.ts'
import { fileAnswer } from './file-answer.ts'
import type { House } from './house.ts'
import { pageMissing } from './page-missing.ts'
import { problemOf } from './problem.ts'
import type { Reply, Route } from './route.ts'

/** The door to fastify: the table of routes in, a handler of requests out. */
export type WebServer = AsyncDisposable & {
  handle(request: IncomingMessage, response: ServerResponse): void
  /** Checks Host and Origin of a request that is no route, and says who asks. Throws HubError. */
  admit(request: IncomingMessage): Asker
  /** Answers so far, by status. */
  answered(): Readonly<Record<string, number>>
}

export type WebServerParts = {
  readonly routes: readonly Route[]
  readonly house: House
  readonly names: OwnNames
  /** The folder of the built page. */
  readonly page: string
}

declare module 'fastify' {
  interface FastifyRequest {
    asker: Asker
  }
}

const cookieName = 'rigsong-session'
const megabyte = 1024 * 1024

export async function openWebServer(parts: WebServerParts): Promise<WebServer> {
  const { routes, house, names, page } = parts
  const answered: Record<string, number> = {}
  const app = fastify({
    logger: false,
    bodyLimit: megabyte,
    // A path that cannot be read has no route, and so meets no hook.
    frameworkErrors: (error, request, reply) => refuse(error, request, reply, house),
    genReqId: () => randomBytes(8).toString('hex'),
    // Paths are exact, so that there is one address for one thing.
    routerOptions: { ignoreTrailingSlash: false, maxParamLength: 200 },
  })
  app.decorateRequest('asker')
  app.setErrorHandler((error, request, reply) => refuse(error, request, reply, house))
  readBodies(app)
  await app.register(cookies)
  await app.register(helmet, headers)
  await app.register(rateLimit, { global: false })
  app.addHook('onRequest', async (request) => {
    request.asker = admit(request.raw, { names, house })
  })
  app.addHook('onResponse', async (_request, reply) => {
    const status = String(reply.statusCode)
    answered[status] = (answered[status] ?? 0) + 1
  })
  for (const route of routes) addRoute(app, route, house)
  await addPage(app, page)
  await app.ready()

  return {
    handle: (request, response) => app.routing(request, response),
    admit: (request) => admit(request, { names, house }),
    answered: () => answered,
    async [Symbol.asyncDispose]() {
      await app.close()
    },
  }
}

const headers = {
  // No HSTS and no upgrade: on a home network there is only HTTP.
  hsts: false,
  crossOriginEmbedderPolicy: false,
  originAgentCluster: false,
  crossOriginOpenerPolicy: false,
  xFrameOptions: { action: 'sameorigin' as const },
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'data:', 'blob:'],
      mediaSrc: ["'self'", 'blob:'],
      workerSrc: ["'self'", 'blob:'],
      connectSrc: ["'self'"],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'self'"],
    },
  },
}

function readBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  // An empty body with a JSON type is what many clients send where there is nothing to say.
  const parse = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined)
    else void parse(request, String(body), done)
  })
  app.addContentTypeParser(
    ['application/x-ndjson', 'text/plain'],
    { parseAs: 'string' },
    (_request, body, done) => done(null, body),
  )
}

function admit(
  { headers: given, method = 'GET' }: IncomingMessage,
  { names, house }: Pick<WebServerParts, 'names' | 'house'>,
): Asker {
  const { host, origin, authorization, cookie } = given
  if (!names.fits(host)) throw wrongHost(host)
  if (origin !== undefined && !isOwnOrigin(origin, host)) throw wrongOrigin(origin)
  const asker = house.access.askerOf({
    bearer: /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1],
    cookie: cookieIn(cookie),
  })
  // Browsers name the page in every request that changes something; only they send cookies unasked.
  const changes = !['GET', 'HEAD', 'OPTIONS'].includes(method) || given.upgrade !== undefined
  if (changes && asker.by === 'cookie' && origin === undefined) throw wrongOrigin('none')
  return asker
}

const cookieIn = (header: string | undefined): string | undefined =>
  new RegExp(`(?:^|;\\s*)${cookieName}=([A-Za-z0-9_-]+)`).exec(header ?? '')?.[1]

const wrongHost = (host: string | undefined): HubError =>
  new HubError('wrong-host', `${host ?? 'no host'} is not a name of this hub`, {
    hint: 'Call it by its address, its name on the network, or localhost.',
  })

const wrongOrigin = (origin: string): HubError =>
  new HubError('wrong-origin', `a page of ${origin} may not do this`, {
    hint: 'Use the page of the hub itself; programs send a Bearer token.',
  })

function addRoute(app: FastifyInstance, route: Route, house: House): void {
  const { method, path, bodyLimit = megabyte, triesAMinute } = route
  app.route({
    method,
    url: path.replace(/\{(\w+)\}/g, ':$1'),
    bodyLimit,
    ...(triesAMinute && { config: { rateLimit: { max: triesAMinute, timeWindow: 60_000 } } }),
    // Before the body is read: who may not ask need not send it.
    onRequest: async ({ asker }) => {
      if (!mayAsk(asker.role, route)) throw notAllowed(asker, route)
    },
    async handler(request, reply) {
      const asked = {
        params: read(route.params, request.params, 'the address'),
        query: read(route.query, asWritten(route.query, request.query), 'the query'),
        body: read(route.body, request.body === undefined ? {} : request.body, 'the body'),
        asker: request.asker,
        header: (name: string) => one(request.headers[name]),
      }
      answer(await route.handle(asked, house), request, reply)
      return reply
    },
  })
}

const one = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header[0] : header

function notAllowed({ role }: Asker, route: Route): HubError {
  if (role === 'nobody')
    return new HubError('not-signed-in', 'this needs a session or a token', {
      hint: 'Open the page with an invite, or send Authorization: Bearer with a token of yours.',
    })
  return new HubError('not-allowed', `a ${role} may not ask for ${route.operationId}`, {
    hint: `It needs ${route.role}.`,
  })
}

/** Words of a query are all text; numbers are read where the schema wants one. */
function asWritten(schema: v.GenericSchema | undefined, query: unknown): unknown {
  const { entries } = (schema ?? {}) as { entries?: Record<string, { wrapped?: { type: string } }> }
  if (!entries) return query
  return Object.fromEntries(
    Object.entries(query as Record<string, unknown>).map(([name, word]) => {
      const isNumber = entries[name]?.wrapped?.type === 'number'
      return [
        name,
        isNumber && typeof word === 'string' && /^\d{1,9}$/.test(word) ? Number(word) : word,
      ]
    }),
  )
}

function read(schema: v.GenericSchema | undefined, words: unknown, where: string): unknown {
  if (!schema) return undefined
  const found = v.safeParse(schema, words, { abortEarly: true })
  // To valibot a list is an object like any other.
  if (found.success && !Array.isArray(words)) return found.output
  const issue = found.success ? undefined : found.issues[0]
  const path = issue && v.getDotPath(issue)
  const reason = issue?.message ?? 'a list is not expected'
  throw new HubError(
    'bad-request',
    `${where} is not right${path ? ` at ${path}` : ''}: ${reason}`,
    {
      hint: 'Compare with /api/v1/openapi.json.',
    },
  )
}

function answer(said: Reply, request: FastifyRequest, reply: FastifyReply): void {
  reply.code(said.status ?? 200).headers({ 'cache-control': 'no-store', ...said.headers })
  const secret = secretOf(said.session, request)
  if (said.session === 'none') reply.clearCookie(cookieName, cookieWords)
  else if (secret !== undefined)
    reply.setCookie(cookieName, secret, { ...cookieWords, maxAge: yearMs / 1000 })
  if ('file' in said) {
    const { status, headers: named, body } = fileAnswer(said.file, request.headers, request.id)
    send(reply.code(status).headers(named), body)
  } else if ('json' in said)
    send(reply.type('application/json; charset=utf-8'), JSON.stringify(said.json))
  else if ('text' in said) send(reply.type(said.type), said.text)
  else send(reply)
}

const secretOf = (session: Reply['session'], { raw }: FastifyRequest): string | undefined =>
  session === 'again'
    ? cookieIn(raw.headers.cookie)
    : typeof session === 'object'
      ? session.secret
      : undefined

/** A reply is a promise of its end, which nobody here waits for. */
const send = (reply: FastifyReply, body?: string | Buffer | Readable): void => void reply.send(body)

const cookieWords = { path: '/', httpOnly: true, sameSite: 'strict' } as const

function refuse(error: unknown, request: FastifyRequest, reply: FastifyReply, house: House): void {
  const problem = problemOf(error, request.id)
  if (problem.status >= 500) {
    const { method, url } = request
    house.log.error('request failed', {
      method,
      path: url.split('?')[0],
      traceId: request.id,
      cause: error,
    })
  }
  void reply
    .code(problem.status)
    .headers({ 'cache-control': 'no-store' })
    .type('application/problem+json; charset=utf-8')
    .send(JSON.stringify(problem))
}

/** The page: its assets for ever, because their names change with them, and the rest asked anew. */
async function addPage(app: FastifyInstance, page: string): Promise<void> {
  const assets = `${join(page, 'assets')}${sep}`
  await app.register(files, {
    root: page,
    cacheControl: false,
    setHeaders(reply, path) {
      const forEver = path.startsWith(assets)
      reply.header('cache-control', forEver ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
  app.setNotFoundHandler(async (request, reply) => {
    const path = request.url.split('?')[0] ?? '/'
    if (!isScreen(request, path))
      throw new HubError('not-found', `there is nothing at ${path}`, {
        hint: 'The paths of the API stand in /api/v1/openapi.json.',
      })
    if (existsSync(join(page, 'index.html'))) return reply.sendFile('index.html')
    return reply
      .code(503)
      .headers({ 'cache-control': 'no-store' })
      .type('text/html; charset=utf-8')
      .send(pageMissing)
  })
}

/** An address inside the page, such as /pieces/pc_…: a browser asks for it and no file has it. */
const isScreen = ({ method, headers: { accept } }: FastifyRequest, path: string): boolean =>
  (method === 'GET' || method === 'HEAD') &&
  !/^\/(api|live|mqtt|metrics|assets)(\/|$)/.test(path) &&
  (path === '/' || (accept ?? '').includes('text/html'))

import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import cookies from '@fastify/cookie'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify'
import { HubError } from '#core/errors.ts'
import { depthRefusal } from '#core/json.ts'
import { admit, cookieIn, cookieName } from '../access/admit.ts'
import { yearMs } from '../access/keys.ts'
import type { OwnNames } from '../access/own-names.ts'
import { type Asker, mayAsk } from '../access/roles.ts'
import { fileAnswer } from '../file-answer.ts'
import type { FlowsDoor } from '../flows/flows-door.ts'
import type { House } from '../house.ts'
import { problemOf } from '../problem.ts'
import { asWritten, readWords } from '../read-words.ts'
import type { Reply, Route } from '../route.ts'
import { addFlows } from './flows-room.ts'
import { addPage } from './page-files.ts'
import { send } from './reply.ts'

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
  readonly flows: FlowsDoor
  /** The folder of the built page. */
  readonly page: string
}

declare module 'fastify' {
  interface FastifyRequest {
    asker: Asker
  }
}

const megabyte = 1024 * 1024

export async function openWebServer(parts: WebServerParts): Promise<WebServer> {
  const { routes, house, names, page } = parts
  const doorkeeping = { names, access: house.access }
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
    request.asker = admit(request.raw, doorkeeping)
  })
  app.addHook('onResponse', async (_request, reply) => {
    const status = String(reply.statusCode)
    answered[status] = (answered[status] ?? 0) + 1
  })
  for (const route of routes) addRoute(app, route, house)
  await addFlows(app, parts.flows)
  await addPage(app, page)
  await app.ready()

  return {
    handle: (request, response) => app.routing(request, response),
    admit: (request) => admit(request, doorkeeping),
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
    const refusal = depthRefusal(String(body))
    if (refusal) done(refusal)
    else if (body === '') done(null, undefined)
    else void parse(request, String(body), done)
  })
  app.addContentTypeParser(
    ['application/x-ndjson', 'text/plain'],
    { parseAs: 'string' },
    (_request, body, done) => done(null, body),
  )
}

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
        params: readWords(route.params, request.params, 'the address'),
        query: readWords(route.query, asWritten(route.query, request.query), 'the query'),
        body: readWords(route.body, request.body === undefined ? {} : request.body, 'the body'),
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

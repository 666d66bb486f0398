import { existsSync } from 'node:fs'
import { join, sep } from 'node:path'
import files from '@fastify/static'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { HubError } from '#core/errors.ts'
import { pageMissing } from './page-missing.ts'
import { wantsPage } from './reply.ts'

/** The page: its assets for ever, because their names change with them, and the rest asked anew. */
export async function addPage(app: FastifyInstance, page: string): Promise<void> {
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
const isScreen = (request: FastifyRequest, path: string): boolean =>
  !/^\/(api|live|mqtt|metrics|assets)(\/|$)/.test(path) &&
  (wantsPage(request) || (path === '/' && /^(GET|HEAD)$/.test(request.method)))

import type { FastifyInstance } from 'fastify'
import { HubError } from '#core/errors.ts'
import { flowsAwayPage } from '../flows/flows-away.ts'
import type { FlowsDoor } from '../flows/flows-door.ts'
import { send, wantsPage } from './reply.ts'

/**
 * /flows/: Node-RED's editor and what flows serve, streamed both ways and read by nobody here. Its pages
 * bring scripts of their own, so our policy for ours does not hold there.
 */
export async function addFlows(app: FastifyInstance, flows: FlowsDoor): Promise<void> {
  app.get('/flows', (_request, reply) => reply.redirect('/flows/', 308))
  await app.register(async (room) => {
    room.removeAllContentTypeParsers()
    room.addContentTypeParser('*', (_request, _body, done) => done(null))
    room.route({
      method: ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'],
      url: '/flows/*',
      helmet: {
        contentSecurityPolicy: false,
        // A form of a flow's own page must be able to say where it comes from.
        referrerPolicy: { policy: 'same-origin' },
      },
      onRequest: async ({ raw, asker }, reply) => {
        reply.header('content-security-policy', "frame-ancestors 'self'")
        flows.place(raw, asker)
      },
      async handler(request, reply) {
        try {
          const said = await flows.pass(
            { request: request.raw, response: reply.raw },
            request.asker,
          )
          send(reply.code(said.status).headers(said.headers), said.body)
        } catch (error) {
          if (!isAway(error) || !wantsPage(request)) throw error
          send(reply.code(503).type('text/html; charset=utf-8'), flowsAwayPage)
        }
        return reply
      },
    })
  })
}

const isAway = (error: unknown): boolean =>
  error instanceof HubError && (error.code === 'flows-away' || error.code === 'not-answered')

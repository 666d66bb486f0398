import type { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** A reply is a promise of its end, which nobody here waits for. */
export const send = (reply: FastifyReply, body?: string | Buffer | Readable): void =>
  void reply.send(body)

/** Whether somebody looks at it in a browser. */
export const wantsPage = ({ method, headers: { accept } }: FastifyRequest): boolean =>
  (method === 'GET' || method === 'HEAD') && (accept ?? '').includes('text/html')

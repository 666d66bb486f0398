import { v } from '#core/schema.ts'
import type { House } from '../house.ts'
import { metricsText } from '../metrics.ts'
import { type Route, route } from '../route.ts'
import { ok } from './words.ts'

const Health = v.object({
  ok: v.boolean(),
  version: v.string(),
  hub: v.string(),
  claimed: v.boolean(),
  processes: v.record(v.string(), v.object({ online: v.boolean(), notes: v.array(v.string()) })),
})

/** What the hub says of itself. */
export const documents: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/health',
    operationId: 'hub.health',
    says: 'whether everything is alive; with a session also what each process wants you to know',
    role: 'anyone',
    answers: { 200: Health },
    handle: ({ asker }, house) => ok(healthOf(house, asker.role !== 'nobody')),
  }),
  route({
    method: 'GET',
    path: '/api/v1/openapi.json',
    operationId: 'hub.openapi',
    says: 'this API as OpenAPI 3.1',
    role: 'anyone',
    answers: { 200: v.looseObject({ openapi: v.string() }) },
    handle: async (_, { openApi }) => ok(await openApi()),
  }),
  route({
    method: 'GET',
    path: '/api/v1/asyncapi.json',
    operationId: 'hub.asyncapi',
    says: 'the topics of the bus as AsyncAPI 3.1',
    role: 'anyone',
    answers: { 200: v.looseObject({ asyncapi: v.string() }) },
    async handle(_, { version }) {
      const { asyncApiOf } = await import('#core/bus/asyncapi.ts')
      return ok(await asyncApiOf(version))
    },
  }),
  route({
    method: 'GET',
    path: '/metrics',
    operationId: 'hub.metrics',
    says: 'figures for Prometheus',
    role: 'anyone',
    answers: { 200: 'text/plain' },
    async handle(_, { figures }) {
      return {
        text: metricsText(await figures()),
        type: 'text/plain; version=0.0.4; charset=utf-8',
      }
    },
  }),
]

function healthOf({ hub, version, access, feed, processes }: House, toFriends: boolean) {
  const found = Object.fromEntries(
    processes().map((process) => {
      const notes = toFriends ? (feed.state('health', { process })?.notes ?? []) : []
      return [process, { online: feed.state('availability', { process })?.online ?? false, notes }]
    }),
  )
  const ok = Object.values(found).every(({ online }) => online)
  return { ok, version, hub, claimed: access.claimed(), processes: found }
}

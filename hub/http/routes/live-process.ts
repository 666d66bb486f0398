import { Rig } from '#core/rig/rig.ts'
import { v } from '#core/schema.ts'
import { TakeSummary } from '#hub/library/takes.ts'
import { type Route, route } from '../route.ts'
import { Id, notFound, Sha256 } from './words.ts'

/** What the live process asks of the hub. */
export const liveProcess: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/rig/{hash}',
    operationId: 'rig.get',
    says: 'the rig of this hash, byte for byte what was hashed',
    role: 'live',
    params: v.object({ hash: Sha256 }),
    answers: { 200: Rig },
    async handle({ params }, { library }) {
      const text = await library.rigs.text(params.hash)
      if (text === undefined) throw notFound(`rig ${params.hash}`)
      return { text, type: 'application/json; charset=utf-8' }
    },
  }),
  route({
    method: 'PUT',
    path: '/api/v1/journal/{segment}',
    operationId: 'journal.import',
    says: 'a sealed segment of the journal; answered when it is on the disk, as often as it comes',
    role: 'live',
    params: v.object({ segment: Id }),
    body: v.pipe(v.string(), v.minLength(1)),
    bodyLimit: 4 * 1024 * 1024,
    answers: {
      200: v.object({ arrived: v.boolean(), takes: v.array(TakeSummary) }),
      201: v.object({ arrived: v.boolean(), takes: v.array(TakeSummary) }),
    },
    async handle({ params, body }, { library, bus }) {
      const found = await library.journal.importSegment(params.segment, body)
      for (const { id, title, lengthMs, notes } of found.takes)
        await bus.publish('take', { take: id, title, lengthMs, notes }, { take: id })
      return { status: found.arrived ? 201 : 200, json: found }
    },
  }),
]

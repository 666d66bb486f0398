import { topics } from '#core/bus/topics.ts'
import { v } from '#core/schema.ts'
import { Take } from '#core/score/take.ts'
import { Title } from '#core/score/title.ts'
import { takeToSmf } from '#hub/export/smf.ts'
import { noSuchTake, TakeSummary } from '#hub/library/takes.ts'
import type { House } from '../house.ts'
import { type Route, route } from '../route.ts'
import { fileOf } from './pieces.ts'
import {
  asKept,
  byId,
  Cursor,
  Download,
  fileName,
  Id,
  Limit,
  nothing,
  ok,
  When,
  Words,
} from './words.ts'

const takeOr404 = async ({ library }: House, id: string): Promise<Take> => {
  const take = await library.takes.get(id)
  if (take) return take
  throw noSuchTake(id)
}

const { lastMs, title } = topics.keep.schema.entries

export const takes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/takes',
    operationId: 'takes.list',
    says: 'the takes, newest first',
    role: 'viewer',
    query: v.object({
      text: v.exactOptional(Words),
      after: v.exactOptional(When),
      before: v.exactOptional(When),
      limit: v.exactOptional(Limit),
      cursor: v.exactOptional(Cursor),
    }),
    answers: {
      200: v.object({ takes: v.array(TakeSummary), cursor: v.exactOptional(v.string()) }),
    },
    async handle({ query }, { library }) {
      const { after, before, ...rest } = query
      const search = { ...rest, after: asKept(after), before: asKept(before) }
      const { page, cursor } = await library.takes.list(search)
      return ok({ takes: page, ...(cursor !== undefined && { cursor }) })
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/takes',
    operationId: 'takes.keep',
    says: 'keep what was just played; the take stands in the list a moment later',
    role: 'player',
    body: v.object({ lastMs, title }),
    answers: { 202: v.object({ take: Id, lengthMs: v.number(), notes: v.number() }) },
    async handle({ body }, { bus }) {
      const { take, lengthMs, notes } = await bus.ask('keep', body)
      return {
        status: 202,
        headers: { location: `/api/v1/takes/${take}` },
        json: { take, lengthMs, notes },
      }
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/takes/{id}',
    operationId: 'takes.get',
    says: 'a take, whole',
    role: 'viewer',
    params: byId,
    answers: { 200: Take },
    handle: async ({ params }, house) => ok(await takeOr404(house, params.id)),
  }),
  route({
    method: 'PATCH',
    path: '/api/v1/takes/{id}',
    operationId: 'takes.change',
    says: 'another title',
    role: 'player',
    params: byId,
    body: v.object({ title: Title }),
    answers: { 200: TakeSummary },
    handle: async ({ params, body }, { library }) =>
      ok(await library.takes.change(params.id, body)),
  }),
  route({
    method: 'DELETE',
    path: '/api/v1/takes/{id}',
    operationId: 'takes.remove',
    says: 'to the bin, where it stays 30 days',
    role: 'player',
    params: byId,
    answers: { 204: undefined },
    async handle({ params }, { library }) {
      await library.takes.remove(params.id)
      return nothing
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/takes/{id}/take.mid',
    operationId: 'takes.midi',
    says: 'the take as a Standard MIDI File',
    role: 'viewer',
    params: byId,
    query: Download,
    answers: { 200: 'audio/midi' },
    async handle({ params, query }, house) {
      const take = await takeOr404(house, params.id)
      const name = query.download === undefined ? undefined : fileName(take.title, 'mid')
      return fileOf(takeToSmf(take), 'audio/midi', name)
    },
  }),
]

import { topics } from '#core/bus/topics.ts'
import { v } from '#core/schema.ts'
import { type Route, route } from '../route.ts'
import { ok } from './words.ts'

const Name = v.pipe(v.string(), v.regex(/^[a-z]{1,20}$/, 'the name of a provider'))
/** What a header can carry; the empty string forgets the key. */
const Key = v.pipe(v.string(), v.regex(/^[\x21-\x7e]{0,512}$/, 'letters, digits and signs'))
const Model = v.pipe(v.string(), v.regex(/^[A-Za-z0-9][\w.:-]{0,79}$/, 'the name of a model'))
const Line = v.object({
  ...topics.providers.schema.entries.chain.item.entries,
  does: v.picklist(['plan', 'bed']),
  model: v.string(),
  hasKey: v.boolean(),
  /** 1 is asked first; who has none is not asked. */
  place: v.exactOptional(v.number()),
})
const Lines = v.object({ providers: v.array(Line) })

/** Who else plans pieces: their keys, their order, and what they may cost. */
export const providers: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/providers',
    operationId: 'providers.list',
    says: 'who plans pieces beside our own engine, how each fares, and what it has cost this month',
    role: 'viewer',
    answers: { 200: Lines },
    handle: (_, house) => ok({ providers: house.providers.list() }),
  }),
  route({
    method: 'PUT',
    path: '/api/v1/providers',
    operationId: 'providers.use',
    says: 'who is asked, in this order; an empty list asks nobody',
    role: 'owner',
    body: v.object({ chain: v.pipe(v.array(Name), v.maxLength(8)) }),
    answers: { 200: Lines },
    handle: async ({ body }, house) => ok({ providers: await house.providers.use(body.chain) }),
  }),
  route({
    method: 'PUT',
    path: '/api/v1/providers/{name}',
    operationId: 'providers.change',
    says: 'the key (kept sealed, shown to nobody), the model, or the cap of a provider',
    role: 'owner',
    params: v.object({ name: Name }),
    body: v.object({
      key: v.exactOptional(Key),
      model: v.exactOptional(Model),
      capUsd: v.exactOptional(v.pipe(v.number(), v.minValue(0), v.maxValue(100_000))),
    }),
    answers: { 200: Line },
    handle: async ({ params, body }, house) => ok(await house.providers.change(params.name, body)),
  }),
]

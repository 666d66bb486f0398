import { answers } from '#core/bus/topics/answers.ts'
import { topics } from '#core/bus/topics.ts'
import { HubError } from '#core/errors.ts'
import { v } from '#core/schema.ts'
import { AccompanimentChange } from '#core/score/accompaniment.ts'
import type { House } from '../house.ts'
import { type Route, route } from '../route.ts'
import { Id, ok } from './words.ts'

export const accompaniment: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/accompaniment',
    operationId: 'accompaniment.get',
    says: 'how the accompanist responds, who plays along, and whether the band plays now',
    role: 'viewer',
    also: ['kiosk'],
    answers: { 200: topics.engine.schema },
    handle: (_, house) => ok(engineOf(house)),
  }),
  route({
    method: 'PUT',
    path: '/api/v1/accompaniment',
    operationId: 'accompaniment.set',
    says: 'choose how the accompanist responds and who plays along; what is left out stays',
    role: 'player',
    also: ['kiosk'],
    body: AccompanimentChange,
    answers: { 200: topics.engine.schema },
    async handle({ body }, house) {
      await house.bus.ask('set', { accompaniment: body })
      return ok(engineOf(house))
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/why',
    operationId: 'why.last',
    says: 'why the last phrase of the machine is as it is',
    role: 'viewer',
    query: v.object({ manifest: v.exactOptional(v.picklist(['true', 'false'])) }),
    answers: { 200: answers.why },
    handle: async ({ query }, { bus }) => ok(await bus.ask('why', wanted(query))),
  }),
  route({
    method: 'GET',
    path: '/api/v1/why/{phrase}',
    operationId: 'why.get',
    says: 'why a phrase of the machine is as it is, and whether it repeats bit for bit',
    role: 'viewer',
    params: v.object({ phrase: Id }),
    query: v.object({ manifest: v.exactOptional(v.picklist(['true', 'false'])) }),
    answers: { 200: answers.why },
    handle: async ({ params, query }, { bus }) =>
      ok(await bus.ask('why', { phrase: params.phrase, ...wanted(query) })),
  }),
]

const wanted = ({ manifest }: { readonly manifest?: string | undefined }) => ({
  manifest: manifest === 'true',
})

function engineOf({ feed }: House) {
  const state = feed.state('engine')
  if (state) return state
  throw new HubError('not-answered', 'the live process has not said a word yet', {
    hint: 'It starts within seconds; else look at rigsong status.',
  })
}

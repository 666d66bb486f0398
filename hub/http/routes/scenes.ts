import { answers } from '#core/bus/topics/answers.ts'
import { topics } from '#core/bus/topics.ts'
import { Scene } from '#core/rig/scene.ts'
import { Slug } from '#core/rig/slug.ts'
import { v } from '#core/schema.ts'
import { type Route, route } from '../route.ts'
import { patchNow } from './mappings.ts'
import { created, nothing, ok } from './words.ts'

const { scene, at } = topics.scene.schema.entries
const MacroNumber = v.pipe(
  v.string(),
  v.regex(/^[1-8]$/, 'a macro from 1 to 8'),
  v.transform(Number),
)

export const scenes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/scenes',
    operationId: 'scenes.list',
    says: 'the scenes in the order of the set list, and which one is open',
    role: 'viewer',
    answers: { 200: v.object({ open: v.exactOptional(Slug), scenes: v.array(Scene) }) },
    async handle(_, house) {
      const { patch } = await patchNow(house)
      return ok({
        ...(patch.scene !== undefined && { open: patch.scene }),
        scenes: patch.scenes,
      })
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/scenes',
    operationId: 'scenes.save',
    says: 'make a scene of how everything stands, in place of the one of that name',
    role: 'owner',
    body: v.object({ name: topics['save-scene'].schema.entries.name }),
    answers: { 201: answers['save-scene'] },
    async handle({ body }, { bus }) {
      const saved = await bus.ask('save-scene', body)
      return created({ scene: saved.scene }, `/api/v1/scenes/${saved.scene}`)
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/scenes/open',
    operationId: 'scenes.open',
    says: 'open a scene, at once or on the next beat or bar; without a name the next one',
    role: 'player',
    body: v.object({ scene, at }),
    answers: { 202: answers.scene },
    async handle({ body }, { bus }) {
      const opened = await bus.ask('scene', body)
      return { status: 202, json: { scene: opened.scene } }
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/v1/scenes/{scene}',
    operationId: 'scenes.remove',
    says: 'take a scene away',
    role: 'owner',
    params: v.object({ scene: Slug }),
    answers: { 204: undefined },
    async handle({ params }, { bus }) {
      await bus.ask('remove-scene', params)
      return nothing
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/macros',
    operationId: 'macros.get',
    says: 'where the eight macros stand',
    role: 'viewer',
    answers: { 200: topics.macros.schema },
    handle: (_, { feed }) =>
      ok(feed.state('macros') ?? { values: [0, 0, 0, 0, 0, 0, 0, 0], turned: [] }),
  }),
  route({
    method: 'PUT',
    path: '/api/v1/macros/{macro}',
    operationId: 'macros.set',
    says: 'turn a macro',
    role: 'player',
    params: v.object({ macro: MacroNumber }),
    body: v.object({ value: topics.macro.schema.entries.value }),
    answers: { 204: undefined },
    async handle({ params, body }, { bus }) {
      await bus.ask('macro', { ...params, ...body })
      return nothing
    },
  }),
]

import { answers } from '#core/bus/topics/answers.ts'
import { topics } from '#core/bus/topics.ts'
import { Mapping } from '#core/rig/mapping.ts'
import type { Patch } from '#core/rig/rig.ts'
import { Role, roleNames, roles as roleTable } from '#core/rig/roles.ts'
import { Slug } from '#core/rig/slug.ts'
import { defaultMapping, openScene, standingFor } from '#core/rig/standing.ts'
import { v } from '#core/schema.ts'
import { hardwareHere } from '../hardware.ts'
import type { House } from '../house.ts'
import { type Route, route } from '../route.ts'
import { nothing, ok } from './words.ts'

const byMapping = v.object({ mapping: Slug })
const { id: _, ...mappingWords } = Mapping.entries
/** A mapping, and who says so: the open scene comes before the rig, the rig before the default. */
const SaidMapping = v.object({ ...Mapping.entries, by: v.picklist(['scene', 'rig', 'default']) })
const { armed, target, args, takeover } = topics.learn.schema.entries
const { device, control } = topics.bind.schema.entries
const Standing = v.object({
  role: Role,
  says: v.string(),
  device: v.exactOptional(Slug),
  control: v.exactOptional(Slug),
  /** False where it is only the first device that offers it. */
  bound: v.boolean(),
})

export const mappings: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/mappings',
    operationId: 'mappings.list',
    says: 'which control does what, as it is played now',
    role: 'viewer',
    answers: { 200: v.object({ stored: v.boolean(), mappings: v.array(SaidMapping) }) },
    async handle(_, house) {
      const { patch, stored } = await patchNow(house)
      return ok({ stored, mappings: everyMapping(patch) })
    },
  }),
  route({
    method: 'PUT',
    path: '/api/v1/mappings/{mapping}',
    operationId: 'mappings.put',
    says: 'make a mapping, or change the one of that id',
    role: 'owner',
    params: byMapping,
    body: v.strictObject(mappingWords),
    answers: { 200: Mapping },
    async handle({ params, body }, { bus }) {
      const mapping = { id: params.mapping, ...body }
      await bus.ask('map', { mapping })
      return ok(mapping)
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/v1/mappings/{mapping}',
    operationId: 'mappings.remove',
    says: 'take a mapping away; by the name of a role, clear what it does by itself',
    role: 'owner',
    params: byMapping,
    answers: { 204: undefined },
    async handle({ params }, { bus }) {
      await bus.ask('unmap', params)
      return nothing
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/v1/mappings',
    operationId: 'mappings.reset',
    says: 'take all mappings away: every role does what it does by itself',
    role: 'owner',
    answers: { 200: answers.unmap },
    async handle(_, { bus }) {
      const { removed } = await bus.ask('unmap', {})
      return ok({ removed })
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/learning',
    operationId: 'learning.get',
    says: 'whether a control is being learned, and what was learned last',
    role: 'viewer',
    answers: { 200: topics.learning.schema },
    handle: (_, { feed }) => ok(feed.state('learning') ?? { armed: false }),
  }),
  route({
    method: 'PUT',
    path: '/api/v1/learning',
    operationId: 'learning.set',
    says: 'learn which control does what: wiggle it and choose a target, or the other way round',
    role: 'owner',
    body: v.object({ armed, target, args, takeover }),
    answers: { 204: undefined },
    async handle({ body }, { bus }) {
      await bus.ask('learn', body)
      return nothing
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/roles',
    operationId: 'roles.list',
    says: 'what controls can stand for, and who does now',
    role: 'viewer',
    answers: { 200: v.object({ roles: v.array(Standing) }) },
    handle: async (_, house) => ok({ roles: await standing(house) }),
  }),
  route({
    method: 'PUT',
    path: '/api/v1/roles/{role}',
    operationId: 'roles.bind',
    says: 'say which control stands for a role; without a device nobody does',
    role: 'owner',
    params: v.object({ role: Role }),
    body: v.object({ device, control }),
    answers: { 204: undefined },
    async handle({ params, body }, { bus }) {
      await bus.ask('bind', { ...params, ...body })
      return nothing
    },
  }),
]

/** The patch as live plays it; as it is stored where live has not spoken yet. */
export async function patchNow({
  feed,
  library,
}: House): Promise<{ readonly patch: Patch; readonly stored: boolean }> {
  return feed.state('patch') ?? { patch: (await library.rigs.current()).rig.patch, stored: true }
}

function everyMapping(patch: Patch): readonly v.InferOutput<typeof SaidMapping>[] {
  const ofScene = openScene(patch)?.mappings ?? []
  const said = (by: 'scene' | 'rig' | 'default') => (mapping: Mapping) => ({ ...mapping, by })
  const own = [...ofScene.map(said('scene')), ...patch.mappings.map(said('rig'))]
  const spoken = new Set(own.map(({ when }) => ('role' in when ? when.role : undefined)))
  const unspoken = roleNames.filter((role) => !spoken.has(role))
  return [...own, ...unspoken.flatMap((role) => defaultMapping(role) ?? []).map(said('default'))]
}

async function standing(house: House): Promise<readonly v.InferOutput<typeof Standing>[]> {
  const { patch } = await patchNow(house)
  const { rig } = await house.library.rigs.current()
  const { hardware, isPresent } = await hardwareHere(rig, house)
  const present = hardware.filter(({ id }) => isPresent(id))
  return roleNames.map((role) => {
    const place = standingFor(role, patch.bindings, present)
    return {
      role,
      says: roleTable[role],
      ...(place && { device: place.device }),
      ...(place?.control !== undefined && { control: place.control }),
      bound: patch.bindings.some((binding) => binding.role === role),
    }
  })
}

import { answers } from '#core/bus/topics/answers.ts'
import { HubError } from '#core/errors.ts'
import { Move } from '#core/rig/remap.ts'
import { Rig, type RigDevice } from '#core/rig/rig.ts'
import { type Here, Opening, opened, proposeOpening, RigFile } from '#core/rig/rig-file.ts'
import { v } from '#core/schema.ts'
import { hardwareHere } from '../hardware.ts'
import type { House } from '../house.ts'
import { type Route, route } from '../route.ts'
import { tellRig } from '../tell-rig.ts'
import { ok } from './words.ts'

/** A rig with its scenes and the descriptions of its devices. */
const bodyLimit = 4 * 1024 * 1024

export const rig: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/rig',
    operationId: 'rig.export',
    says: 'the whole rig as it is stored, to keep or to open on another hub',
    role: 'viewer',
    answers: { 200: RigFile },
    async handle(_, house) {
      const { rig: kept } = await house.library.rigs.current()
      const { hardware } = await hardwareHere(kept, house)
      const shelf = await house.shelf()
      const names = new Set(hardware.flatMap(({ description }) => description ?? []))
      const descriptions = [...names].flatMap((name) => shelf.find(name) ?? [])
      return ok({ rig: kept, hardware, descriptions })
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/rig/open',
    operationId: 'rig.propose',
    says: 'how a rig could be played on the devices that are here; changes nothing',
    role: 'owner',
    body: RigFile,
    bodyLimit,
    answers: { 200: Opening },
    async handle({ body }, house) {
      return ok(proposeOpening(body, await hereIn(house)))
    },
  }),
  route({
    method: 'PUT',
    path: '/api/v1/rig',
    operationId: 'rig.open',
    says: 'open a rig, with the bindings that were accepted; what has no place is left out',
    role: 'owner',
    body: v.object({ ...RigFile.entries, accept: v.exactOptional(v.array(Move), []) }),
    bodyLimit,
    answers: { 200: Rig },
    async handle({ body }, house) {
      const { accept, ...file } = body
      const here = await hereIn(house)
      const kept = await house.library.rigs.change((now) => {
        const next = opened(file, accept, { ...here, rig: now })
        assertKnown(next.devices, accept)
        return next
      })
      await tellRig(house.bus, kept)
      return ok(kept.rig)
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/rig/store',
    operationId: 'rig.store',
    says: 'keep mappings, roles and scenes as they are played now',
    role: 'owner',
    answers: { 200: answers.store },
    async handle(_, { bus }) {
      const { revision } = await bus.ask('store', {})
      return ok({ revision })
    },
  }),
]

async function hereIn(house: House): Promise<Here> {
  const { rig: kept } = await house.library.rigs.current()
  return { rig: kept, ...(await hardwareHere(kept, house)) }
}

function assertKnown(devices: readonly RigDevice[], moves: readonly Move[]): void {
  const unknown = moves.find(({ to }) => devices.every(({ id }) => id !== to.device))
  if (!unknown) return
  throw new HubError('device-unknown', `the rig has no device ${unknown.to.device}`, {
    hint: 'Accept what POST /api/v1/rig/open proposes, or name devices of the rig here.',
  })
}

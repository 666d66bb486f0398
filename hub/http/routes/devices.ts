import { answers } from '#core/bus/topics/answers.ts'
import { topics } from '#core/bus/topics.ts'
import { DeviceDescription } from '#core/rig/description.ts'
import { type Rig, RigDevice } from '#core/rig/rig.ts'
import { Slug } from '#core/rig/slug.ts'
import { v } from '#core/schema.ts'
import { adding, changing, removing } from '#hub/library/rig-devices.ts'
import { kindOf, refuseTwin } from '../device-fit.ts'
import { devicesNow, liveAway } from '../devices-now.ts'
import { type Route, route } from '../route.ts'
import { tellRig } from '../tell-rig.ts'
import { created, nothing, ok, PersonName } from './words.ts'

const Device = topics.device.schema
const { port, description, simulated } = RigDevice.entries
const name = v.pipe(RigDevice.entries.name, v.trim(), v.minLength(1))
const byDevice = v.object({ device: Slug })

export const devices: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/devices',
    operationId: 'devices.list',
    says: 'the devices of the rig and the keyboards of open pages, and how they are',
    role: 'viewer',
    answers: { 200: v.object({ devices: v.array(Device) }) },
    async handle(_, { library, feed }) {
      const { rig } = await library.rigs.current()
      return ok({ devices: devicesNow(rig, feed) })
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/devices',
    operationId: 'devices.add',
    says: 'add a device to the rig',
    role: 'owner',
    body: v.object({
      /** What the description says where left out. */
      transport: v.exactOptional(RigDevice.entries.transport),
      port,
      description,
      name: v.exactOptional(name),
      player: v.exactOptional(PersonName),
      simulated,
    }),
    answers: { 201: RigDevice },
    async handle({ body, asker }, house) {
      const { port, description, simulated } = body
      const { transport, title } = await kindOf(body, house)
      const words = {
        name: body.name ?? title ?? `${transport} on ${port.split('/').at(-1)}`,
        transport,
        port,
        ...(description !== undefined && { description }),
        player: body.player ?? (asker.name || 'owner'),
        ...(simulated && { simulated }),
      }
      const kept = await house.library.rigs.change((rig) => {
        refuseTwin(rig, words, house.feed)
        return adding(rig, words)
      })
      await tellRig(house.bus, kept)
      const added = kept.rig.devices.at(-1)!
      return created(added, `/api/v1/devices/${added.id}`)
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/devices/found',
    operationId: 'devices.found',
    says: 'something that was plugged in and is known by its description',
    role: 'live',
    body: v.object({
      transport: RigDevice.entries.transport,
      port,
      description: Slug,
      name: RigDevice.entries.name,
    }),
    answers: { 200: v.object({ device: v.exactOptional(RigDevice) }) },
    async handle({ body }, { library, bus }) {
      const known = ({ devices, ignored }: Rig): boolean =>
        ignored.includes(body.port) || devices.some((device) => device.port === body.port)
      if (!known((await library.rigs.current()).rig)) {
        const words = { ...body, player: 'player' }
        await tellRig(
          bus,
          await library.rigs.change((rig) => (known(rig) ? {} : adding(rig, words))),
        )
      }
      const { rig } = await library.rigs.current()
      const device = rig.devices.find((one) => one.port === body.port)
      return ok(device ? { device } : {})
    },
  }),
  route({
    method: 'PATCH',
    path: '/api/v1/devices/{device}',
    operationId: 'devices.change',
    says: 'call a device differently, or say where it is, what it is or whose it is',
    role: 'owner',
    params: byDevice,
    body: v.object({
      name: v.exactOptional(name),
      player: v.exactOptional(PersonName),
      port: v.exactOptional(port),
      description,
    }),
    answers: { 200: RigDevice },
    async handle({ params, body }, house) {
      const { library, bus } = house
      const { rig } = await library.rigs.current()
      const old = rig.devices.find(({ id }) => id === params.device)
      if (old && body.description !== undefined)
        await kindOf({ transport: old.transport, description: body.description }, house)
      const kept = await library.rigs.change((now) => {
        if (old && body.port !== undefined) refuseTwin(now, { ...old, port: body.port }, house.feed)
        return changing(now, params.device, body)
      })
      await tellRig(bus, kept)
      return ok(kept.rig.devices.find(({ id }) => id === params.device))
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/v1/devices/{device}',
    operationId: 'devices.remove',
    says: 'take a device out of the rig; it is not taken in again by itself',
    role: 'owner',
    params: byDevice,
    answers: { 204: undefined },
    async handle({ params }, { library, bus }) {
      await tellRig(bus, await library.rigs.change((rig) => removing(rig, params.device)))
      return nothing
    },
  }),
  route({
    method: 'PUT',
    path: '/api/v1/devices/{device}/outputs/{output}',
    operationId: 'devices.output',
    says: 'set a light, servo or relay',
    role: 'player',
    params: v.object({ device: Slug, output: Slug }),
    body: v.object({ value: topics.output.schema.entries.value }),
    answers: { 204: undefined },
    async handle({ params, body }, { bus }) {
      await bus.ask('output', { ...params, ...body })
      return nothing
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/devices/{device}/flash',
    operationId: 'devices.flash',
    says: 'write our firmware to a board; how far it is comes as event/flash',
    role: 'owner',
    params: byDevice,
    body: v.object({ firmware: Slug }),
    answers: { 202: answers.flash },
    async handle({ params, body }, { bus }) {
      return { status: 202, json: await bus.ask('flash', { ...params, ...body }) }
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/devices/{device}/record',
    operationId: 'devices.record',
    says: 'begin or end to write down what goes over the line of a device, for a simulator to play again',
    role: 'owner',
    params: byDevice,
    body: v.object({ on: v.boolean() }),
    answers: { 200: answers.record },
    handle: async ({ params, body }, { bus }) =>
      ok(await bus.ask('record', { ...params, ...body })),
  }),
  route({
    method: 'GET',
    path: '/api/v1/devices/ports',
    operationId: 'devices.ports',
    says: 'what is plugged into the machine of the live process',
    role: 'owner',
    answers: { 200: topics.ports.schema },
    handle: (_, { feed }) => ok(feed.state('ports') ?? { ports: [], notes: [liveAway] }),
  }),
  route({
    method: 'GET',
    path: '/api/v1/devices/descriptions',
    operationId: 'devices.descriptions',
    says: 'the devices that are described: shipped with us, and the owner’s own',
    role: 'viewer',
    answers: { 200: v.object({ descriptions: v.array(DeviceDescription) }) },
    handle: async (_, { shelf }) => ok({ descriptions: (await shelf()).all() }),
  }),
]

import { topics } from '#core/bus/topics.ts'
import { v } from '#core/schema.ts'
import { RigDevice, Slug } from '#core/score/rig.ts'
import { withDevice, withoutDevice } from '#hub/library/rigs.ts'
import { type Route, route } from '../route.ts'
import { SerialPort } from '../serial-ports.ts'
import { tellRig } from '../tell-rig.ts'
import { created, nothing, ok } from './words.ts'

const Device = topics.device.schema

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
      const known = new Map<string, v.InferOutput<typeof Device>>()
      // What live has not spoken of yet is about to be opened.
      for (const { id, ...words } of rig.devices)
        known.set(id, { ...words, device: id, status: 'opening' })
      const present = new Set(known.keys())
      for (const { topic, payload } of feed.states()) {
        if (!topic.startsWith('state/device/')) continue
        const state = payload as v.InferOutput<typeof Device>
        if (present.has(state.device) || state.status === 'live') known.set(state.device, state)
      }
      return ok({ devices: [...known.values()] })
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/devices',
    operationId: 'devices.add',
    says: 'add a device to the rig: MIDI over a serial port at 31,250 baud',
    role: 'owner',
    body: v.object({
      transport: v.literal('din'),
      port: v.pipe(RigDevice.entries.port, v.regex(/^(\/|COM\d)/, 'the path of a serial port')),
      name: v.exactOptional(v.pipe(RigDevice.entries.name, v.trim(), v.minLength(1))),
      player: v.exactOptional(v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(40))),
      simulated: v.exactOptional(v.literal(true)),
    }),
    answers: { 201: RigDevice },
    async handle({ body, asker }, { library, bus }) {
      const { port, transport, simulated } = body
      const name = body.name ?? `DIN on ${port.split('/').at(-1)}`
      const player = body.player ?? (asker.name || 'owner')
      const words = { name, transport, port, player, ...(simulated && { simulated }) }
      const kept = await library.rigs.change((rig) => withDevice(rig, words))
      await tellRig(bus, kept)
      const added = kept.rig.devices.at(-1)!
      return created(added, `/api/v1/devices/${added.id}`)
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/v1/devices/{device}',
    operationId: 'devices.remove',
    says: 'take a device out of the rig',
    role: 'owner',
    params: v.object({ device: Slug }),
    answers: { 204: undefined },
    async handle({ params }, { library, bus }) {
      await tellRig(bus, await library.rigs.change((rig) => withoutDevice(rig, params.device)))
      return nothing
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/devices/ports',
    operationId: 'devices.ports',
    says: 'the serial ports of this machine',
    role: 'owner',
    answers: { 200: v.object({ ports: v.array(SerialPort) }) },
    handle: async (_, { ports }) => ok({ ports: await ports() }),
  }),
]

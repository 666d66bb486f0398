import { topics } from '#core/bus/topics.ts'
import { type Rig, RigDevice } from '#core/rig/rig.ts'
import { Slug } from '#core/rig/slug.ts'
import { v } from '#core/schema.ts'
import { withDevice, withoutDevice } from '#hub/library/rigs.ts'
import type { LiveFeed } from '../live/live-feed.ts'
import { type Route, route } from '../route.ts'
import { SerialPort } from '../serial-ports.ts'
import { tellRig } from '../tell-rig.ts'
import { created, nothing, ok } from './words.ts'

const Device = topics.device.schema
type Device = v.InferOutput<typeof Device>

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
      const kept = await library.rigs.change((rig) => ({ devices: withDevice(rig, words) }))
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
      await tellRig(
        bus,
        await library.rigs.change((rig) => ({ devices: withoutDevice(rig, params.device) })),
      )
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

/** The devices of the rig as live last spoke of them, and whatever else is playing. */
function devicesNow({ devices: rig }: Rig, feed: LiveFeed): readonly Device[] {
  const seen = feed
    .states()
    .filter(({ topic }) => topic.startsWith('state/device/'))
    .map(({ payload }) => payload as Device)
  // What live has not spoken of yet is about to be opened.
  const ours = rig.map(({ id, ...words }): Device => {
    return seen.find(({ device }) => device === id) ?? { ...words, device: id, status: 'opening' }
  })
  const names = new Set(rig.map(({ id }) => id))
  const others = seen.filter(({ device, status }) => !names.has(device) && status === 'live')
  if (feed.state('availability', { process: 'live' })?.online) return [...ours, ...others]
  // What it said last no longer holds.
  return ours.map((device) => ({ ...device, status: 'absent', hint: liveAway }))
}

const liveAway = 'The live process is not there; it comes back within seconds.'

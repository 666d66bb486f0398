import type { Payload } from '#core/bus/topics.ts'
import { reportOf } from '#core/errors.ts'
import { type HubLink, linkOf } from './hub-link.ts'
import type { Red } from './red.ts'

type Device = Payload<'device'>
/** What the edit dialogs offer. */
type RigNames = {
  readonly devices: readonly Pick<Device, 'device' | 'name' | 'controls'>[]
  readonly scenes: readonly { readonly id: string; readonly name: string }[]
}

/** How long what the broker has kept may take to come. */
const settleMs = 300

/**
 * `GET /rigsong/rig?hub=…` beside the editor's own API: the names of devices, controls and scenes, for
 * whom Node-RED lets read flows.
 */
export function serveRig(red: Red): void {
  if (!red.httpAdmin || !red.auth) return
  red.httpAdmin.get('/rigsong/rig', red.auth.needsPermission('flows.read'), (request, response) => {
    const hub = typeof request.query.hub === 'string' ? request.query.hub : ''
    namesOf(linkOf(red, { id: 'editor', hub })).then(
      (names) => response.json(names),
      (cause) => response.status(503).json(reportOf(cause)),
    )
  })
}

async function namesOf(link: HubLink): Promise<RigNames> {
  const bus = await link.bus()
  const devices = new Map<string, Device>()
  let scenes: RigNames['scenes'] = []
  const hearing = await Promise.all([
    bus.subscribe('device', ({ payload }) => void devices.set(payload.device, payload)),
    bus.subscribe('patch', ({ payload }) => {
      scenes = payload.patch.scenes.map(({ id, name }) => ({ id, name }))
    }),
  ])
  await new Promise((resolve) => setTimeout(resolve, settleMs))
  for (const subscription of hearing) subscription[Symbol.dispose]()
  const found = [...devices.values()].map(({ device, name, controls }) => ({
    device,
    name,
    ...(controls && { controls }),
  }))
  return { devices: found, scenes }
}

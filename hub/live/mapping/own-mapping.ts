import type { Bus } from '#core/bus/bus.ts'
import { HubError } from '#core/errors.ts'
import {
  withBinding,
  withMapping,
  withoutMapping,
  withoutMappings,
  withoutScene,
  withScene,
} from '#core/rig/patch-edits.ts'
import type { Patch } from '#core/rig/rig.ts'
import type { Scene } from '#core/rig/scene.ts'
import { refuseUnknownControl } from './known-control.ts'
import type { Learning } from './learning.ts'
import type { Macros } from './macros.ts'
import type { PresentDevice } from './mapper.ts'
import type { LivePatch } from './patch.ts'
import type { SceneChanger } from './scene-changer.ts'

export type OwnParts = {
  readonly patch: Pick<LivePatch, 'now'>
  readonly present: () => readonly PresentDevice[]
  readonly edit: (patch: Patch) => void
  readonly learning: Pick<Learning, 'ask'>
  readonly macros: Pick<Macros, 'turn'>
  readonly scenes: Pick<SceneChanger, 'open'>
  readonly nextScene: () => string | undefined
  /** How everything stands, for a scene to remember. */
  readonly settings: () => Pick<Scene, 'macros' | 'bpm' | 'answering' | 'accompaniment'>
}

/** The commands about mappings, roles, scenes and macros. */
export async function ownMapping(bus: Bus, parts: OwnParts): Promise<void> {
  const { patch, present, edit, learning, macros, scenes } = parts
  await bus.answer('learn', (command) => {
    learning.ask(command)
    return {}
  })
  await bus.answer('map', ({ mapping }) => {
    refuseUnknownControl(mapping.when, present())
    edit(withMapping(patch.now(), mapping))
    return {}
  })
  await bus.answer('unmap', ({ mapping }) => {
    const { patch: rest, removed } =
      mapping === undefined ? withoutMappings(patch.now()) : withoutMapping(patch.now(), mapping)
    if (mapping !== undefined && removed === 0) throw noMapping(mapping)
    edit(rest)
    return { removed }
  })
  await bus.answer('bind', ({ role, device, control }) => {
    if (device === undefined && control !== undefined)
      throw new HubError('bad-request', `${control} of which device?`, {
        hint: 'Name the device as well.',
      })
    if (device !== undefined && control !== undefined)
      refuseUnknownControl({ device, control }, present())
    const place = { ...(device !== undefined && { device }), ...(control && { control }) }
    edit(withBinding(patch.now(), { role, ...place }))
    return {}
  })
  await bus.answer('scene', ({ scene: wanted, at = 'now' }) => {
    const scene = wanted ?? parts.nextScene()
    if (scene === undefined || !patch.now().scenes.some(({ id }) => id === scene))
      throw noScene(scene)
    scenes.open(scene, at)
    return { scene }
  })
  await bus.answer('save-scene', ({ name }) => {
    const saved = withScene(patch.now(), { name, ...parts.settings() })
    edit(saved.patch)
    return { scene: saved.scene }
  })
  await bus.answer('remove-scene', ({ scene }) => {
    const rest = withoutScene(patch.now(), scene)
    if (!rest) throw noScene(scene)
    edit(rest)
    return {}
  })
  await bus.answer('macro', ({ macro, value }) => {
    macros.turn(macro, value)
    return {}
  })
}

const noMapping = (id: string): HubError =>
  new HubError('mapping-unknown', `there is no mapping ${id}`, {
    hint: 'List them with rigsong map list.',
  })

const noScene = (id: string | undefined): HubError =>
  new HubError('scene-unknown', id === undefined ? 'there is no scene yet' : `no scene ${id}`, {
    hint: 'List them with rigsong scene list; rigsong scene save makes one.',
  })

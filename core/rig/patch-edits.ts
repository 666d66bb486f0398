import type { Binding, Mapping, Source } from './mapping.ts'
import type { Patch } from './rig.ts'
import { roleNames } from './roles.ts'
import type { Scene } from './scene.ts'
import { freeSlug, slugOf } from './slug-of.ts'
import { defaultMapping, openScene } from './standing.ts'

/** The same control, or the same role. */
export const isSameSource = (one: Source, other: Source): boolean =>
  'role' in one
    ? 'role' in other && one.role === other.role
    : 'device' in other && one.device === other.device && one.control === other.control

/**
 * The patch with a mapping, in place of the one of that id. A new one belongs to the rig, unless the
 * open scene has a say on the same control: there it would never be heard.
 */
export function withMapping(patch: Patch, mapping: Mapping): Patch {
  const scene = openScene(patch)
  const hasIt = (mappings: readonly Mapping[]): boolean =>
    mappings.some(({ id }) => id === mapping.id)
  const inScene =
    scene !== undefined &&
    (hasIt(scene.mappings) ||
      (!hasIt(patch.mappings) &&
        scene.mappings.some((one) => isSameSource(one.when, mapping.when))))
  if (!inScene) return { ...patch, mappings: put(patch.mappings, mapping) }
  return inOpenScene(patch, (mappings) => put(mappings, mapping))
}

const put = (mappings: readonly Mapping[], mapping: Mapping): Mapping[] =>
  mappings.some(({ id }) => id === mapping.id)
    ? mappings.map((one) => (one.id === mapping.id ? mapping : one))
    : [...mappings, mapping]

const inOpenScene = (patch: Patch, turn: (mappings: readonly Mapping[]) => Mapping[]): Patch => ({
  ...patch,
  scenes: patch.scenes.map((scene) =>
    scene.id === patch.scene ? { ...scene, mappings: turn(scene.mappings) } : scene,
  ),
})

/**
 * The patch without the mapping of that id, in the rig and in the open scene: what is under it would
 * only come back. What a role does by itself goes by the role's name and stays cleared. `removed` is 0
 * where there was nothing of that name.
 */
export function withoutMapping(patch: Patch, id: string): { patch: Patch; removed: number } {
  const all = [...patch.mappings, ...(openScene(patch)?.mappings ?? [])]
  const removed = all.filter((one) => one.id === id && one.do !== 'nothing').length
  const without = (mappings: readonly Mapping[]): Mapping[] =>
    mappings.filter((one) => one.id !== id || one.do === 'nothing')
  if (removed > 0) {
    const rest = { ...patch, mappings: without(patch.mappings) }
    return { patch: inOpenScene(rest, without), removed }
  }
  const role = roleNames.find((name) => name === id)
  const isCleared = all.some((one) => one.id === id)
  if (role === undefined || isCleared || !defaultMapping(role)) return { patch, removed: 0 }
  const cleared: Mapping = { id: role, when: { role }, do: 'nothing' }
  return { patch: withMapping(patch, cleared), removed: 1 }
}

/** The patch without any mapping of its own: every role does what it does by itself. */
export function withoutMappings(patch: Patch): { patch: Patch; removed: number } {
  const removed = patch.mappings.length + (openScene(patch)?.mappings.length ?? 0)
  return { patch: inOpenScene({ ...patch, mappings: [] }, () => []), removed }
}

/** What was learned: as a mapping, but for its name. */
export type Lesson = Omit<Mapping, 'id'>

/** The patch with what was learned; the same control learning the same again replaces what it was. */
export function withLesson(patch: Patch, lesson: Lesson): { patch: Patch; mapping: Mapping } {
  const isOnIt = ({ when }: Mapping): boolean => isSameSource(when, lesson.when)
  const ofScene = openScene(patch)?.mappings ?? []
  const layer = ofScene.some(isOnIt) ? ofScene : patch.mappings
  const same = layer.find((one) => one.do === lesson.do && isOnIt(one))
  const name = 'role' in lesson.when ? lesson.when.role : lesson.when.control
  const taken = idsOf([...ofScene, ...patch.mappings])
  const id = same?.id ?? freeSlug(slugOf(`${name}-${lesson.do}`, lesson.do), taken)
  const mapping: Mapping = { id, ...lesson }
  return { patch: withMapping(patch, mapping), mapping }
}

/** The patch with another control, or nobody, standing for a role. */
export const withBinding = (patch: Patch, binding: Binding): Patch => ({
  ...patch,
  bindings: [...patch.bindings.filter(({ role }) => role !== binding.role), binding],
})

/**
 * The patch with a scene of everything that is in force, in place of the one of that name; which scene
 * is open stays as it is.
 */
export function withScene(
  patch: Patch,
  { name, ...settings }: Pick<Scene, 'name' | 'macros' | 'bpm' | 'answering' | 'accompaniment'>,
): { patch: Patch; scene: string } {
  const old = patch.scenes.find((one) => one.name === name)
  const id = old?.id ?? freeSlug(slugOf(name, 'scene'), idsOf(patch.scenes))
  const scene: Scene = { ...old, id, name, ...settings, mappings: everyMapping(patch) }
  const scenes = old
    ? patch.scenes.map((one) => (one === old ? scene : one))
    : [...patch.scenes, scene]
  return { patch: { ...patch, scenes }, scene: id }
}

/** The mappings of the open scene, and those of the rig that it does not hide. */
function everyMapping(patch: Patch): Mapping[] {
  const ofScene = openScene(patch)?.mappings ?? []
  const seen = patch.mappings.filter(
    ({ when }) => !ofScene.some((one) => isSameSource(one.when, when)),
  )
  const ids = idsOf(ofScene)
  return [
    ...ofScene,
    ...seen.map((mapping) => {
      const id = freeSlug(mapping.id, ids)
      ids.add(id)
      return { ...mapping, id }
    }),
  ]
}

const idsOf = (named: readonly { readonly id: string }[]): Set<string> =>
  new Set(named.map(({ id }) => id))

/** The patch without a scene; undefined where it has none of that id. */
export function withoutScene(patch: Patch, id: string): Patch | undefined {
  const scenes = patch.scenes.filter((scene) => scene.id !== id)
  if (scenes.length === patch.scenes.length) return undefined
  const { scene, ...rest } = patch
  return { ...rest, scenes, ...(scene !== undefined && scene !== id && { scene }) }
}

import type { Binding, Mapping, Target } from './mapping.ts'
import type { Patch } from './rig.ts'
import { type Role, roleNames } from './roles.ts'
import type { Scene } from './scene.ts'

/** A device as far as roles go: its name in the rig, and what its description offers. */
export type Offer = {
  readonly id: string
  /** Which of its controls stands for which role. */
  readonly roles: Readonly<Partial<Record<Role, string>>>
}

/** A control of a device; the device as a whole where a role needs no control, such as keys. */
export type Place = { readonly device: string; readonly control?: string | undefined }

/** What a role does where no mapping says anything else. Keys and pads play notes by themselves. */
const defaultTargets: Readonly<Record<Role, Target | undefined>> = {
  keys: undefined,
  pads: undefined,
  'macro-1': 'macro-1',
  'macro-2': 'macro-2',
  'macro-3': 'macro-3',
  'macro-4': 'macro-4',
  'macro-5': 'macro-5',
  'macro-6': 'macro-6',
  'macro-7': 'macro-7',
  'macro-8': 'macro-8',
  'foot-1': 'keep',
  'foot-2': 'play',
  play: 'play',
  stop: 'stop',
  tap: 'tap',
  tempo: 'tempo',
  generate: 'generate',
  keep: 'keep',
  panic: 'panic',
}

/** What a role does by itself, as a mapping with the role's own name; none for keys and pads. */
export function defaultMapping(role: Role): Mapping | undefined {
  const target = defaultTargets[role]
  return target && { id: role, when: { role }, do: target }
}

/**
 * Who stands for a role: whom the bindings name, present or not, else the first present device, by
 * name, whose description offers it. Undefined where nobody does.
 */
export function standingFor(
  role: Role,
  bindings: readonly Binding[],
  present: readonly Offer[],
): Place | undefined {
  const bound = bindings.find((binding) => binding.role === role)
  if (!bound) {
    const first = firstByName(present.filter(({ roles }) => roles[role] !== undefined))
    return first && { device: first.id, control: first.roles[role] }
  }
  const { device, control } = bound
  if (device === undefined) return undefined
  return { device, control: control ?? present.find(({ id }) => id === device)?.roles[role] }
}

const firstByName = (offers: readonly Offer[]): Offer | undefined =>
  offers.reduce<Offer | undefined>(
    (first, offer) => (first && first.id <= offer.id ? first : offer),
    undefined,
  )

/** The roles that this control stands for now. */
export function rolesOn(
  { device, control }: Place,
  bindings: readonly Binding[],
  present: readonly Offer[],
): readonly Role[] {
  return roleNames.filter((role) => {
    const place = standingFor(role, bindings, present)
    return place?.device === device && place.control === control
  })
}

/** The scene that is open. */
export const openScene = ({ scene, scenes }: Patch): Scene | undefined =>
  scene === undefined ? undefined : scenes.find(({ id }) => id === scene)

/** What a control does now, and because of whom. */
export type InForce = {
  readonly by: 'scene' | 'rig' | 'default'
  readonly mappings: readonly Mapping[]
}

/**
 * What a control does: what the open scene says of it; where that says nothing, what the rig says; else
 * what the roles do by themselves that it stands for.
 */
export function inForce(patch: Patch, present: readonly Offer[], place: Place): InForce {
  const roles = rolesOn(place, patch.bindings, present)
  const fits = ({ when }: Mapping): boolean =>
    'role' in when
      ? roles.includes(when.role)
      : when.device === place.device && when.control === place.control
  const ofScene = openScene(patch)?.mappings.filter(fits) ?? []
  if (ofScene.length > 0) return { by: 'scene', mappings: ofScene }
  const ofRig = patch.mappings.filter(fits)
  if (ofRig.length > 0) return { by: 'rig', mappings: ofRig }
  return { by: 'default', mappings: roles.flatMap((role) => defaultMapping(role) ?? []) }
}

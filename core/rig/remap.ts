import { v } from '#core/schema.ts'
import { controlKinds } from './control.ts'
import type { Mapping } from './mapping.ts'
import type { Patch } from './rig.ts'
import { Role, roleNames } from './roles.ts'
import { Slug } from './slug.ts'
import { defaultMapping, standingFor } from './standing.ts'

/** A device as far as its controls go: what a rig was made on, or what is here now. */
export const Hardware = v.object({
  id: Slug,
  description: v.exactOptional(Slug),
  controls: v.array(v.object({ id: Slug, kind: v.picklist(controlKinds) })),
  roles: v.record(Role, Slug),
})
export type Hardware = Readonly<v.InferOutput<typeof Hardware>>

const Place = v.strictObject({ device: Slug, control: v.exactOptional(Slug) })
type Place = Readonly<v.InferOutput<typeof Place>>

/** Why one control takes the place of another. */
export const remapReasons = {
  'same-device': 'it is the same device',
  'same-description': 'it is a device of the same kind',
  'same-kind': 'it is the next free control of the same kind',
} as const satisfies Record<string, string>
type Reason = keyof typeof remapReasons
const reasonNames = Object.keys(remapReasons) as [Reason, ...Reason[]]

/** One control that takes the place of another, with all that it did; `role` where it stood for one. */
export const Move = v.strictObject({
  role: v.exactOptional(Role),
  from: Place,
  to: Place,
  why: v.exactOptional(v.picklist(reasonNames)),
})
export type Move = Readonly<v.InferOutput<typeof Move>>

/** How a rig could be played on other hardware. Nothing is guessed in silence: what has no place is said. */
export const Proposal = v.object({
  bindings: v.array(Move),
  leftOver: v.array(
    v.object({
      device: Slug,
      role: v.exactOptional(Role),
      mapping: v.exactOptional(Slug),
      why: v.string(),
    }),
  ),
})
export type Proposal = Readonly<v.InferOutput<typeof Proposal>>

/** A control that the rig makes use of: for a role, for mappings, or both. */
type Wanted = { readonly place: Place; readonly role?: Role; readonly mappings: readonly string[] }

/**
 * Proposes who takes the place of whom. A device of the same name and description is itself; then
 * comes the same description, then the same kind of control in the same order, each used once.
 * @param was the hardware that the patch was made on
 * @param here what is plugged in now, or belongs to the rig here
 */
export function proposeRemap(
  patch: Patch,
  was: readonly Hardware[],
  here: readonly Hardware[],
): Proposal {
  const present = here.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const twins = twinsOf(was, present)
  const used = new Set<string>()
  const found = new Map<Wanted, Move>()
  const find = (want: Wanted, to: Place, why: Reason): void => {
    used.add(keyOf(to))
    const { place: from, role } = want
    found.set(want, { ...(role && { role }), from, to, why })
  }

  const wanted = wantedIn(patch, was).filter((want) => {
    const anyway = standsAnyway(want, patch, present)
    const twin = twinOf(want, twins, was)
    if (!anyway || (twin && keyOf(twin.to) !== keyOf(anyway))) return true
    used.add(keyOf(anyway))
    return false
  })
  for (const want of wanted) {
    const twin = twinOf(want, twins, was)
    if (twin) find(want, twin.to, twin.why)
  }
  for (const want of wanted) {
    const kind = kindOf(was, want.place)
    if (found.has(want) || kind === undefined) continue
    // Who stands for two things goes to one place with both.
    const before = [...found.values()].find(({ from }) => keyOf(from) === keyOf(want.place))
    const to = before?.to ?? freeControl(present, kind, used)
    if (to) find(want, to, 'same-kind')
  }
  return {
    bindings: wanted.flatMap((want) => found.get(want) ?? []),
    leftOver: wanted.filter((want) => !found.has(want)).flatMap((want) => leftOver(want, was)),
  }
}

/** Who stands for a role without being told, where nobody was told before either. */
function standsAnyway(
  { role }: Wanted,
  { bindings }: Patch,
  here: readonly Hardware[],
): Place | undefined {
  if (role === undefined || bindings.some((binding) => binding.role === role)) return undefined
  const place = standingFor(role, [], here)
  return place && tidy(place)
}

/** Every control that the patch makes use of, in the order of the devices and of their controls. */
function wantedIn(patch: Patch, was: readonly Hardware[]): readonly Wanted[] {
  const mappings = everyMapping(patch)
  const ofRoles = roleNames.flatMap((role): Wanted[] => {
    const place = standingFor(role, patch.bindings, was)
    const bound = patch.bindings.some((binding) => binding.role === role)
    const ids = mappings.filter(({ when }) => 'role' in when && when.role === role)
    const matters = bound || ids.length > 0 || defaultMapping(role) !== undefined
    return place && matters ? [{ place: tidy(place), role, mappings: ids.map(({ id }) => id) }] : []
  })
  const direct = Map.groupBy(
    mappings.filter(({ when }) => 'device' in when),
    ({ when }) => keyOf(when as Place),
  )
  const ofMappings = [...direct.values()].map(
    (same): Wanted => ({ place: same[0]!.when as Place, mappings: same.map(({ id }) => id) }),
  )
  const rank = ({ place }: Wanted): number => orderOf(was, place)
  return [...ofRoles, ...ofMappings].sort((a, b) => rank(a) - rank(b))
}

const everyMapping = ({ mappings, scenes }: Patch): readonly Mapping[] => [
  ...mappings,
  ...scenes.flatMap((scene) => scene.mappings),
]

const tidy = ({ device, control }: { device: string; control?: string | undefined }): Place => ({
  device,
  ...(control !== undefined && { control }),
})

const keyOf = ({ device, control }: Place): string => `${device}/${control ?? ''}`

/** Devices first, then controls as they are described; what nobody described comes last. */
function orderOf(was: readonly Hardware[], { device, control }: Place): number {
  const at = was.findIndex(({ id }) => id === device)
  const within = was[at]?.controls.findIndex(({ id }) => id === control) ?? -1
  return (at < 0 ? was.length : at) * 10_000 + (within < 0 ? 9_999 : within)
}

type Twin = { readonly device: Hardware; readonly why: Reason }

/** For each device of before the one of now that has the same description; itself where it is still here. */
function twinsOf(was: readonly Hardware[], here: readonly Hardware[]): ReadonlyMap<string, Twin> {
  const twins = new Map<string, Twin>()
  const free = new Set(here)
  const take = (old: Hardware, device: Hardware | undefined, why: Twin['why']): void => {
    if (!device || twins.has(old.id)) return
    free.delete(device)
    twins.set(old.id, { device, why })
  }
  const fits = (old: Hardware, one: Hardware): boolean =>
    old.description !== undefined && one.description === old.description
  for (const old of was)
    take(
      old,
      [...free].find((one) => one.id === old.id && fits(old, one)),
      'same-device',
    )
  for (const old of was) {
    const twin = twins.has(old.id) ? undefined : [...free].find((one) => fits(old, one))
    take(old, twin, 'same-description')
  }
  return twins
}

/** The same control of the same kind of device. */
function twinOf(
  { place }: Wanted,
  twins: ReadonlyMap<string, Twin>,
  was: readonly Hardware[],
): { readonly to: Place; readonly why: Reason } | undefined {
  const twin = twins.get(place.device)
  if (!twin || !hasControl(twin.device, place.control, kindOf(was, place))) return undefined
  return { to: { ...place, device: twin.device.id }, why: twin.why }
}

type Kind = Hardware['controls'][number]['kind']

const kindOf = (was: readonly Hardware[], { device, control }: Place): Kind | undefined =>
  was.find(({ id }) => id === device)?.controls.find(({ id }) => id === control)?.kind

/** Of a control that nobody has seen yet, the description is all that is known: it will be there. */
const hasControl = (device: Hardware, control: string | undefined, kind: Kind | undefined) =>
  control === undefined ||
  kind === undefined ||
  device.controls.every(({ id }) => id !== control) ||
  device.controls.some((one) => one.id === control && one.kind === kind)

function freeControl(
  here: readonly Hardware[],
  kind: Kind,
  used: ReadonlySet<string>,
): Place | undefined {
  for (const { id: device, controls } of here)
    for (const { id: control, kind: its } of controls)
      if (its === kind && !used.has(keyOf({ device, control }))) return { device, control }
  return undefined
}

function leftOver(
  { place, role, mappings }: Wanted,
  was: readonly Hardware[],
): Proposal['leftOver'] {
  const kind = kindOf(was, place)
  const why =
    place.control === undefined
      ? `no ${place.device} is here`
      : kind === undefined
        ? `no ${place.device} is here, and nobody knows what its ${place.control} was`
        : `no ${kind} control is left for ${place.control} of ${place.device}`
  const { device } = place
  if (role) return [{ device, role, why }]
  return [...new Set(mappings)].map((mapping) => ({ device, mapping, why }))
}

/**
 * The patch as it is played after these moves. What is moved nowhere is left out, unless its device
 * `stays`: it would be played by whatever has its name by chance.
 */
export function remapped(
  patch: Patch,
  moves: readonly Move[],
  stays: (device: string) => boolean,
): Patch {
  const placeOf = (place: Place): Place | undefined =>
    moves.find(({ from }) => keyOf(from) === keyOf(place))?.to ??
    (stays(place.device) ? place : undefined)
  const turn = (mappings: readonly Mapping[]): Mapping[] =>
    mappings.flatMap((mapping): Mapping[] => {
      const { when } = mapping
      if ('role' in when) return [mapping]
      const to = placeOf(when)
      return to?.control === undefined
        ? []
        : [{ ...mapping, when: { device: to.device, control: to.control } }]
    })
  return {
    ...patch,
    mappings: turn(patch.mappings),
    scenes: patch.scenes.map((scene) => ({ ...scene, mappings: turn(scene.mappings) })),
    bindings: roleNames.flatMap((role) => {
      const move = moves.find((one) => one.role === role)
      if (move) return [{ role, ...move.to }]
      const old = patch.bindings.find((binding) => binding.role === role)
      if (!old || old.device === undefined) return old ? [old] : []
      return stays(old.device) ? [old] : []
    }),
  }
}

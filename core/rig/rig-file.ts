import { v } from '#core/schema.ts'
import { DeviceDescription } from './description.ts'
import { Hardware, type Move, Proposal, proposeRemap, remapped } from './remap.ts'
import { type Patch, Rig, RigDevice } from './rig.ts'

/** A rig as one takes it along: with what its devices were, so that it can be opened on others. */
export const RigFile = v.object({
  rig: Rig,
  /** What was known of the devices; what their descriptions say where left out. */
  hardware: v.exactOptional(v.array(Hardware), []),
  descriptions: v.exactOptional(v.array(DeviceDescription), []),
})
export type RigFile = Readonly<v.InferOutput<typeof RigFile>>

/** How a rig would be opened here; nothing has been done yet. */
export const Opening = v.object({
  ...Proposal.entries,
  /** Devices of that rig that come along: nobody here takes their place, and they may be plugged in yet. */
  devices: v.array(RigDevice),
})
export type Opening = Readonly<v.InferOutput<typeof Opening>>

/** The rig that another one is opened on. */
export type Here = {
  readonly rig: Pick<Rig, 'devices' | 'ignored'>
  /** Its devices, as far as their controls are known. */
  readonly hardware: readonly Hardware[]
  /** Whether this device is plugged in. */
  readonly isPresent: (device: string) => boolean
}

/** What is known of a device: the controls it was heard to have, else those of its description. */
export function hardwareOf(
  { id, description: name }: Pick<RigDevice, 'id' | 'description'>,
  description: Pick<DeviceDescription, 'controls' | 'roles'> | undefined,
  heard?: Hardware['controls'],
): Hardware {
  const known = heard ?? description?.controls ?? []
  return {
    id,
    ...(name !== undefined && { description: name }),
    controls: known.map(({ id: control, kind }) => ({ id: control, kind })),
    roles: description?.roles ?? {},
  }
}

/** Proposes who here takes the place of whom there. A device that is away can only be itself. */
export function proposeOpening(file: RigFile, here: Here): Opening {
  const was = hardwareIn(file)
  const candidates = here.hardware.filter(
    (one) => here.isPresent(one.id) || was.some((old) => isTwin(old, one)),
  )
  const { bindings, leftOver } = proposeRemap(file.rig.patch, was, candidates)
  const devices = comingAlong(file.rig, bindings, here)
  const stays = staying(file, devices, here)
  return { bindings, leftOver: leftOver.filter(({ device }) => !stays(device)), devices }
}

/** The rig here as it is once the other is opened on it, with the moves that were accepted. */
export function opened(
  file: RigFile,
  moves: readonly Move[],
  here: Here,
): { readonly devices: readonly RigDevice[]; readonly patch: Patch } {
  const along = comingAlong(file.rig, moves, here)
  return {
    devices: [...here.rig.devices, ...along],
    patch: remapped(file.rig.patch, moves, staying(file, along, here)),
  }
}

/** Whose name means the same here: itself, what comes along, and what neither rig has but may come. */
function staying(
  file: RigFile,
  along: readonly RigDevice[],
  here: Here,
): (device: string) => boolean {
  const themselves = hardwareIn(file).filter((old) => here.hardware.some((one) => isTwin(old, one)))
  const stay = new Set([...along, ...themselves].map(({ id }) => id))
  const known = new Set([...file.rig.devices, ...here.rig.devices].map(({ id }) => id))
  return (device) => stay.has(device) || !known.has(device)
}

const isTwin = (old: Hardware, one: Hardware): boolean =>
  old.id === one.id && old.description !== undefined && old.description === one.description

const hardwareIn = ({ rig, hardware, descriptions }: RigFile): readonly Hardware[] =>
  rig.devices.map((device) => {
    const description = descriptions.find(({ id }) => id === device.description)
    return hardware.find(({ id }) => id === device.id) ?? hardwareOf(device, description)
  })

function comingAlong(
  { devices }: Pick<Rig, 'devices'>,
  moves: readonly Move[],
  { rig }: Here,
): RigDevice[] {
  const ports = new Set([...rig.devices.map(({ port }) => port), ...rig.ignored])
  const names = new Set([
    ...rig.devices.map(({ id }) => id),
    ...moves.map(({ from }) => from.device),
  ])
  return devices.filter(({ id, port }) => !names.has(id) && !ports.has(port))
}

import { v } from '#core/schema.ts'
import { Binding, Mapping } from './mapping.ts'
import { PortName } from './port-name.ts'
import { Scene } from './scene.ts'
import { Slug } from './slug.ts'
import { transportNames } from './transports.ts'

/** A device of the rig, as the owner added it or as it was found. */
export const RigDevice = v.object({
  id: Slug,
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(80)),
  transport: v.picklist(transportNames),
  /** Where it is found. */
  port: PortName,
  /** The description it is read by; the generic one of its transport where left out. */
  description: v.exactOptional(Slug),
  /** Whose hands play it. */
  player: v.string(),
  simulated: v.exactOptional(v.literal(true)),
})
export type RigDevice = Readonly<v.InferOutput<typeof RigDevice>>

/** What was learned and drawn: changed in RAM by the live process until it is stored. */
export const Patch = v.object({
  mappings: v.array(Mapping),
  /** Who stands for what; a role that is not here goes to the first device that offers it. */
  bindings: v.array(Binding),
  scenes: v.array(Scene),
  /** The scene that is open. */
  scene: v.exactOptional(Slug),
})
export type Patch = Readonly<v.InferOutput<typeof Patch>>

export const emptyPatch: Patch = { mappings: [], bindings: [], scenes: [] }

/** The devices of one hub and what they do. `revision` grows by one with each change. */
export const Rig = v.object({
  revision: v.pipe(v.number(), v.integer(), v.minValue(0)),
  devices: v.array(RigDevice),
  /** Ports that were found and are not wanted. */
  ignored: v.exactOptional(v.array(PortName), []),
  patch: v.exactOptional(Patch, emptyPatch),
})
export type Rig = Readonly<v.InferOutput<typeof Rig>>

import { Bpm } from '#core/music/tempo.ts'
import { v } from '#core/schema.ts'
import { Accompaniment } from '#core/score/accompaniment.ts'
import { Macros, Mapping } from './mapping.ts'
import { Slug } from './slug.ts'

/** A set of mappings, settings and flow switches, opened together. */
export const Scene = v.strictObject({
  id: Slug,
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(80)),
  /** They come before those of the rig. */
  mappings: v.array(Mapping),
  macros: v.exactOptional(Macros),
  bpm: v.exactOptional(Bpm),
  answering: v.exactOptional(v.boolean()),
  /** How the accompanist responds, and who plays along. */
  accompaniment: v.exactOptional(Accompaniment),
  /** Flows by name, on or off while the scene is open. */
  flows: v.exactOptional(v.record(Slug, v.boolean())),
})
export type Scene = Readonly<v.InferOutput<typeof Scene>>

import { v } from '#core/schema.ts'

/** A name in topics and paths: lower-case kebab, 1 to 40 characters. */
export const Slug = v.pipe(
  v.string(),
  v.regex(
    /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/,
    'a name of lower-case letters, digits and dashes',
  ),
)

/** A device of the rig as the owner added it: a DIN MIDI port on a serial line, 31,250 baud. */
export const RigDevice = v.object({
  id: Slug,
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(80)),
  transport: v.literal('din'),
  /** Path of the serial port, such as /dev/ttyAMA0. */
  port: v.pipe(v.string(), v.minLength(1), v.maxLength(255)),
  /** Whose hands play it. */
  player: v.string(),
  simulated: v.exactOptional(v.literal(true)),
})
export type RigDevice = Readonly<v.InferOutput<typeof RigDevice>>

/** The devices of one hub. `revision` grows by one with each change. */
export const Rig = v.object({
  revision: v.pipe(v.number(), v.integer(), v.minValue(0)),
  devices: v.array(RigDevice),
})
export type Rig = Readonly<v.InferOutput<typeof Rig>>

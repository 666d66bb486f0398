import { v } from '#core/schema.ts'

/**
 * A knob, pad or sensor moved. `value` is 0 to 1, `raw` what the device said in its own `unit`. `seq`
 * counts the triggers and states of a device, so that a gap shows.
 */
export const ControlEvent = v.object({
  device: v.string(),
  control: v.string(),
  kind: v.picklist(['trigger', 'continuous', 'state']),
  value: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  raw: v.number(),
  unit: v.exactOptional(v.string()),
  atMs: v.number(),
  seq: v.exactOptional(v.number()),
  /** Its device went away, and this control with it: nobody let go of it. */
  lost: v.exactOptional(v.literal(true)),
})
export type ControlEvent = Readonly<v.InferOutput<typeof ControlEvent>>

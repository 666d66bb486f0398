import { v } from '#core/schema.ts'

/** A knob, pad or sensor moved. `value` is 0 to 1, `raw` what the device said in its own `unit`. */
export const ControlEvent = v.object({
  device: v.string(),
  control: v.string(),
  value: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  raw: v.number(),
  unit: v.exactOptional(v.string()),
  atMs: v.number(),
})
export type ControlEvent = Readonly<v.InferOutput<typeof ControlEvent>>

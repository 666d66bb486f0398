import { v } from '#core/schema.ts'

/** A time signature: `{ beats: 6, unit: 8 }` is 6/8. */
export const Meter = v.object({
  beats: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(16)),
  unit: v.picklist([2, 4, 8, 16]),
})
export type Meter = Readonly<v.InferOutput<typeof Meter>>

/** Length of a bar in beats (quarter notes): 3 for 6/8, 5 for 5/4. */
export const barBeats = (meter: Meter): number => (meter.beats * 4) / meter.unit

/** As it is written: '6/8'. */
export const meterName = (meter: Meter): string => `${meter.beats}/${meter.unit}`

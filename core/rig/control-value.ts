import type { Control } from './description.ts'

/** A control as far as its values go. */
export type Valued = Pick<Control, 'kind'> & {
  readonly range?: readonly [number, number]
  readonly from?: object
}

/**
 * Where a raw value stands on the way of its control, 0 to 1, beyond its ends the end. A state is 0 or
 * 1. Never throws; what is no number is 0.
 * @example controlValue({ kind: 'continuous', range: [80, 10] }, 45) // 0.5, 1 is near
 */
export function controlValue(control: Valued, raw: number): number {
  const [at0, at1] = rawRange(control)
  const share = (raw - at0) / (at1 - at0)
  if (Number.isNaN(share)) return 0
  if (control.kind === 'state') return share >= 0.5 ? 1 : 0
  return Math.min(1, Math.max(0, share))
}

/** Raw values at 0 and at 1: what the description says, else the most that the wire can say. */
export const rawRange = ({ range, from = {} }: Valued): readonly [number, number] =>
  range ?? wireRange(from as Wire)

type Wire = Readonly<Record<string, unknown>>

function wireRange(from: Wire): readonly [number, number] {
  if (typeof from.axis === 'string') return axes[from.axis] ?? unit
  if (typeof from.proximity === 'string') return proximities[from.proximity] ?? unit
  if (from.bits === 14) return fourteenBits
  const word = Object.keys(words).find((name) => from[name] !== undefined)
  return word === undefined ? unit : words[word]!
}

const unit = [0, 1] as const
const sevenBits = [0, 127] as const
const fourteenBits = [0, 16_383] as const

/** By what a control is read from; a button, a switch, a program, a word of MQTT or OSC is 0 to 1. */
const words: Readonly<Record<string, readonly [number, number]>> = {
  note: sevenBits,
  cc: sevenBits,
  pressure: sevenBits,
  rpn: fourteenBits,
  nrpn: fourteenBits,
  bend: [-8192, 8191],
  // Ten bits, of our own firmware and of Firmata.
  analog: [0, 1023],
}

/** As an MPU-6050 is set at power-up, read by johnny-five: g, degrees, degrees a second. */
const axes: Readonly<Record<string, readonly [number, number]>> = {
  'accel-x': [-2, 2],
  'accel-y': [-2, 2],
  'accel-z': [-2, 2],
  pitch: [-90, 90],
  roll: [-90, 90],
  'gyro-x': [-250, 250],
  'gyro-y': [-250, 250],
  'gyro-z': [-250, 250],
}

/** How near and far each sensor sees, in cm, as its maker says. */
const proximities: Readonly<Record<string, readonly [number, number]>> = {
  GP2Y0A21YK: [10, 80],
  GP2Y0A02YK0F: [20, 150],
  GP2Y0A41SK0F: [4, 30],
  GP2Y0A710K0F: [100, 500],
}

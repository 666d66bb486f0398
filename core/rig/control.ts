import { v } from '#core/schema.ts'
import { Slug } from './slug.ts'

/**
 * What a control is:
 * - trigger: struck; every one counts, in order. Its value is how hard, 0 when it is let go
 * - continuous: turned or sensed; the latest value counts, and the last one always arrives
 * - state: on or off; every change counts
 * - stream: bulk, such as a SysEx dump
 * - output: a light, a servo, a relay
 */
export const controlKinds = ['trigger', 'continuous', 'state', 'stream', 'output'] as const

const int = (least: number, most: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most))
/** As printed on devices, 1 to 16; any channel where left out. */
const ch = v.exactOptional(int(1, 16))
const seven = int(0, 127)

const midiFrom = v.union([
  v.strictObject({ note: seven, ch }),
  v.strictObject({
    cc: seven,
    ch,
    /** 14: this controller and the one 32 above it are one value. */
    bits: v.exactOptional(v.picklist([7, 14])),
    /** Endless encoders: how they say a step. */
    relative: v.exactOptional(v.picklist(['twos-complement', 'binary-offset', 'sign-bit'])),
  }),
  /** Registered or non-registered parameter, 14 bits each. */
  v.strictObject({ rpn: int(0, 16_383), ch }),
  v.strictObject({ nrpn: int(0, 16_383), ch }),
  v.strictObject({ bend: v.literal(true), ch }),
  v.strictObject({ pressure: v.literal(true), ch }),
  v.strictObject({ program: seven, ch }),
  v.strictObject({ sysex: v.literal(true) }),
])
const midiTo = v.union([
  /** `values`: what is sent for off and on where that is not 0 and 127. */
  v.strictObject({ note: seven, ch: int(1, 16), values: v.exactOptional(v.tuple([seven, seven])) }),
  v.strictObject({ cc: seven, ch: int(1, 16), values: v.exactOptional(v.tuple([seven, seven])) }),
])
const pin = int(0, 127)

/** From where a control is read, in the words of each transport. */
export const wires = {
  'usb-midi': { from: midiFrom, to: midiTo },
  din: { from: midiFrom, to: midiTo },
  'hub-frames': {
    from: v.union([v.strictObject({ analog: int(0, 15) }), v.strictObject({ button: int(0, 15) })]),
    to: v.strictObject({ light: int(0, 15) }),
  },
  firmata: {
    from: v.union([
      /** Analog channel: 0 is A0. */
      v.strictObject({ analog: int(0, 15) }),
      /** `pullup`: closed reads as pressed. */
      v.strictObject({ digital: pin, pullup: v.exactOptional(v.boolean()) }),
      v.strictObject({
        imu: v.picklist(['mpu6050']),
        axis: v.picklist([
          'accel-x',
          'accel-y',
          'accel-z',
          'pitch',
          'roll',
          'gyro-x',
          'gyro-y',
          'gyro-z',
        ]),
      }),
      /** An infrared distance sensor by its name in johnny-five, on an analog channel; in cm. */
      v.strictObject({
        proximity: v.picklist(['GP2Y0A21YK', 'GP2Y0A02YK0F', 'GP2Y0A41SK0F', 'GP2Y0A710K0F']),
        analog: int(0, 15),
      }),
    ]),
    to: v.union([
      v.strictObject({ digital: pin }),
      v.strictObject({ pwm: pin }),
      /** 0 to 180 degrees. */
      v.strictObject({ servo: pin }),
    ]),
  },
  elm327: {
    /** Of mode 01, in hex, such as 0C. */
    from: v.strictObject({
      pid: v.pipe(v.string(), v.regex(/^[0-9A-F]{2}$/, 'two hex digits, such as 0C')),
    }),
    to: v.never(),
  },
  nmea: {
    from: v.strictObject({
      field: v.picklist([
        'speed',
        'course',
        'latitude',
        'longitude',
        'altitude',
        'satellites',
        'fix',
      ]),
    }),
    to: v.never(),
  },
  mqtt: {
    from: v.strictObject({
      topic: v.pipe(v.string(), v.regex(/^[^+#]{1,250}$/, 'a topic without wildcards')),
      /** Where the value stands in a JSON payload, such as ENERGY.Power. */
      path: v.exactOptional(v.string()),
      /** The words for on and off, where it is no number. */
      on: v.exactOptional(v.string()),
      off: v.exactOptional(v.string()),
    }),
    to: v.strictObject({
      topic: v.pipe(v.string(), v.regex(/^[^+#]{1,250}$/, 'a topic without wildcards')),
      on: v.exactOptional(v.string()),
      off: v.exactOptional(v.string()),
    }),
  },
  osc: {
    from: v.strictObject({
      address: v.pipe(
        v.string(),
        v.regex(/^\/[^\s#*,?[\]{}]+$/, 'an OSC address, such as /1/fader1'),
      ),
      /** Which argument, from 0. */
      argument: v.exactOptional(int(0, 15)),
    }),
    to: v.strictObject({
      address: v.pipe(
        v.string(),
        v.regex(/^\/[^\s#*,?[\]{}]+$/, 'an OSC address, such as /1/fader1'),
      ),
      /** The UDP port it listens on; the one it sends from where left out. */
      port: v.exactOptional(int(1, 65_535)),
    }),
  },
} as const

/** What a light can show of the hub by itself. */
export const shown = [
  'playing',
  'beat',
  'learning',
  'answering',
  'macro-1',
  'macro-2',
  'macro-3',
  'macro-4',
  'macro-5',
  'macro-6',
  'macro-7',
  'macro-8',
] as const

const common = {
  /** Its name in topics, such as knob-1. */
  id: Slug,
  /** What a person calls it. */
  title: v.exactOptional(v.pipe(v.string(), v.minLength(1), v.maxLength(80))),
}
const sensed = {
  ...common,
  /** Raw values at 0 and at 1, in `unit`; what the wire can say where left out. */
  range: v.exactOptional(v.tuple([v.number(), v.number()])),
  unit: v.exactOptional(v.pipe(v.string(), v.maxLength(20))),
  /** The path of a vehicle signal in COVESA's VSS, such as Vehicle.Speed. */
  vss: v.exactOptional(v.string()),
}

/** The controls a device of this transport can have. */
export function controlOf<From extends v.GenericSchema, To extends v.GenericSchema>({
  from,
  to,
}: {
  readonly from: From
  readonly to: To
}) {
  return v.variant('kind', [
    v.strictObject({ ...sensed, kind: v.literal('trigger'), from }),
    v.strictObject({
      ...sensed,
      kind: v.literal('continuous'),
      from,
      /** Values a second at most; 100 where left out. */
      rateHz: v.exactOptional(v.pipe(v.number(), v.minValue(0.1), v.maxValue(1000))),
      /** What it must move to count, of 1; 0.004 where left out. */
      deadband: v.exactOptional(v.pipe(v.number(), v.minValue(0), v.maxValue(0.5))),
    }),
    v.strictObject({ ...sensed, kind: v.literal('state'), from }),
    v.strictObject({ ...common, kind: v.literal('stream'), from }),
    v.strictObject({
      ...common,
      kind: v.literal('output'),
      to,
      /** Lights up with this control of the same device. */
      echo: v.exactOptional(Slug),
      /** Shows this of the hub. */
      shows: v.exactOptional(v.picklist(shown)),
      /** Where it goes when the hub lets go of it, 0 to 1; 0 where left out. */
      safe: v.exactOptional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
    }),
  ])
}

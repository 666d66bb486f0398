import { v } from '#core/schema.ts'
import { controlOf, wires } from './control.ts'
import { roleNames } from './roles.ts'
import { Slug } from './slug.ts'
import type { Transport } from './transports.ts'

const Hex4 = v.pipe(v.string(), v.regex(/^[0-9a-f]{4}$/, 'four lower-case hex digits in quotes'))

/** How a device is recognised: every key that is there must fit, and more keys win. */
export const Match = v.strictObject({
  usb: v.exactOptional(
    v.strictObject({
      vid: v.exactOptional(Hex4),
      pid: v.exactOptional(Hex4),
      /** A pattern for what its plug says it is. */
      product: v.exactOptional(v.string()),
      manufacturer: v.exactOptional(v.string()),
    }),
  ),
  /** A pattern for the name of the MIDI port. */
  midi: v.exactOptional(v.strictObject({ name: v.string() })),
  /** A pattern for the name that our firmware gives itself. */
  'hub-frames': v.exactOptional(v.strictObject({ name: v.string() })),
})
export type Match = Readonly<v.InferOutput<typeof Match>>

/** A topic on which a device says whether it is there, and its words for it. */
export const Availability = v.strictObject({
  topic: v.pipe(v.string(), v.regex(/^[^+#]{1,250}$/, 'a topic without wildcards')),
  online: v.string(),
  offline: v.string(),
  /** Where the word stands in a JSON payload. */
  path: v.exactOptional(v.string()),
})
export type Availability = Readonly<v.InferOutput<typeof Availability>>

const described = <T extends Transport, C extends v.GenericSchema>(transport: T, control: C) =>
  v.strictObject({
    /** Its name, and that of its file. */
    id: Slug,
    title: v.pipe(v.string(), v.minLength(1), v.maxLength(80)),
    transport: v.literal(transport),
    /** Left out where a person has to say what it is. */
    match: v.exactOptional(v.array(Match), []),
    /** Bits a second on a serial line. */
    baud: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(300), v.maxValue(4_000_000))),
    /** It is suspect when it was silent for longer; left out where silence is normal. */
    silentMs: v.exactOptional(v.pipe(v.number(), v.minValue(100), v.maxValue(3_600_000))),
    controls: v.exactOptional(v.array(control), []),
    /** Controls that were not described are made from what the device says. */
    discover: v.exactOptional(v.boolean(), false),
    /** Which control stands for which role, unless the rig says otherwise. */
    roles: v.exactOptional(
      v.record(v.picklist(roleNames, 'a role, such as macro-1, foot-1, pads or keys'), Slug),
      {},
    ),
    /** The simulator that plays it: `rigsong simulate {profile}`. */
    simulate: v.exactOptional(v.strictObject({ profile: Slug })),
  })

/** One device as data: how it is recognised, what it has, what its controls stand for. */
export const DeviceDescription = v.variant('transport', [
  described('usb-midi', controlOf(wires['usb-midi'])),
  described('din', controlOf(wires.din)),
  described('hub-frames', controlOf(wires['hub-frames'])),
  described('firmata', controlOf(wires.firmata)),
  described('elm327', controlOf(wires.elm327)),
  described('nmea', controlOf(wires.nmea)),
  v.strictObject({
    ...described('mqtt', controlOf(wires.mqtt)).entries,
    /** Left out where what it measures is all it says. */
    availability: v.exactOptional(v.array(Availability), []),
  }),
  described('osc', controlOf(wires.osc)),
])
export type DeviceDescription = Readonly<v.InferOutput<typeof DeviceDescription>>
export type DescriptionOf<T extends Transport> = Extract<DeviceDescription, { transport: T }>
export type Control = DeviceDescription['controls'][number]
export type ControlOf<T extends Transport> = DescriptionOf<T>['controls'][number]

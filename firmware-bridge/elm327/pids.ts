/** A value of mode 01 that a car can be asked for. */
export type Pid = {
  /** How many bytes its answer has. */
  readonly bytes: number
  /** From the bytes A, B, … of the answer to its own unit. */
  readonly value: (bytes: Uint8Array) => number
  /** How often it is worth asking. */
  readonly everyMs: number
}

/** What a foot or a gear changes. */
const fast = 50
/** What a road changes. */
const slow = 1000
/** What warms up or runs out. */
const slowest = 5000

const a = ([A = 0]: Uint8Array): number => A
const word = ([A = 0, B = 0]: Uint8Array): number => 256 * A + B
const percent = (bytes: Uint8Array): number => a(bytes) / 2.55
const celsius = (bytes: Uint8Array): number => a(bytes) - 40

/** Formulas of SAE J1979, as on en.wikipedia.org/wiki/OBD-II_PIDs; by PID in hex. */
// biome-ignore format: one line a PID
export const pids: Readonly<Record<string, Pid>> = {
  '04': { bytes: 1, everyMs: fast, value: percent },                         // engine load, %
  '05': { bytes: 1, everyMs: slowest, value: celsius },                      // coolant, °C
  '0A': { bytes: 1, everyMs: slow, value: (it) => 3 * a(it) },               // fuel pressure, kPa
  '0B': { bytes: 1, everyMs: fast, value: a },                               // intake pressure, kPa
  '0C': { bytes: 2, everyMs: fast, value: (it) => word(it) / 4 },            // engine speed, rpm
  '0D': { bytes: 1, everyMs: fast, value: a },                               // speed, km/h
  '0E': { bytes: 1, everyMs: fast, value: (it) => a(it) / 2 - 64 },          // timing advance, °
  '0F': { bytes: 1, everyMs: slowest, value: celsius },                      // intake air, °C
  '10': { bytes: 2, everyMs: fast, value: (it) => word(it) / 100 },          // air flow, g/s
  '11': { bytes: 1, everyMs: fast, value: percent },                         // throttle, %
  '1F': { bytes: 2, everyMs: slowest, value: word },                         // run time, s
  '2F': { bytes: 1, everyMs: slowest, value: percent },                      // fuel level, %
  '33': { bytes: 1, everyMs: slowest, value: a },                            // air pressure, kPa
  '42': { bytes: 2, everyMs: slow, value: (it) => word(it) / 1000 },         // voltage, V
  '43': { bytes: 2, everyMs: slow, value: (it) => word(it) / 2.55 },         // absolute load, %
  '45': { bytes: 1, everyMs: fast, value: percent },                         // relative throttle, %
  '46': { bytes: 1, everyMs: slowest, value: celsius },                      // outside air, °C
  '49': { bytes: 1, everyMs: fast, value: percent },                         // pedal D, %
  '4A': { bytes: 1, everyMs: fast, value: percent },                         // pedal E, %
  '4C': { bytes: 1, everyMs: fast, value: percent },                         // wanted throttle, %
  '52': { bytes: 1, everyMs: slowest, value: percent },                      // ethanol, %
  '5A': { bytes: 1, everyMs: fast, value: percent },                         // relative pedal, %
  '5B': { bytes: 1, everyMs: slowest, value: percent },                      // hybrid battery, %
  '5C': { bytes: 1, everyMs: slowest, value: celsius },                      // oil, °C
  '5E': { bytes: 2, everyMs: slow, value: (it) => word(it) / 20 },           // fuel rate, L/h
  '61': { bytes: 1, everyMs: fast, value: (it) => a(it) - 125 },             // wanted torque, %
  '62': { bytes: 1, everyMs: fast, value: (it) => a(it) - 125 },             // torque, %
}

/** Each answers with a map of the 32 PIDs after it. */
export const bitmaps = ['00', '20', '40', '60'] as const

/** The PIDs that a map names: its first bit stands for the one after `base`. */
export function pidsIn(base: string, map: Uint8Array): readonly string[] {
  const first = Number.parseInt(base, 16) + 1
  return Array.from({ length: 32 }, (_, i) => i)
    .filter((i) => ((map[i >> 3] ?? 0) & (0x80 >> (i & 7))) !== 0)
    .map((i) => (first + i).toString(16).toUpperCase().padStart(2, '0'))
}

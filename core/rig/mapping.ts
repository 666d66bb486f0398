import { v } from '#core/schema.ts'
import { Role } from './roles.ts'
import { Slug } from './slug.ts'

/** What a control can do. `takes` says whether it follows a value or acts at a press. */
export const targets = {
  'macro-1': { takes: 'value', says: 'the first macro' },
  'macro-2': { takes: 'value', says: 'the second macro' },
  'macro-3': { takes: 'value', says: 'the third macro' },
  'macro-4': { takes: 'value', says: 'the fourth macro' },
  'macro-5': { takes: 'value', says: 'the fifth macro' },
  'macro-6': { takes: 'value', says: 'the sixth macro' },
  'macro-7': { takes: 'value', says: 'the seventh macro' },
  'macro-8': { takes: 'value', says: 'the eighth macro' },
  tempo: { takes: 'value', says: 'the tempo, from 40 to 240 bpm' },
  tap: { takes: 'press', says: 'a tap of the tempo' },
  play: { takes: 'press', says: 'play the piece played last, or stop' },
  stop: { takes: 'press', says: 'stop' },
  generate: { takes: 'press', says: 'make a piece' },
  keep: { takes: 'press', says: 'keep what was just played' },
  panic: { takes: 'press', says: 'silence everything' },
  scene: { takes: 'press', says: 'open a scene; without a name the next one' },
  answering: { takes: 'press', says: 'the accompanist answers, or not' },
  note: { takes: 'press', says: 'a note, as long as it is held' },
  nothing: { takes: 'press', says: 'nothing: what it would do by itself is cleared, and stays so' },
} as const satisfies Record<string, { readonly takes: 'value' | 'press'; readonly says: string }>

export type Target = keyof typeof targets
export const targetNames = Object.keys(targets) as [Target, ...Target[]]

/** A control of a device, or whatever stands for a role. */
export const Source = v.union([
  v.strictObject({ role: Role }),
  v.strictObject({ device: Slug, control: Slug }),
])
export type Source = Readonly<v.InferOutput<typeof Source>>

/**
 * How the value of a control becomes that of its target:
 * - jump: at once
 * - pickup: from the moment the control passes the target's value
 * - scale: the way that is left on the control is spread over the way that is left on the target
 * - relative: an endless encoder, or only the movement of a knob
 */
export const takeovers = ['jump', 'pickup', 'scale', 'relative'] as const

const Unit = v.pipe(v.number(), v.minValue(0), v.maxValue(1))

/** When this moves, that happens. */
export const Mapping = v.strictObject({
  id: Slug,
  when: Source,
  do: v.picklist(targetNames),
  args: v.exactOptional(
    v.strictObject({
      /** For scene: which one. */
      scene: v.exactOptional(Slug),
      /** For generate. */
      prompt: v.exactOptional(v.pipe(v.string(), v.maxLength(2000))),
      /** For keep: how far back. */
      lastMs: v.exactOptional(v.pipe(v.number(), v.minValue(100), v.maxValue(3_600_000))),
      /** For note: the pitch, and the channel as on the wire. */
      pitch: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(127))),
      channel: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(15))),
    }),
  ),
  takeover: v.exactOptional(v.picklist(takeovers)),
  /** The part of the target's way that the control covers; [1, 0] turns it around. */
  range: v.exactOptional(v.tuple([Unit, Unit])),
  curve: v.exactOptional(v.picklist(['linear', 'log', 'exp'])),
  /** How long the target takes to follow, at most. */
  slewMs: v.exactOptional(v.pipe(v.number(), v.minValue(0), v.maxValue(10_000))),
})
export type Mapping = Readonly<v.InferOutput<typeof Mapping>>

/**
 * Which control stands for a role. Without a control the one that the device's description names, or the
 * device as a whole; without a device nobody does.
 */
export const Binding = v.strictObject({
  role: Role,
  device: v.exactOptional(Slug),
  control: v.exactOptional(Slug),
})
export type Binding = Readonly<v.InferOutput<typeof Binding>>

/** Macros are counted from 1. */
export const MacroNumber = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(8))

/** Values 0..1 of macro 1 to 8. */
export const Macros = v.pipe(v.array(Unit), v.length(8))
export type Macros = Readonly<v.InferOutput<typeof Macros>>

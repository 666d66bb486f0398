import { v } from '#core/schema.ts'

/**
 * What a control stands for, so that a scene can be opened on other hardware. Each role does
 * something by itself (`targets`); a mapping can make it do something else.
 */
export const roles = {
  keys: 'notes to play',
  pads: 'notes to strike',
  'macro-1': 'the first of eight knobs that shape the sound and the engine',
  'macro-2': 'the second macro',
  'macro-3': 'the third macro',
  'macro-4': 'the fourth macro',
  'macro-5': 'the fifth macro',
  'macro-6': 'the sixth macro',
  'macro-7': 'the seventh macro',
  'macro-8': 'the eighth macro',
  'foot-1': 'the first foot switch: keeps what was just played',
  'foot-2': 'the second foot switch: starts and stops',
  play: 'starts and stops',
  stop: 'stops',
  tap: 'the tempo, tapped',
  tempo: 'the tempo, turned',
  generate: 'makes a piece',
  keep: 'keeps what was just played',
  panic: 'silences everything',
} as const satisfies Record<string, string>

export type Role = keyof typeof roles
export const roleNames = Object.keys(roles) as [Role, ...Role[]]
export const Role = v.picklist(roleNames)

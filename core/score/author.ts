import { v } from '#core/schema.ts'

/** An engine or a provider of it, and what it was asked with. */
export const MachineAuthor = v.object({
  kind: v.literal('machine'),
  engine: v.string(),
  provider: v.string(),
  seed: v.number(),
  prompt: v.exactOptional(v.string()),
  because: v.string(),
})
export type MachineAuthor = Readonly<v.InferOutput<typeof MachineAuthor>>

/**
 * Who made a note, written when the note is born and never filled in later.
 * `because` is the id of the command that caused it; a hand needs no cause.
 */
export const Author = v.variant('kind', [
  v.object({
    kind: v.literal('human'),
    player: v.string(),
    device: v.string(),
    /** true when a simulator added the device: its hand is never signed as a human one. */
    simulated: v.exactOptional(v.literal(true)),
    because: v.exactOptional(v.string()),
  }),
  MachineAuthor,
  v.object({
    kind: v.literal('rule'),
    /** The flow or mapping that made the note. */
    rule: v.string(),
    because: v.string(),
  }),
])
export type Author = Readonly<v.InferOutput<typeof Author>>

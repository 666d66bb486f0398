import { Slug } from '#core/rig/slug.ts'
import { v } from '#core/schema.ts'
import { Seed } from '#core/score/variation.ts'
import type { commands } from './commands.ts'
import { Id } from './line.ts'

/** What each command answers beside `{ id, ok: true }`. */
export const answers = {
  generate: v.object({ piece: Id, title: v.string(), seed: Seed }),
  render: v.object({ sha256: v.string(), bytes: v.number() }),
  play: v.object({ piece: Id, startsAtMs: v.number() }),
  stop: v.object({}),
  panic: v.object({ released: v.number() }),
  keep: v.object({ take: Id, lengthMs: v.number(), notes: v.number() }),
  set: v.object({}),
  learn: v.object({}),
  map: v.object({}),
  unmap: v.object({ removed: v.number() }),
  bind: v.object({}),
  scene: v.object({ scene: Slug }),
  'save-scene': v.object({ scene: Slug }),
  'remove-scene': v.object({}),
  macro: v.object({}),
  output: v.object({}),
  flash: v.object({ bytes: v.number() }),
  /** `bytes` went over the line so far; the file stands on the machine of the live process. */
  record: v.object({ file: v.string(), bytes: v.number() }),
  why: v.object({
    phrase: Id,
    role: v.picklist(['answer', 'continue', 'trade', 'band']),
    /** In a sentence. */
    says: v.string(),
    engine: v.object({ name: v.string(), version: v.string() }),
    seed: Seed,
    /** The phrase or command that caused it. */
    because: v.string(),
    style: v.exactOptional(v.string()),
    key: v.exactOptional(v.string()),
    chords: v.array(v.string()),
    bpm: v.number(),
    /** What was heard, or what the macros asked for, each 0 to 1. */
    features: v.record(v.string(), v.number()),
    motif: v.exactOptional(
      v.object({ phrase: v.string(), from: v.number(), steps: v.number(), manner: v.string() }),
    ),
    /** Equal for equal memories, and for equal notes. */
    memory: v.string(),
    notes: v.string(),
    /** Whether it came out the same, bit for bit, when it was made again just now. */
    repeats: v.boolean(),
    manifest: v.exactOptional(v.unknown()),
  }),
  store: v.object({ revision: v.number() }),
  say: v.object({}),
  publish: v.object({
    publication: Id,
    status: v.picklist(['draft', 'queued', 'sending', 'published', 'refused', 'unknown']),
  }),
} as const satisfies Record<Exclude<keyof typeof commands, 'command-midi'>, v.GenericSchema>

import { v } from '#core/schema.ts'
import { Bed } from './bed.ts'
import { Beats, NoteEvent } from './note-event.ts'
import { PieceSpec, Role } from './piece-spec.ts'
import { Origin, Seed, Variation } from './variation.ts'

/** One voice of a piece. Drums sit on channel 9 and use General MIDI drum pitches. */
export const Part = v.object({
  role: Role,
  /** The patch of our synth that plays it, see hub/audio/patches. */
  sound: v.string(),
  /** MIDI channel counted from 0. */
  channel: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(15)),
  notes: v.array(NoteEvent),
})
export type Part = Readonly<v.InferOutput<typeof Part>>

/** What the composer makes of a spec and a seed: the same two give the same composition to the byte. */
export const Composition = v.object({
  spec: PieceSpec,
  seed: Seed,
  engine: v.object({ name: v.string(), version: v.string() }),
  /** Which of the candidates that were tried was taken, counted from 0, and what the critic held against it (0 nothing). */
  critic: v.exactOptional(v.object({ tried: v.number(), chosen: v.number(), off: v.number() })),
  lengthBeats: Beats,
  form: v.array(v.object({ section: v.string(), start: Beats, length: Beats })),
  chords: v.array(v.object({ symbol: v.string(), start: Beats, length: Beats })),
  parts: v.array(Part),
})
export type Composition = Readonly<v.InferOutput<typeof Composition>>

/** A share of a piece, of its notes, the beats they sound and its parts, each 0 to 1. A bed is no note and in none. */
export const Share = v.object({ notes: v.number(), beats: v.number(), parts: v.number() })
export type Share = Readonly<v.InferOutput<typeof Share>>

/** Who made how much of a piece; each of the three figures sums to one over the authors. */
export const Shares = v.object({ human: Share, machine: Share, rule: Share })
export type Shares = Readonly<v.InferOutput<typeof Shares>>

/** A finished piece: a composition with a name, a date and where it came from. */
export const Piece = v.object({
  ...Composition.entries,
  id: v.string(),
  title: v.string(),
  createdAt: v.string(),
  tags: v.array(v.string()),
  /** Sound that lies under it, beside its parts. */
  bed: v.exactOptional(Bed),
  provenance: v.object({
    /** The id of the command that asked for it. */
    because: v.string(),
    /** The sentence that was said or typed, where there was one. */
    prompt: v.exactOptional(v.string()),
    /** The take or piece it grew from. */
    from: v.exactOptional(v.string()),
    /** Who planned it, where that was not our own engine, and by which instructions. */
    plan: v.exactOptional(
      v.object({
        provider: v.string(),
        model: v.string(),
        prompt: v.string(),
        /** How many things of the plan had to be mended. */
        repairs: v.number(),
        /** The piece of the same seed that was there at once. */
        upgrades: v.string(),
      }),
    ),
    /** The share that human hands made. */
    humanShare: Share,
    /** What the machine and the rules made; not told of pieces kept before it was. */
    machineShare: v.exactOptional(Share),
    ruleShare: v.exactOptional(Share),
    /** What a varied piece grew from, where it can be composed again: else `written`, note by note. */
    origin: v.exactOptional(v.union([Origin, v.object({ written: Composition })])),
    /** What was done to it since, in order. */
    variations: v.exactOptional(v.array(Variation)),
  }),
})
export type Piece = Readonly<v.InferOutput<typeof Piece>>

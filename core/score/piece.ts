import { v } from '#core/schema.ts'
import { Beats, NoteEvent } from './note-event.ts'
import { PieceSpec, Role } from './piece-spec.ts'

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
  seed: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffff_ffff)),
  engine: v.object({ name: v.string(), version: v.string() }),
  lengthBeats: Beats,
  form: v.array(v.object({ section: v.string(), start: Beats, length: Beats })),
  chords: v.array(v.object({ symbol: v.string(), start: Beats, length: Beats })),
  parts: v.array(Part),
})
export type Composition = Readonly<v.InferOutput<typeof Composition>>

/** The share of a piece that human hands made, each 0 to 1. */
export const HumanShare = v.object({ notes: v.number(), beats: v.number(), parts: v.number() })
export type HumanShare = Readonly<v.InferOutput<typeof HumanShare>>

/** A finished piece: a composition with a name, a date and where it came from. */
export const Piece = v.object({
  ...Composition.entries,
  id: v.string(),
  title: v.string(),
  createdAt: v.string(),
  tags: v.array(v.string()),
  provenance: v.object({
    /** The id of the command that asked for it. */
    because: v.string(),
    /** The sentence that was said or typed, where there was one. */
    prompt: v.exactOptional(v.string()),
    /** The phrase, take or piece it grew from. */
    from: v.exactOptional(v.string()),
    humanShare: HumanShare,
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
  }),
})
export type Piece = Readonly<v.InferOutput<typeof Piece>>

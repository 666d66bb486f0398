import { Bpm } from '#core/music/tempo.ts'
import { v } from '#core/schema.ts'
import { Author } from './author.ts'

/** One MIDI message as it was captured: `atMs` from the start of the take, raw bytes, and who sent it. */
export const TakeEvent = v.object({
  atMs: v.number(),
  device: v.string(),
  bytes: v.array(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(255))),
  author: Author,
})
export type TakeEvent = Readonly<v.InferOutput<typeof TakeEvent>>

/** A stretch of constant tempo inside a take: from `atMs` on, `bpm`, beat `beat` stands at `atMs`. */
export const TempoMark = v.object({ atMs: v.number(), beat: v.number(), bpm: Bpm })
export type TempoMark = Readonly<v.InferOutput<typeof TempoMark>>

/** Everything captured from start to stop, or what "keep that" kept. */
export const Take = v.object({
  id: v.string(),
  session: v.string(),
  title: v.string(),
  createdAt: v.string(),
  lengthMs: v.number(),
  tempo: v.array(TempoMark),
  events: v.array(TakeEvent),
})
export type Take = Readonly<v.InferOutput<typeof Take>>

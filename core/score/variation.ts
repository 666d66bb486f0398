import { Key } from '#core/music/key.ts'
import { Bpm } from '#core/music/tempo.ts'
import { v } from '#core/schema.ts'
import { PieceSpec, Role } from './piece-spec.ts'
import { Title } from './title.ts'

/** As many as a plan can hold: 64 places of 64 bars. */
const BarNumber = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(4096))
/** From and to, both included, as a musician counts: bars 5 to 8 are `[5, 8]`. */
export const Bars = v.tuple([BarNumber, BarNumber])
export type Bars = readonly [from: number, to: number]

/** 0 to 2^32 - 1. */
export const Seed = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffff_ffff))
const step = v.pipe(v.number(), v.minValue(-1), v.maxValue(1))

/** What is written anew: all parts where none is named, from end to end where no bars are. */
export const Anew = v.object({
  parts: v.exactOptional(v.pipe(v.array(Role), v.minLength(1))),
  bars: v.exactOptional(Bars),
  /** The parts join in these bars, where they had no place. */
  joins: v.exactOptional(v.literal(true)),
  seed: Seed,
  /** Added to how much happens, and to how many notes: -0.2 is calmer, 0.3 much busier. */
  energy: v.exactOptional(step),
  density: v.exactOptional(step),
})
export type Anew = Readonly<v.InferOutput<typeof Anew>>

/** Bars in which parts do not play, though they do elsewhere. */
export const Rest = v.object({ parts: v.pipe(v.array(Role), v.minLength(1)), bars: Bars })
export type Rest = Readonly<v.InferOutput<typeof Rest>>

/**
 * How a piece is made of another one: parts go, sounds, key and tempo change while every note keeps
 * its author, then something is written anew. What is not named stays as it is, to the byte.
 */
export const Variation = v.object({
  without: v.exactOptional(v.array(Role)),
  rests: v.exactOptional(v.array(Rest)),
  instruments: v.exactOptional(v.array(v.object({ role: Role, sound: v.string() }))),
  key: v.exactOptional(Key),
  bpm: v.exactOptional(Bpm),
  anew: v.exactOptional(Anew),
  /** What the piece is called from now on. */
  title: v.exactOptional(Title),
  because: v.string(),
  prompt: v.exactOptional(v.string()),
})
export type Variation = Readonly<v.InferOutput<typeof Variation>>

/** What a varied piece began as: a plan and a seed to compose it from. */
export const Origin = v.object({
  spec: PieceSpec,
  seed: Seed,
  because: v.string(),
  prompt: v.exactOptional(v.string()),
  /** Who planned it, where that was not our own engine. */
  provider: v.exactOptional(v.string()),
})
export type Origin = Readonly<v.InferOutput<typeof Origin>>

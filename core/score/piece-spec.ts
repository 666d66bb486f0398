import { Key } from '#core/music/key.ts'
import { Meter } from '#core/music/meter.ts'
import { Bpm } from '#core/music/tempo.ts'
import { v } from '#core/schema.ts'
import { StyleName } from './style-name.ts'
import { longestTitle, Title } from './title.ts'

/** What a part does in a piece. */
export const roles = ['drums', 'bass', 'chords', 'melody', 'pad'] as const
export const Role = v.picklist(roles)
export type Role = (typeof roles)[number]

/** The most bars of a form whose sections can still be told apart. */
export const mostBars = 1400

const unit = v.pipe(v.number(), v.minValue(0), v.maxValue(1))
const Moods = v.pipe(v.array(v.pipe(v.string(), v.maxLength(40))), v.maxLength(32))

/** What somebody asked for, every field optional: the slots of a sentence, or a form filled in. */
export const PieceWish = v.object({
  style: v.exactOptional(StyleName),
  moods: v.exactOptional(Moods),
  bpm: v.exactOptional(Bpm),
  key: v.exactOptional(Key),
  meter: v.exactOptional(Meter),
  bars: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(mostBars))),
  seconds: v.exactOptional(v.pipe(v.number(), v.minValue(1), v.maxValue(900))),
  /** How much happens: 0 calm to 1 wild. */
  energy: v.exactOptional(unit),
  with: v.exactOptional(v.array(Role)),
  without: v.exactOptional(v.array(Role)),
  /** Sounds asked for by name, such as { role: 'chords', sound: 'piano' }. */
  instruments: v.exactOptional(v.array(v.object({ role: Role, sound: v.string() }))),
  /** Nothing but blanks is none. */
  title: v.exactOptional(v.pipe(v.string(), v.trim(), v.maxLength(longestTitle))),
})
export type PieceWish = Readonly<v.InferOutput<typeof PieceWish>>

/** One section of a form: its chords fill its bars evenly in the order given, or as `Chord*beats`. */
export const Section = v.object({
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(24)),
  bars: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(64)),
  /** Chord symbols such as 'Dm7', 'Gm7', 'Bbmaj7', 'A7'. */
  chords: v.pipe(v.array(v.pipe(v.string(), v.maxLength(24))), v.minLength(1), v.maxLength(128)),
  energy: unit,
  density: unit,
  roles: v.pipe(v.array(Role), v.minLength(1)),
  /** Motif cells `"<16th step> <note name> <length in 16ths>"`, such as '4 F5 2'; may be empty. */
  motif: v.pipe(v.array(v.pipe(v.string(), v.maxLength(24))), v.maxLength(128)),
})
export type Section = Readonly<v.InferOutput<typeof Section>>

/** A whole plan of a piece: what a prompt or a language model yields, and all the composer needs besides a seed. */
export const PieceSpec = v.object({
  title: Title,
  style: v.pipe(v.string(), v.maxLength(40)),
  bpm: Bpm,
  meter: Meter,
  key: Key,
  swing: unit,
  moods: Moods,
  instruments: v.array(v.object({ role: Role, sound: v.string() })),
  sections: v.pipe(v.array(Section), v.minLength(1), v.maxLength(24)),
  /** Section ids in the order they are played. */
  form: v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(64)),
})
export type PieceSpec = Readonly<v.InferOutput<typeof PieceSpec>>

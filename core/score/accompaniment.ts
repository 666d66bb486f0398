import { v } from '#core/schema.ts'
import { StyleName } from './style-name.ts'

/** How the accompanist responds to a phrase, and what for. */
export const responses = {
  answer: 'answers each phrase in its own rhythm, about as long',
  continue: 'goes on where the player stopped, in the player’s own manner',
  trade: 'trades bars: so many for the player, as many for the machine, on the bar line',
  none: 'leaves the melody to the player',
} as const
export const responseNames = Object.keys(responses) as [Response, ...Response[]]
export type Response = keyof typeof responses

/** Who plays along, as long as somebody plays. */
export const bandRoles = ['drums', 'bass', 'chords', 'pad', 'counter'] as const
export type BandRole = (typeof bandRoles)[number]

/** What the accompanist does. */
export const Accompaniment = v.object({
  respond: v.picklist(responseNames),
  /** For trade: how many bars each; four is what "trading fours" means. */
  tradeBars: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(16)),
  /** Whose drums, bass lines and chords the band plays, such as 'funk'. */
  style: v.pipe(v.string(), v.minLength(1), v.maxLength(40)),
  drums: v.boolean(),
  bass: v.boolean(),
  chords: v.boolean(),
  pad: v.boolean(),
  /** A second voice that fills the player's rests and is silent where the player is busy. */
  counter: v.boolean(),
})
export type Accompaniment = Readonly<v.InferOutput<typeof Accompaniment>>

/** What of it changes. */
export const AccompanimentChange = v.partial(
  v.object({ ...Accompaniment.entries, style: StyleName }),
)
export type AccompanimentChange = Readonly<v.InferOutput<typeof AccompanimentChange>>

export function changed(before: Accompaniment, change: AccompanimentChange): Accompaniment {
  const said = Object.entries(change).filter(([, value]) => value !== undefined)
  return { ...before, ...Object.fromEntries(said) }
}

/** Call and response alone, as it is before anybody says anything. */
export const firstAccompaniment: Accompaniment = {
  ...{ respond: 'answer', tradeBars: 4, style: 'lofi' },
  ...{ drums: false, bass: false, chords: false, pad: false, counter: false },
}

/** A note of a bar that is to come: `start` in beats from the bar line. */
export const BandNote = v.object({
  role: v.picklist(bandRoles),
  pitch: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(127)),
  velocity: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(127)),
  start: v.number(),
  length: v.number(),
})
export type BandNote = Readonly<v.InferOutput<typeof BandNote>>

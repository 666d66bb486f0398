import type { Chord } from '#core/music/chord.ts'
import { toPitchClass } from '#core/music/pitch.ts'
import { ticksPerStep, weightOf } from './bar-grid.ts'
import { spanAt } from './chord-line.ts'
import { rungNear } from './ladder.ts'
import type { Motif, MotifNote } from './motif.ts'
import { outside, pitchUnder, rests, rubs, type Singer, sing } from './singer.ts'
import type { Draft } from './song.ts'

/** A question waits on the second, fifth or seventh degree; an answer rests on the first or third. */
export type Close = 'open' | 'closed'

/** What a degree of the scale is worth as the last tone of a phrase, from the tonic up; less is better. */
const worth: Readonly<Record<Close, readonly number[]>> = {
  closed: [-4, 0, -3, 0, -1, 1, 2],
  open: [4, -3, 0, 1, -4, 0, -3],
}

/**
 * The notes of an ending such as `2---0-------....` (see Style.melody.endings), heights counted from
 * the tone it rests on. `lane` is the ending fitted to a meter: wherever it breaks off, it ends as written.
 */
export function figureOf(lane: string, ending: string): Motif {
  const last = heightOf([...ending].filter(isStruck).at(-1) ?? '0')
  const struck = [...lane].flatMap((sign, step) => (isStruck(sign) ? [step] : []))
  return struck.map((step, i): MotifNote => {
    let end = step + 1
    while (lane[end] === '-') end++
    const rung = i === struck.length - 1 ? last : heightOf(lane[step]!)
    return { step, steps: end - step, rung, leans: i < struck.length - 1 || rung !== 0 }
  })
}

const isStruck = (sign: string): boolean => /[0-7a-g]/.test(sign)
const heightOf = (sign: string): number =>
  sign >= 'a' ? -(sign.charCodeAt(0) - 'a'.charCodeAt(0) + 1) : Number(sign)

type Aim = {
  readonly close: Close
  /** The rung the tune is at home on: it does not end a phrase far away from there. */
  readonly home: number
}

/** The end of a phrase: the first of these figures that does not stand against its chords. */
export function endPhrase(figures: readonly Motif[], aim: Aim, singer: Singer): readonly Draft[] {
  const before = singer.sung.at(-1)
  const from = before ? rungNear(before.pitch, singer.song.ladder) : aim.home
  let best: { figure: Motif; target: number; cost: number } | undefined
  for (const figure of figures) {
    const settled = settle(figure, { ...aim, from }, singer)
    if (!best || settled.cost < best.cost - 6) best = { figure, ...settled }
  }
  return best ? sing(best.figure, best.target, singer) : []
}

/** Where a figure comes to rest best: near where the tune is, in its range, and with its chords. */
function settle(
  figure: Motif,
  { close, home, from }: Aim & { readonly from: number },
  singer: Singer,
): { readonly target: number; readonly cost: number } {
  const { song } = singer
  const near = from - figure[0]!.rung
  const span = spanAt(song.spans, singer.at + figure.at(-1)!.step * ticksPerStep)
  let best = { target: near, cost: 1000 }
  for (let target = near - 5; target <= near + 5; target++) {
    const pitch = pitchUnder(target, span, song)
    if (!span.chord.tones.includes(toPitchClass(pitch))) continue
    const way = Math.abs(target - near) + (Math.abs(target - home) >> 1)
    const rest = worth[close][((target % 7) + 7) % 7]! + restless(pitch, span.chord, close)
    const cost = way + rest + strain(figure, target, singer)
    if (cost < best.cost) best = { target, cost }
  }
  return best
}

/** What a chord tone lacks to be rested on; an answer rests best on the root. */
const restless = (pitch: number, chord: Chord, close: Close): number =>
  (rests(pitch, chord) ? 0 : 9) - (close === 'closed' && toPitchClass(pitch) === chord.root ? 1 : 0)

/** What speaks against a figure at this height: long or strong tones that rub, and tones out of range. */
function strain(figure: Motif, target: number, { song, at }: Singer): number {
  let cost = 0
  for (const { step, steps, rung } of figure) {
    const span = spanAt(song.spans, at + step * ticksPerStep)
    const pitch = pitchUnder(target + rung, span, song)
    const isHeard = steps >= 4 || weightOf(step, song.grid) > 0
    cost += outside(pitch, song) * 6 + (isHeard && rubs(pitch, span.chord) ? 8 : 0)
  }
  return cost
}

import { toPitchClass } from '#core/music/pitch.ts'
import { ticksPerStep, weightOf } from './bar-grid.ts'
import { type Span, spanAt } from './chord-line.ts'
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
 * the tone it rests on. `whole` is the lane before it was fitted to the meter: how it ends stays.
 */
export function figureOf(lane: string, whole = lane): Motif {
  const notes: MotifNote[] = []
  for (const [step, sign] of [...lane].entries()) {
    if (!isStruck(sign)) continue
    let end = step + 1
    while (lane[end] === '-') end++
    notes.push({ step, steps: end - step, rung: heightOf(sign), leans: true })
  }
  const last = [...whole].filter(isStruck).at(-1)
  return notes.map((note, i) => {
    if (i < notes.length - 1 || last === undefined) return note
    const rung = heightOf(last)
    return rung === 0 ? { step: note.step, steps: note.steps, rung } : { ...note, rung }
  })
}

const isStruck = (sign: string): boolean => /[0-7a-g]/.test(sign)
const heightOf = (sign: string): number =>
  sign >= 'a' ? -(sign.charCodeAt(0) - 'a'.charCodeAt(0) + 1) : Number(sign)

/** The end of a phrase: the first of these figures that does not stand against its chords. */
export function endPhrase(
  figures: readonly Motif[],
  { close, home }: { readonly close: Close; readonly home: number },
  before: number | undefined,
  singer: Singer,
): readonly Draft[] {
  const from = before === undefined ? home : rungNear(before, singer.song.ladder)
  let best: { figure: Motif; target: number; cost: number } | undefined
  for (const figure of figures) {
    const settled = settle(figure, { close, from }, singer)
    if (!best || settled.cost < best.cost - 6) best = { figure, ...settled }
  }
  return best ? sing(best.figure, best.target, before, singer) : []
}

/** Where a figure comes to rest best: near where the tune is, in its range, and with its chords. */
function settle(
  figure: Motif,
  { close, from }: { readonly close: Close; readonly from: number },
  singer: Singer,
): { readonly target: number; readonly cost: number } {
  const { song } = singer
  const final = figure.at(-1)!
  const entry = figure[0]!.rung
  const span = spanAt(song.spans, singer.at + final.step * ticksPerStep)
  let best = { target: from - entry, cost: 1000 }
  for (let target = from - entry - 5; target <= from - entry + 5; target++) {
    const pitch = pitchUnder(target, span, singer.song)
    if (!span.chord.tones.includes(toPitchClass(pitch))) continue
    const way = Math.abs(target + entry - from)
    const cost = way + restCost(target, pitch, span, close, singer) + strain(figure, target, singer)
    if (cost < best.cost) best = { target, cost }
  }
  return best
}

function restCost(
  target: number,
  pitch: number,
  { chord }: Span,
  close: Close,
  { song }: Singer,
): number {
  const degree = ((target % 7) + 7) % 7
  const root = toPitchClass(pitch) === chord.root && close === 'closed' ? -1 : 0
  const rubbing = rests(pitch, chord) ? 0 : 5
  return worth[close][degree]! + root + rubbing + outside(pitch, song) * 6
}

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

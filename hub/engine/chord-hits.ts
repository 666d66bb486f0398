import type { Random } from '#core/random.ts'
import { fitLane, ticksPerStep, weightOf } from './bar-grid.ts'
import type { Span } from './chord-line.ts'
import { inRhythm } from './rhythm.ts'
import { groundOf, type Passage, type Song } from './song.ts'

/** A stroke of the chord player: how, of which chord, from where and until where in ticks. */
export type Hit = {
  readonly sign: string
  readonly span: Span
  readonly at: number
  readonly until: number
}

/** Steps that a chord is held which the rhythm forgot. */
const heldSteps = 2

/**
 * Where the chord player strikes in a passage. Every chord that lasts half a bar or more is heard: by
 * a stroke of its own, or by one off the beat just before it, which is of the coming chord already.
 */
export function hitsOf(song: Song, passage: Passage, random: Random): readonly Hit[] {
  const lane = laneFor(song, passage, random)
  const struck = new Map<number, Span>()
  for (const [i, span] of passage.spans.entries()) {
    const from = stepIn(passage, span.at)
    const to = Math.min(lane.length, stepIn(passage, span.at + span.ticks))
    const next = passage.spans[i + 1]
    const ahead = next ? to - (song.style.comp.ahead ?? 0) : to
    if (![...struck.values()].includes(span)) sound(lane, { from, to, ahead }, span, song)
    for (let step = from; step < to; step++) {
      if (!isStroke(lane[step])) continue
      const pushes = step >= ahead && weightOf(step % song.grid.steps, song.grid) === 0
      struck.set(step, pushes && next ? next : span)
    }
  }
  return [...struck].map(([step, span]) => {
    const [at, until] = [step, heldUntil(lane, step)].map((s) => passage.at + s * ticksPerStep)
    return { sign: lane[step]!, span, at: at!, until: until! }
  })
}

/** The rhythm of the whole passage, a sign a sixteenth. */
function laneFor(song: Song, passage: Passage, random: Random): string[] {
  const { grid, laneSteps, busy } = song
  const tabs = tabsFor(song, passage, random)
  return tabs.flatMap((tab, bar) => [...fitLane(inRhythm(tab, busy, bar), laneSteps, grid, bar)])
}

/** The tab of each bar: one all through, or where the style is free about it another one each bar. */
function tabsFor(song: Song, passage: Passage, random: Random): readonly string[] {
  const { tabs, free } = song.style.comp
  const bars = Array.from({ length: passage.bars }, (_, bar) => bar)
  const steady = random.fork(groundOf(song, passage)).pick(tabs)
  if (!free) return bars.map(() => steady)
  // A section that returns is comped as before: what comes back holds a piece together.
  const hand = random.fork(`comp ${groundOf(song, passage)}`)
  let tab = ''
  return bars.map(() => {
    tab = hand.pick(tabs.filter((other) => other !== tab))
    return tab
  })
}

type Stretch = { readonly from: number; readonly to: number; readonly ahead: number }

/** Sees to it that a chord is struck which comes inside a held one, or where the rhythm has a hole. */
function sound(lane: string[], { from, to, ahead }: Stretch, span: Span, song: Song): void {
  const anew = lane.some((sign) => 'xXu'.includes(sign)) ? 'x' : '0'
  if (lane[from] === '-') lane[from] = anew
  if (span.ticks * 2 < song.grid.ticks || lane.slice(from, ahead).some(isStroke)) return
  for (let step = from; step < Math.min(to, from + heldSteps); step++) {
    if (isStroke(lane[step])) return
    lane[step] = step === from ? anew : '-'
  }
}

const isStroke = (sign: string | undefined): boolean =>
  sign !== undefined && sign !== '.' && sign !== '-'

function heldUntil(lane: readonly string[], step: number): number {
  let end = step + 1
  while (lane[end] === '-') end++
  return end
}

const stepIn = (passage: Passage, tick: number): number =>
  Math.ceil((tick - passage.at) / ticksPerStep)

import { type BarGrid, fitLane, ticksPerBeat, ticksPerStep, weightOf } from './bar-grid.ts'
import { type Span, spanAt } from './chord-line.ts'
import { inRhythm } from './rhythm.ts'
import type { Passage, Song } from './song.ts'

/** A stroke of the bass, by its sign in the tab (see style.ts), in ticks. */
export type Sign = { readonly sign: string; readonly at: number; readonly ticks: number }

type Ground = {
  readonly song: Song
  readonly passage: Passage
  /** The ticks, to the sixteenth, at which the kick plays. */
  readonly kicks: ReadonlySet<number>
}

/** A tab as it is played in a passage: set on its kicks and standing on its chords. */
export function signsOf(tab: string, ground: Ground): readonly Sign[] {
  const bars = Array.from({ length: ground.passage.bars }, (_, bar) => bar)
  return rooted(
    bars.flatMap((bar) => signsIn(tab, bar, ground)),
    ground,
  )
}

/**
 * A new chord begins with its root, and so does the last bar of a passage: on a fifth nothing comes to
 * rest.
 */
function rooted(signs: readonly Sign[], { song, passage }: Ground): readonly Sign[] {
  const lastBar = passage.at + passage.ticks - song.grid.ticks
  let before: { span: Span; isLast: boolean } | undefined
  return signs.map((one) => {
    if (one.sign === 'g') return one
    const here = { span: spanAt(song.spans, one.at), isLast: one.at >= lastBar }
    const isNew = here.span !== before?.span || here.isLast !== before.isLast
    before = here
    return isNew && one.sign !== '8' ? { ...one, sign: 'R' } : one
  })
}

/** The notes of one bar of the tab; a chord that it would leave out has its root. */
function signsIn(tab: string, bar: number, { song, passage, kicks }: Ground): readonly Sign[] {
  const { laneSteps } = song
  const start = passage.at + bar * song.grid.ticks
  const fitted = onKicks([...fitLane(tab, laneSteps, song.grid, bar)], start, kicks)
  const lane = [...inRhythm(fitted.join(''), song.busy, bar)]
  for (let step = 0; step < lane.length; step++) {
    const at = start + step * ticksPerStep
    if ('R5378'.includes(lane[step]!)) lockTo(kicks, lane, { step, at, grid: song.grid })
    const span = spanAt(song.spans, at)
    if (span.at !== at) continue
    if (step > 0 && lane[step] === '-') lane[step] = 'R'
    if (span.ticks >= ticksPerBeat) noted(lane, step, step + span.ticks / ticksPerStep)
  }
  // A bar that was the second half of one: what it left to the first it says itself.
  const silent = laneSteps !== song.grid.steps && lane.slice(0, 4).every(isOpen)
  if (silent && spanAt(song.spans, start).at === start) lane.splice(0, 2, 'R', '-')
  return lane.flatMap((sign, step) => {
    if (sign === '.' || sign === '-') return []
    let end = step + 1
    while (lane[end] === '-') end++
    const ticks = (end - step) * ticksPerStep - (sign === 'g' ? 60 : 12)
    return [{ sign, at: start + step * ticksPerStep, ticks }]
  })
}

/** Where the tab asks for the kick's rhythm: a root under each kick, held on where a note sounds. */
function onKicks(lane: string[], start: number, kicks: ReadonlySet<number>): readonly string[] {
  for (const [step, sign] of lane.entries()) {
    if (sign !== 'k') continue
    lane[step] = kicks.has(start + step * ticksPerStep) ? 'R' : lane[step - 1] === '.' ? '.' : '-'
  }
  return lane
}

/** A beat of the root for a chord of this bar that has no note. */
function noted(lane: string[], from: number, to: number): void {
  if (!lane.slice(from, to).every(isOpen)) return
  const end = Math.min(to, lane.length, from + 4)
  lane.splice(from, end - from, 'R', ...Array.from({ length: end - from - 1 }, () => '-'))
}

const isOpen = (sign: string | undefined): boolean => sign === '.' || sign === '-'

/**
 * A lone note beside a kick off the beat moves onto it: bass and kick are one instrument. Kicks on
 * the beat draw nothing: over four on the floor the bass lives between them.
 */
function lockTo(
  kicks: ReadonlySet<number>,
  lane: string[],
  { step, at, grid }: { readonly step: number; readonly at: number; readonly grid: BarGrid },
): void {
  if (step === 0 || kicks.has(at)) return
  const isFree = (place: number): boolean =>
    place < 0 || place >= lane.length || isOpen(lane[place])
  for (const side of [-1, 1]) {
    const place = step + side
    if (place <= 0 || place >= lane.length || weightOf(place, grid) > 0) continue
    if (!kicks.has(at + side * ticksPerStep)) continue
    if (!isFree(place) || !isFree(place + side) || !isFree(step - side)) continue
    lane[place] = lane[step]!
    lane[step] = side < 0 || lane[step - 1] !== '.' ? '-' : '.'
    return
  }
}

import { fitLane } from './bar-grid.ts'
import { figureOf } from './cadence.ts'
import { rungNear } from './ladder.ts'
import { invent, type Motif, rhythmOf, writtenMotif } from './motif.ts'
import type { Chance, Passage, Song } from './song.ts'

/** What a family of sections sings: its motif, the answer to it, and what eight bars do with them. */
export type Material = {
  readonly motif: Motif
  readonly answer: Motif
  readonly plans: readonly string[]
  /** Figures a phrase may end with, each phrase with its own where there are enough. */
  readonly endings: readonly Motif[]
  /** Where the motif is at home: the rung of its first note. */
  readonly home: number
  readonly away: 1 | -1 | 2 | -2
}

export function materialOf(song: Song, passage: Passage, chance: Chance): Material {
  const { cells, endings, plans } = song.style.melody
  const random = chance.ground.fork(passage.ground)
  const course = chance.hand.fork(passage.ground)
  const fitted = (cell: string): string => fitLane(cell, song.laneSteps, song.grid, 0)
  const rhythm = random.fork('rhythm').pick(cells)
  const written = motifFromWritten(song, passage)
  const motif = written ?? invent(rhythmOf(fitted(rhythm)), random.fork('motif'))
  const others = cells.filter((cell) => cell !== rhythm)
  const reply = random.fork('answer').pick(others.length > 0 ? others : cells)
  const planned = course.fork('plan')
  const first = course.fork('ending').below(Math.max(1, endings.length))
  return {
    motif,
    answer: invent(rhythmOf(fitted(reply)), random.fork('reply')),
    plans: [planned.pick(plans), planned.pick(plans)],
    endings: [...endings.slice(first), ...endings.slice(0, first)].map((lane) =>
      figureOf(fitted(lane), lane),
    ),
    home: homeOf(song, passage, motif),
    away: course.fork('away').pick([1, -1, 2, -2] as const),
  }
}

/** The first bar of a motif that somebody wrote, as heights, so that it can be developed like ours. */
export function motifFromWritten(song: Song, { section }: Passage): Motif | undefined {
  const written = writtenMotif(section.motif, song.style.melody.range)
  const bar = written.filter(({ step }) => step < song.grid.steps)
  if (bar.length === 0) return undefined
  const { ladder } = song
  const first = rungNear(bar[0]!.pitch, ladder)
  return bar.map(({ step, steps, pitch }) => ({
    step,
    steps: Math.min(steps, song.grid.steps - step),
    rung: rungNear(pitch, ladder) - first,
  }))
}

/** Middle of the range, higher in the second subject, so that the motif has room on both sides. */
function homeOf(song: Song, { ground }: Passage, motif: Motif): number {
  const [low, high] = song.style.melody.range
  const rungs = motif.map(({ rung }) => rung)
  const middle = (Math.max(0, ...rungs) + Math.min(0, ...rungs)) >> 1
  const lift = ground === 'B' ? 2 : ground === 'C' ? 1 : 0
  return rungNear((low + high) >> 1, song.ladder) - middle + lift
}

/** What a bar of a passage does; the last one closes, where the style closes its phrases at all. */
export function letterFor({ plans, endings }: Material, passage: Passage, bar: number): string {
  const plan = plans[(bar >> 3) % 2]!
  const isLast = bar === passage.bars - 1 && passage.bars > 1
  const letter = isLast ? 'c' : plan[bar % plan.length]!
  return (letter === 'c' || letter === 'o') && endings.length === 0 ? 'm' : letter
}

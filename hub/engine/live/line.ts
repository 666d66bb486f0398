import type { Random } from '#core/random.ts'
import type { Beat } from './answer-rhythm.ts'
import type { PlayerMemory } from './player-memory.ts'
import { walkThrough } from './walk.ts'

/** A row of heights, and what it was made from. */
export type Line = { readonly rungs: readonly number[]; readonly motif: Motif }

/** Where a generated phrase has its motif from. */
export type Motif = {
  /** The phrase it was taken from; empty for one of an earlier sitting. */
  readonly phrase: string
  /** Which of its notes came first, counted from 0. */
  readonly from: number
  /** How many steps of the scale it was moved up. */
  readonly steps: number
  readonly manner: 'sequence' | 'inversion' | 'head' | 'backward' | 'walk'
}

type Task = {
  readonly beats: readonly Beat[]
  readonly memory: PlayerMemory
  readonly random: Random
}

/** The call as a motif: a step away, upside down, or its head again with another end. */
export function developed(
  call: readonly number[],
  phrase: string,
  { beats, random }: Omit<Task, 'memory'>,
): Line {
  const at = (i: number): number => call[i % call.length]!
  const manner = random.pick(['sequence', 'sequence', 'inversion', 'head', 'backward'] as const)
  const away = random.pick([1, -1, -1, 2, -2] as const)
  const rungs = beats.map((_, i) => {
    if (manner === 'sequence') return at(i) + away
    if (manner === 'inversion') return 2 * at(0) - at(i)
    if (manner === 'backward') return call[call.length - 1 - (i % call.length)]!
    return i < Math.min(4, call.length >> 1) ? at(i) : at(i) + away
  })
  const steps = manner === 'sequence' ? away : 0
  return { rungs, motif: { phrase, from: 0, steps, manner } }
}

/** A walk through what was learned, going on from the end of the call in a rhythm that is given. */
export function continued(from: number, { beats, memory, random }: Task): Line {
  const walk = walkThrough(memory, random, from)
  const steps = beats.map(({ gap }) => walk({ gap: gapClass(gap) }))
  return { rungs: steps.map(({ rung }) => rung), motif: motifOf(steps[0], memory) }
}

export function motifOf(
  first: { readonly rung: number; readonly place: number } | undefined,
  memory: PlayerMemory,
): Motif {
  const source = first && memory.source(first.place)
  const steps = first ? first.rung - memory.at(first.place).rung : 0
  return { phrase: source?.phrase ?? '', from: source?.from ?? 0, steps, manner: 'walk' }
}

const ticksPerSixteenth = 120
export const gapClass = (ticks: number): number =>
  Math.min(15, Math.max(1, Math.round(ticks / ticksPerSixteenth)))

/** Keeps a line within three steps of where the call was: at the edge of that it turns back, as in a mirror. */
export function nearCall(rungs: readonly number[], call: readonly number[]): readonly number[] {
  const low = Math.min(...call) - 3
  const span = Math.max(...call) + 3 - low
  return rungs.map((rung) => {
    const round = (((rung - low) % (2 * span)) + 2 * span) % (2 * span)
    return low + Math.min(round, 2 * span - round)
  })
}

/** The last steps lead to the tonic, or to its third or fifth where that is nearer. */
export function homeward(
  line: readonly number[],
  call: readonly number[],
  random: Random,
): readonly number[] {
  const before = line.at(-2) ?? call.at(-1)!
  const degrees = random.chance(0.7) ? [0] : [0, 2, 4]
  let home = before
  for (let off = 0; off < 7; off++) {
    const near = [before - off, before + off].find((rung) => degrees.includes(toDegree(rung)))
    if (near === undefined) continue
    home = near
    break
  }
  return line.map((rung, i) => {
    const left = line.length - 1 - i
    if (left === 0) return home
    const reach = left * 2
    return i >= line.length - 3 ? Math.min(home + reach, Math.max(home - reach, rung)) : rung
  })
}

const toDegree = (rung: number): number => ((rung % 7) + 7) % 7

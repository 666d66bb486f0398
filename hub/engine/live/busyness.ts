import type { Random } from '#core/random.ts'
import { type BarGrid, ticksPerStep, weightOf } from '../bar-grid.ts'
import type { Draft } from '../song.ts'
import { drumPitches } from '../styles/style.ts'

/** What a place in the bar has to say, 0 (the first beat) to 100 (a sixteenth between). */
function rankOf(at: number, grid: BarGrid): number {
  const bar = Math.floor(at / grid.ticks)
  const step = Math.round((at - bar * grid.ticks) / ticksPerStep) % grid.steps
  // The same places of the same bars leave first each time, and not all of one kind at once.
  const stray = ((bar * 7 + step * 5) % 11) - 5
  const weight = weightOf(step, grid)
  if (weight === 2) return 0
  return (weight === 1 ? 30 : step % 2 === 0 ? 62 : 88) + stray
}

/** Below one half, density leaves out what says least: sixteenths, then eighths, then beats. */
export function thinned(notes: readonly Draft[], density: number, grid: BarGrid): readonly Draft[] {
  if (density >= 0.5) return notes
  const most = 12 + Math.round(density * 170)
  return notes.filter(({ at }) => rankOf(at, grid) <= most)
}

/** Above one half, density puts soft strokes of a hat between those that are written. */
export function busied(
  drums: readonly Draft[],
  { density }: { readonly density: number },
  grid: BarGrid,
  random: Random,
): readonly Draft[] {
  const last = drums.at(-1)
  if (density <= 0.5 || !last) return drums
  const share = Math.round((density - 0.5) * 200)
  const taken = new Set(drums.map(({ at }) => Math.round(at / ticksPerStep)))
  const added: Draft[] = []
  for (let step = 0; step * ticksPerStep < last.at; step++) {
    const chosen = (step * 37) % 100
    if (taken.has(step) || chosen >= share) continue
    const velocity = 34 + weightOf(step % grid.steps, grid) * 8 + random.below(12)
    added.push({ pitch: drumPitches.hat, velocity, at: step * ticksPerStep, ticks: 60 })
  }
  return [...drums, ...added].sort((a, b) => a.at - b.at)
}

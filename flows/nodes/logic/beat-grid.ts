import type { Payload } from '#core/bus/topics.ts'
import { barBeats } from '#core/music/meter.ts'
import { beatsToMs, msToBeats } from '#core/music/tempo.ts'

/** How fast, and where the beats lie. */
export type Grid = Pick<Payload<'transport'>, 'bpm' | 'meter' | 'originMs' | 'originBeat'>
export type Unit = 'beat' | 'bar'

/** A line of the grid: the how manieth it is, and when it sounds. */
export type Line = { readonly number: number; readonly atMs: number }

/** What is closer than this is the same moment; timers fire that much early. */
const sameMomentMs = 2

export const beatAtMs = ({ bpm, originMs, originBeat }: Grid, atMs: number): number =>
  originBeat + msToBeats(atMs - originMs, bpm)

/** The next line after `nowMs`, where lines lie `every` beats or bars apart. */
export function nextLine(grid: Grid, { every, unit }: Every, nowMs: number): Line {
  const apart = every * (unit === 'bar' ? barBeats(grid.meter) : 1)
  const number = Math.floor(beatAtMs(grid, nowMs + sameMomentMs) / apart) + 1
  const atMs = grid.originMs + beatsToMs(number * apart - grid.originBeat, grid.bpm)
  return { number, atMs }
}

/** Every second bar is `{ every: 2, unit: 'bar' }`. */
export type Every = { readonly every: number; readonly unit: Unit }

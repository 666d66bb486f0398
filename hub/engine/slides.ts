import type { Random } from '#core/random.ts'
import { ticksPerStep } from './bar-grid.ts'
import { type Draft, type Song, soundOf } from './song.ts'

/** Of 100 places where an 808 can slide, at how many it does. */
const likely = 45
/** How far a note reaches into the one it slides to, in ticks: enough for any synth to hear a legato. */
export const slideTicks = 24

/**
 * Some notes of an 808 run into the next, which is then not struck but slid to: from another pitch,
 * close by, and never two in a row. Any other bass stays as it is.
 */
export function sliding(notes: readonly Draft[], song: Song, random: Random): readonly Draft[] {
  if (soundOf('bass', song) !== 'bass-808') return notes
  const hand = random.fork('slide')
  let slid = false
  return notes.map((note, i) => {
    const next = notes[i + 1]
    const gap = next ? next.at - note.at - note.ticks : Number.POSITIVE_INFINITY
    const slides = next && next.pitch !== note.pitch && gap <= 2 * ticksPerStep
    slid = !slid && slides !== undefined && slides && hand.below(100) < likely
    return slid ? { ...note, ticks: next!.at - note.at + slideTicks } : note
  })
}

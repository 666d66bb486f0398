import { barBeats } from '#core/music/meter.ts'
import type { BandNote } from '#core/score/accompaniment.ts'
import { type BandTask, blockBars } from '#hub/engine/live/band.ts'
import { openRehearsals } from '#hub/engine/live/rehearsals.ts'

/** Eight bars of the band one after the other, starts in beats from the first bar line. */
export function playEight(task: BandTask): readonly BandNote[] {
  const eight = openRehearsals().eight(task)
  const beats = barBeats(task.meter)
  return Array.from({ length: blockBars }, (_, bar) =>
    eight.bar(bar).notes.map((note) => ({ ...note, start: note.start + bar * beats })),
  ).flat()
}

import type { NoteEvent } from './note-event.ts'

/**
 * Notes moved towards a grid (in beats), `strength` 0 not at all to 1 onto it; how long they sound
 * stays, and who played them.
 * @example quantised(notes, { grid: 0.25, strength: 0.8 })
 */
export const quantised = (
  notes: readonly NoteEvent[],
  { grid, strength }: { readonly grid: number; readonly strength: number },
): readonly NoteEvent[] =>
  notes
    .map((note) => {
      const line = Math.round(note.start / grid) * grid
      return { ...note, start: Math.max(0, note.start + (line - note.start) * strength) }
    })
    .toSorted((a, b) => a.start - b.start || a.pitch - b.pitch)

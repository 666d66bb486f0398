import type { NoteEvent } from '#core/score/note-event.ts'
import type { Role } from '#core/score/piece-spec.ts'
import { ticksPerBeat } from './bar-grid.ts'
import { slideTicks } from './slides.ts'

/** A hand plays up to this many beats before the line it is written on. */
export const early = 1 / 32

/** What is shorter than this, in beats, is left out where an older note leaves no more room. */
const shortest = 1 / 16

/**
 * Notes that stay and notes that come, in one part. Those that stay are not touched: a new note waits
 * until an older one has ended, and ends where an older one begins. Melody and bass are one voice;
 * elsewhere only notes of one pitch stand in each other's way.
 */
export function joined(
  kept: readonly NoteEvent[],
  fresh: readonly NoteEvent[],
  role: Role,
): NoteEvent[] {
  const oneVoice = role === 'melody' || role === 'bass'
  const fitted = fresh.flatMap((note) => {
    const near = kept.filter(({ pitch }) => oneVoice || pitch === note.pitch)
    return fittedIn(note, near, role === 'pad')
  })
  return [...kept, ...fitted].toSorted((a, b) => a.start - b.start || a.pitch - b.pitch)
}

/** The note in the room that its neighbours leave; only what is held may begin late. */
function fittedIn(note: NoteEvent, kept: readonly NoteEvent[], mayWait: boolean): NoteEvent[] {
  const wanted = { from: note.start, to: note.start + note.length }
  const before = kept.filter(({ start }) => start <= wanted.from)
  const free = Math.max(0, ...before.map((old) => old.start + old.length - slackOf(old, note)))
  const from = Math.max(wanted.from, onTick(free, Math.ceil))
  if (from > wanted.from && !mayWait) return []
  const after = kept.filter(({ start }) => start > wanted.from).map(({ start }) => start)
  const to = Math.min(wanted.to, ...after.map((start) => onTick(start, Math.floor)))
  if (to === wanted.to && from === wanted.from) return [note]
  return to - from < shortest ? [] : [{ ...note, start: from, length: to - from }]
}

/** A note that slides reaches into the next one: so far it stands in nobody's way. */
const slackOf = (old: NoteEvent, note: NoteEvent): number =>
  old.pitch === note.pitch ? 0 : slideTicks / ticksPerBeat

const onTick = (beats: number, towards: (x: number) => number): number =>
  towards(Number((beats * ticksPerBeat).toFixed(6))) / ticksPerBeat

import { beatAt } from '#core/music/tempo.ts'
import type { Author } from './author.ts'
import type { NoteEvent } from './note-event.ts'
import type { Take } from './take.ts'

/** What is shorter was hardly meant to be longer, in beats. */
const shortest = 1 / 16

/**
 * The notes that hands played in a take, in beats from the bar the first of them is in, each signed
 * by who played it. What still sounds when the take ends, ends with it. Drums (channel 9) are left out.
 */
export function playedNotes(take: Take, barBeats: number): readonly NoteEvent[] {
  const { tempo, events, lengthMs } = take
  const sounding = new Map<
    string,
    { pitch: number; velocity: number; atMs: number; author: Author }
  >()
  const notes: { pitch: number; velocity: number; from: number; to: number; author: Author }[] = []
  const end = (key: string, atMs: number): void => {
    const note = sounding.get(key)
    if (!note) return
    sounding.delete(key)
    const { pitch, velocity, author } = note
    notes.push({ pitch, velocity, from: beatAt(tempo, note.atMs), to: beatAt(tempo, atMs), author })
  }
  for (const { atMs, device, bytes, author } of events) {
    const [status = 0, pitch = 0, velocity = 0] = bytes
    const kind = status & 0xf0
    if (author.kind !== 'human' || (kind !== 0x90 && kind !== 0x80) || (status & 0x0f) === 9)
      continue
    const key = `${device} ${status & 0x0f} ${pitch}`
    end(key, atMs)
    if (kind === 0x90 && velocity > 0) sounding.set(key, { pitch, velocity, atMs, author })
  }
  for (const key of [...sounding.keys()]) end(key, lengthMs)
  const first = Math.min(...notes.map(({ from }) => from))
  const origin = Math.floor((first + shortest) / barBeats) * barBeats
  return notes
    .map(({ from, to, ...note }) => ({
      ...note,
      start: Math.max(0, from - origin),
      length: Math.max(shortest, to - from),
    }))
    .toSorted((a, b) => a.start - b.start || a.pitch - b.pitch)
}

import { v } from '#core/schema.ts'

/** Tempo in quarter notes a minute. 20 to 300 is what people play and machines follow. */
export const Bpm = v.pipe(v.number(), v.finite(), v.minValue(20), v.maxValue(300))

export const beatsToMs = (beats: number, bpm: number): number => (beats * 60_000) / bpm
export const msToBeats = (ms: number, bpm: number): number => (ms * bpm) / 60_000

/** From `atMs` on the tempo is `bpm`; beat `beat` stands at `atMs`. Marks stand in the order of time. */
type Mark = { readonly atMs: number; readonly beat: number; readonly bpm: number }

/** Where nobody said a tempo: what MIDI files take for granted. */
const unsaid: Mark = { atMs: 0, beat: 0, bpm: 120 }

/** The beat that sounds at `ms`. Before the first mark its tempo holds too; without marks 120 bpm. */
export function beatAt(marks: readonly Mark[], ms: number): number {
  const mark = lastUpTo(marks, 'atMs', ms)
  return mark.beat + msToBeats(ms - mark.atMs, mark.bpm)
}

/** When a beat sounds, in ms: the other way round. */
export function msAt(marks: readonly Mark[], beat: number): number {
  const mark = lastUpTo(marks, 'beat', beat)
  return mark.atMs + beatsToMs(beat - mark.beat, mark.bpm)
}

/** By halves, since a take of an hour that follows a player has thousands of marks. */
function lastUpTo(marks: readonly Mark[], by: 'atMs' | 'beat', place: number): Mark {
  let low = 0
  let high = marks.length
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (marks[middle]![by] <= place) low = middle
    else high = middle
  }
  return marks[low] ?? unsaid
}

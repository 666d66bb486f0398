import type { Random } from '#core/random.ts'
import { wobbles } from '#core/score/wobbles.ts'
import { ticksPerBeat } from './bar-grid.ts'
import { type Draft, type Song, soundOf } from './song.ts'

/** How often a beat the bass opens in each of four bars: call, call, answer, and what leads round again. */
const talks: readonly (readonly number[])[] = [
  [2, 3, 2, 4],
  [1, 4, 2, 3],
  [2, 4, 1, 3],
  [3, 2, 3, 4],
  [4, 2, 1, 2],
  [1, 2, 3, 4],
]
/** From so many beats on a note says two words. */
const twoWords = 2

/**
 * A bass that wobbles talks: how hard a note is struck says how fast its filter opens, another way in
 * each bar of four, and a long note changes half-way. Any other bass stays as it is.
 */
export function talking(notes: readonly Draft[], song: Song, random: Random): readonly Draft[] {
  if (soundOf('bass', song) !== 'bass-wobble') return notes
  const talk = random.fork('talk').pick(talks)
  return notes.flatMap((note) => words(note, song).map((word) => said(word, talk, song, random)))
}

function words(note: Draft, { finalAt }: Song): readonly Draft[] {
  const beats = Math.floor(note.ticks / ticksPerBeat)
  if (beats < twoWords || note.at >= finalAt) return [note]
  const first = Math.ceil(beats / 2) * ticksPerBeat
  return [
    { ...note, ticks: first },
    { ...note, at: note.at + first, ticks: note.ticks - first },
  ]
}

/** With the speed of its bar, which goes on to the next one's in its second half; a short word has room for a fast one only. */
function said(note: Draft, talk: readonly number[], song: Song, random: Random): Draft {
  const { grid, passages } = song
  const passage = passages.findLast(({ at }) => at <= note.at + grid.ticks / 8) ?? passages[0]!
  const since = Math.max(0, note.at - passage.at)
  const half = Math.floor((2 * (since % grid.ticks)) / grid.ticks)
  const bar = Math.floor(since / grid.ticks) + passage.time + half
  const slowest = note.ticks < ticksPerBeat / 2 ? 4 : note.ticks < ticksPerBeat ? 2 : 1
  const aBeat = Math.max(slowest, talk[bar % talk.length]!)
  return { ...note, velocity: touchFor(aBeat) + random.below(7) - 3 }
}

/** The middle of the touch that wobbles so fast; the slowest is no whisper. */
function touchFor(aBeat: number): number {
  const i = wobbles.findIndex((wobble) => wobble.aBeat === aBeat)
  const from = i > 0 ? wobbles[i - 1]!.upTo : wobbles[0].upTo - 20
  return Math.round((from + wobbles[i]!.upTo) / 2)
}

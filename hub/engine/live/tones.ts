import type { Key } from '#core/music/key.ts'
import { toPitchClass } from '#core/music/pitch.ts'
import type { Phrase } from '#core/score/phrase.ts'
import { type Ladder, ladderOf } from '../ladder.ts'
import { keyOf } from './key-of.ts'
import type { PlayerMemory } from './player-memory.ts'

/** The key of the phrase, or of it and what came before where it is short. */
export function tonesOf(phrase: Phrase, memory: PlayerMemory): Ladder {
  const recent: { pitch: number; length: number }[] = []
  if (phrase.notes.length < 8)
    for (let place = Math.max(0, memory.size() - 16); place < memory.size(); place++)
      recent.push({ pitch: memory.at(place).pitch, length: 0.25 })
  const key: Key = phrase.key ?? keyOf([...recent, ...phrase.notes])
  const ladder = ladderOf(key)
  const played = new Set(phrase.notes.map(({ pitch }) => toPitchClass(pitch - ladder.tonic)))
  return { ...ladder, steps: asPlayed(ladder.steps, played) }
}

/**
 * The degrees as the player plays them: a tone from outside takes the place of a neighbour that is
 * not played. Minor is rather raised, to dorian and harmonic; major lowered, to mixolydian.
 */
function asPlayed(steps: readonly number[], played: ReadonlySet<number>): readonly number[] {
  const result = [...steps]
  const neighbours = steps[2] === 3 ? [-1, 1] : [1, -1]
  for (const tone of [...played].filter((step) => !steps.includes(step))) {
    const degree = neighbours
      .map((off) => result.indexOf(tone + off))
      .find((at) => at > 0 && at !== 4 && !played.has(result[at]!))
    if (degree !== undefined) result[degree] = tone
  }
  return result
}

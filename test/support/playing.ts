import type { Key } from '#core/music/key.ts'
import { randomFrom } from '#core/random.ts'
import type { NoteEvent } from '#core/score/note-event.ts'
import type { Phrase } from '#core/score/phrase.ts'

export const ada = { kind: 'human', player: 'ada', device: 'keys' } as const

/** A phrase of the notes given, 4/4 at 96 bpm. */
export const phraseOf = (
  id: string,
  notes: readonly (readonly [pitch: number, start: number, length: number])[],
  about: Partial<Phrase> = {},
): Phrase => ({
  ...{ id, session: 'ss', by: 'player', bpm: 96, meter: { beats: 4, unit: 4 }, atMs: 0 },
  notes: notes.map(
    ([pitch, start, length]): NoteEvent => ({ pitch, velocity: 84, start, length, author: ada }),
  ),
  ...about,
})

/** A made-up player: the scale, the rhythms and the moves that are this one's own. */
export type Manner = {
  readonly key: Key
  readonly scale: readonly number[]
  readonly middle: number
  readonly cells: readonly (readonly number[])[]
  readonly moves: readonly number[]
  readonly touch: number
}

/** Three people who play nothing alike. */
export const manners: Readonly<Record<string, Manner>> = {
  bluesy: {
    key: { tonic: 'A', mode: 'minor' },
    scale: [9, 0, 2, 4, 7],
    middle: 64,
    cells: [
      [0.5, 0.25, 0.25, 1],
      [0.75, 0.25, 1],
      [0.25, 0.25, 0.5, 1],
      [1.5, 0.5],
    ],
    moves: [-1, -1, 1, 1, 2, -2, 0],
    touch: 0.6,
  },
  lyrical: {
    key: { tonic: 'D', mode: 'major' },
    scale: [2, 4, 6, 7, 9, 11, 1],
    middle: 74,
    cells: [
      [1, 1, 2],
      [1.5, 0.5, 1, 1],
      [2, 1, 1],
    ],
    moves: [-1, 1, 1, -1, 2, -3],
    touch: 0.95,
  },
  running: {
    key: { tonic: 'E', mode: 'minor' },
    scale: [4, 6, 7, 9, 11, 0, 2],
    middle: 67,
    cells: [
      [0.25, 0.25, 0.25, 0.25],
      [0.5, 0.25, 0.25],
      [0.25, 0.25, 0.5],
    ],
    moves: [1, 1, 1, -1, -1, -1, -3, 3],
    touch: 0.5,
  },
}

/** So many phrases of 8 beats in somebody's manner. */
export function phrasesOf(manner: Manner, count: number, seed: number): readonly Phrase[] {
  const random = randomFrom(seed)
  const ladder = Array.from({ length: 128 }, (_, pitch) => pitch).filter((pitch) =>
    manner.scale.includes(pitch % 12),
  )
  const home = ladder.findIndex((pitch) => pitch >= manner.middle)
  return Array.from({ length: count }, (_, i) => {
    let at = 0
    let rung = home + random.below(5) - 2
    const notes: [number, number, number][] = []
    while (at < 8)
      for (const gap of random.pick(manner.cells)) {
        if (at >= 8) break
        rung = Math.min(home + 6, Math.max(home - 6, rung + random.pick(manner.moves)))
        notes.push([ladder[rung]!, at, gap * manner.touch])
        at += gap
      }
    return phraseOf(`ph_${seed}_${i}`, notes, { key: manner.key, atMs: i * 10_000 })
  })
}

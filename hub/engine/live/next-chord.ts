import type { Chord } from '#core/music/chord.ts'
import type { Key } from '#core/music/key.ts'
import { toPitchClass } from '#core/music/pitch.ts'
import { type HeldChord, isAlike } from './chord-row.ts'
import { functionalGuesses, type Guess, qualityOf } from './harmonic-function.ts'

/** What a place in memory says, by how many chords before it are the same as now. */
const byOrder = [0, 0.5, 2, 6, 10] as const
const mostOrder = 4
/** The same steps from other roots say less. */
const movedSays = 0.3
const functionSays = 1.5

/** What this player does after such chords, and what people do: weights that add up to 1. */
export function nextChords(row: readonly HeldChord[], key: Key | undefined): readonly Guess[] {
  const now = row.at(-1)
  if (!now) return []
  const votes = new Map<string, Guess>()
  const vote = ({ root, quality, weight }: Guess): void => {
    const name = `${root}${quality}`
    const before = votes.get(name)?.weight ?? 0
    votes.set(name, { root, quality, weight: before + weight })
  }
  for (const guess of functionalGuesses(now.chord, key))
    vote({ ...guess, weight: guess.weight * functionSays })
  for (let place = 0; place < row.length - 1; place++) {
    const came = row[place + 1]!.chord
    const moved = toPitchClass(now.chord.root - row[place]!.chord.root)
    const order = sameBefore(row, place, moved)
    const says = byOrder[order]! * (moved === 0 ? 1 : movedSays)
    if (says === 0) continue
    vote({ root: toPitchClass(came.root + moved), quality: qualityOf(came), weight: says })
  }
  // A chord that stays is no next one.
  votes.delete(`${now.chord.root}${qualityOf(now.chord)}`)
  const all = [...votes.values()]
  const sum = all.reduce((sum, { weight }) => sum + weight, 0)
  return all.map((guess) => ({ ...guess, weight: guess.weight / sum }))
}

/** How many chords up to a place are the last ones, so many half tones lower; four at most. */
export function sameBefore(row: readonly HeldChord[], place: number, moved = 0): number {
  let order = 0
  while (order < mostOrder && order <= place) {
    const then = row[place - order]!.chord
    const now = row[row.length - 1 - order]!.chord
    if (!isMoved(then, now, moved)) break
    order += 1
  }
  return order
}

const isMoved = (then: Chord, now: Chord, moved: number): boolean =>
  moved === 0
    ? isAlike(then, now)
    : toPitchClass(then.root + moved) === now.root && qualityOf(then) === qualityOf(now)

import type { Chord } from '#core/music/chord.ts'
import type { Key } from '#core/music/key.ts'
import { toPitchClass } from '#core/music/pitch.ts'
import { type HeldChord, isAlike } from './chord-row.ts'
import { functionalGuesses, type Guess, qualities, qualityOf } from './harmonic-function.ts'

/** What a place in memory says, by how many chords before it are the same as now. */
const byOrder = [0, 0.5, 2, 6, 10] as const
const mostOrder = 4
/** The same steps from other roots say less. */
const movedSays = 0.3
const functionSays = 1.5

/** What this player does after such chords, and what people do: weights that add up to 1. */
export function nextChords(row: readonly HeldChord[], key: Key | undefined): readonly Guess[] {
  const now = row.at(-1)?.chord
  if (!now) return []
  const votes = new Float64Array(12 * qualities.length)
  for (const { root, quality, weight } of functionalGuesses(now, key))
    votes[cellOf(root, quality)]! += weight * functionSays
  for (let place = 0; place < row.length - 1; place++) {
    const moved = toPitchClass(now.root - row[place]!.chord.root)
    const says = byOrder[sameBefore(row, place, moved)]! * (moved === 0 ? 1 : movedSays)
    if (says === 0) continue
    const came = row[place + 1]!.chord
    votes[cellOf(toPitchClass(came.root + moved), qualityOf(came))]! += says
  }
  // A chord that stays is no next one.
  votes[cellOf(now.root, qualityOf(now))] = 0
  let sum = 0
  for (const weight of votes) sum += weight
  const guesses: Guess[] = []
  for (const [cell, weight] of votes.entries())
    if (weight > 0)
      guesses.push({
        ...{ root: cell % 12, quality: qualities[Math.floor(cell / 12)]! },
        weight: weight / sum,
      })
  return guesses
}

const cellOf = (root: number, quality: Guess['quality']): number =>
  qualities.indexOf(quality) * 12 + root

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

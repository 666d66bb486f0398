import type { Random } from '#core/random.ts'
import type { Gesture } from './gesture.ts'
import type { PlayerMemory } from './player-memory.ts'

/** A step of the walk: where the line goes, and the place of memory that it follows. */
export type Step = { readonly rung: number; readonly place: number; readonly gesture: Gesture }

const pathLength = 6
/** What going straight on weighs beside one jump by suffix link and the places that contexts know. */
const straightOn = 5
const byLink = 3
/** A suffix link is taken where at least so much of the past is the same. */
const shortestLink = 2
/** A leap wider than a sixth between two phrases is no melody but a seam. */
const widestMove = 5

/**
 * Walks through what was learned: mostly straight on; else over to a place with the same past, or to
 * whatever followed such a line. `onPlace` prefers what the player plays on that sixteenth of the bar.
 * @param rung where the line is before its first step
 */
export function walkThrough(
  memory: PlayerMemory,
  random: Random,
  rung: number,
): (how?: { readonly gap?: number; readonly onPlace?: number }) => Step {
  let place = memory.size() - 1
  let height = rung
  const path: Gesture[] = []
  for (let at = Math.max(0, memory.size() - pathLength); at < memory.size(); at++)
    path.push(memory.at(at))

  function choices(onPlace: number | undefined): [number, number][] {
    const found: [number, number][] = []
    if (place + 1 < memory.size() && !memory.begins(place + 1)) found.push([place + 1, straightOn])
    const twin = memory.twin(place)
    if (twin.past >= shortestLink && twin.place >= 0 && !memory.begins(twin.place + 1))
      found.push([twin.place + 1, byLink])
    for (const { place: next, order } of memory.after(path).slice(0, 12)) found.push([next, order])
    if (onPlace === undefined) return found
    return found.map(([next, weight]) => [
      next,
      memory.at(next).place % 4 === onPlace % 4 ? weight * 2 : weight,
    ])
  }

  return ({ gap, onPlace } = {}) => {
    const open = choices(onPlace)
    const next = open.length > 0 ? random.weighted(open) : random.below(memory.size())
    const gesture = memory.at(next)
    const move = memory.begins(next) || next === 0 ? 0 : gesture.rung - memory.at(next - 1).rung
    height += Math.abs(move) > widestMove ? Math.sign(move) : move
    place = next
    path.push({ ...gesture, rung: height, gap: gap ?? gesture.gap })
    if (path.length > pathLength) path.shift()
    return { rung: height, place: next, gesture }
  }
}

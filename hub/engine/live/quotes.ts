import { type Ladder, pitchOn } from '../ladder.ts'
import type { PlayerMemory } from './player-memory.ts'

/** So many pitches in a row may be the player's own. */
const longestQuote = 8

/** Where the answer would quote more than eight pitches in a row, the ninth steps aside. */
export function unquoted(
  rungs: readonly number[],
  tones: Ladder,
  memory: PlayerMemory,
): readonly number[] {
  const quote = quotes(memory)
  return rungs.map((rung, i) => {
    const tries = i === rungs.length - 1 ? [0, 7, -7, 2, -2, 4, -4] : [0, 1, -1, 2, -2, 3, -3]
    const aside = tries.find((off) => !quote.grows(pitchOn(rung + off, tones))) ?? 9
    quote.add(pitchOn(rung + aside, tones))
    return rung + aside
  })
}

/** Follows all places of the memory at which a row of pitches is found. */
function quotes(memory: PlayerMemory) {
  const size = memory.size()
  const runs = new Uint8Array(size + 1)
  let full: number[] = []
  return {
    /** Whether this pitch would make a quote longer than is allowed. */
    grows: (pitch: number): boolean =>
      full.some((place) => place < size && memory.pitchAt(place) === pitch),
    add(pitch: number): void {
      full = []
      for (let place = size; place > 0; place--) {
        const run = memory.pitchAt(place - 1) === pitch ? Math.min(200, runs[place - 1]! + 1) : 0
        runs[place] = run
        if (run >= longestQuote) full.push(place)
      }
    },
  }
}

import { type Ladder, pitchOn } from '../ladder.ts'
import type { PlayerMemory } from './player-memory.ts'

/** So many pitches in a row may be the player's own. */
const longestQuote = 8

/**
 * Where the answer would quote more than eight pitches in a row, the ninth steps aside, and so does a
 * note that is the one before where it may not be.
 */
export function unquoted(
  rungs: readonly number[],
  tones: Ladder,
  {
    memory,
    mayRepeat,
  }: { readonly memory: PlayerMemory; readonly mayRepeat: (i: number) => boolean },
): readonly number[] {
  const quote = quotes(memory)
  let before: number | undefined
  return rungs.map((rung, i) => {
    const tries = i === rungs.length - 1 ? homes(rung) : [0, 1, -1, 2, -2, 3, -3]
    const open = tries.filter((off) => !quote.grows(pitchOn(rung + off, tones)))
    const aside = open.find((off) => rung + off !== before || mayRepeat(i)) ?? open[0] ?? 9
    before = rung + aside
    quote.add(pitchOn(rung + aside, tones))
    return rung + aside
  })
}

/** How far the tones of the tonic chord lie from a rung, the nearest first. */
const homes = (rung: number): readonly number[] =>
  [0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 7, -7].filter((off) => {
    const degree = (((rung + off) % 7) + 7) % 7
    return off === 0 || degree === 0 || degree === 2 || degree === 4
  })

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

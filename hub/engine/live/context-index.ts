/** What came after a past: a variable-order Markov model of one row of symbols. */
export type ContextIndex = {
  /** A symbol, and whether a phrase begins with it, so that nothing led to it. */
  add(symbol: number, begins: boolean): void
  /**
   * The places that followed the last `order` symbols of `path`, newest first, at most `most` of them
   * into `found`; how many there were.
   */
  after(path: readonly number[], order: number, found: number[], most: number): number
}

export const longestContext = 5
const buckets = 4096

/**
 * Each place is chained to the last one with the same past, for pasts of one to five symbols, in
 * arrays that never grow. A chain may hold others' pasts; they are told apart when it is walked.
 * @param capacity how many symbols at most
 */
export function contextIndex(capacity: number): ContextIndex {
  const symbols = new Int16Array(capacity)
  /** How many symbols of its own phrase stand before a place. */
  const run = new Uint16Array(capacity)
  const heads = new Int32Array(longestContext * buckets).fill(-1)
  const chain = new Int32Array(longestContext * capacity).fill(-1)
  let size = 0

  function bucketOf(at: (back: number) => number, order: number): number {
    let hash = order
    for (let back = 1; back <= order; back++) hash = Math.imul(hash ^ at(back), 0x01000193)
    return (order - 1) * buckets + ((hash ^ (hash >>> 13)) & (buckets - 1))
  }

  function follows(place: number, path: readonly number[], order: number): boolean {
    if (run[place]! < order) return false
    for (let back = 1; back <= order; back++)
      if (symbols[place - back] !== path[path.length - back]) return false
    return true
  }

  return {
    add(symbol, begins) {
      const place = size++
      symbols[place] = symbol
      run[place] = begins || place === 0 ? 0 : run[place - 1]! + 1
      for (let order = 1; order <= Math.min(longestContext, run[place]!); order++) {
        const bucket = bucketOf((back) => symbols[place - back]!, order)
        chain[(order - 1) * capacity + place] = heads[bucket]!
        heads[bucket] = place
      }
    },
    after(path, order, found, most) {
      if (path.length < order) return 0
      let count = 0
      let place = heads[bucketOf((back) => path[path.length - back]!, order)]!
      for (; place >= 0 && count < most; place = chain[(order - 1) * capacity + place]!)
        if (follows(place, path, order)) {
          found.push(place)
          count += 1
        }
      return count
    },
  }
}

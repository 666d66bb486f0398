/** Where a row of symbols has been before; see `factorOracle`. */
export type FactorOracle = {
  add(symbol: number): void
  /** An earlier place with the same past as this one, and how long that past is; -1 for none. */
  twin(place: number): { readonly place: number; readonly past: number }
}

const longestPast = 16

/**
 * A factor oracle (Allauzen, Crochemore and Raffinot 1999; for improvising Assayag and Dubnov 2004):
 * one symbol at a time, in constant time but for the suffix links it climbs, in arrays that never grow.
 * @param capacity how many symbols at most
 */
export function factorOracle(capacity: number): FactorOracle {
  const links = new Int32Array(capacity + 1).fill(-1)
  const pasts = new Uint8Array(capacity + 1)
  const symbols = new Int32Array(capacity)
  const ways = transitions(capacity * 2)
  let size = 0

  function pastOf(place: number, link: number): number {
    let past = 0
    while (past < link && symbols[link - 1 - past] === symbols[place - 1 - past]) past++
    return past
  }

  return {
    add(symbol) {
      if (size === capacity) throw new RangeError('the oracle is full')
      const last = size
      symbols[size++] = symbol
      ways.set(last, symbol, size)
      let k = links[last]!
      while (k > -1 && ways.get(k, symbol) < 0) {
        ways.set(k, symbol, size)
        k = links[k]!
      }
      const link = k === -1 ? 0 : ways.get(k, symbol)
      links[size] = link
      pasts[size] = link === 0 ? 0 : Math.min(longestPast, pastOf(size, link))
    },
    twin: (place) => ({ place: (links[place + 1] ?? 0) - 1, past: pasts[place + 1] ?? 0 }),
  }
}

/** From a state by a symbol to a state. An oracle of n symbols has fewer than 2n transitions. */
function transitions(most: number) {
  let slots = 1
  while (slots < most * 2) slots *= 2
  const states = new Int32Array(slots).fill(-1)
  const symbols = new Int32Array(slots)
  const to = new Int32Array(slots)

  function slotOf(state: number, symbol: number): number {
    let slot = (Math.imul(state, 0x9e3779b1) ^ Math.imul(symbol + 1, 0x85ebca6b)) >>> 0
    for (slot %= slots; states[slot] !== -1; slot = (slot + 1) % slots)
      if (states[slot] === state && symbols[slot] === symbol) break
    return slot
  }

  return {
    get(state: number, symbol: number): number {
      const slot = slotOf(state, symbol)
      return states[slot] === -1 ? -1 : to[slot]!
    },
    set(state: number, symbol: number, target: number): void {
      const slot = slotOf(state, symbol)
      states[slot] = state
      symbols[slot] = symbol
      to[slot] = target
    },
  }
}

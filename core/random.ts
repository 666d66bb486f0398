/** A repeatable stream of chance: the same seed gives the same stream on every machine. */
export type Random = {
  /** 0 (inclusive) to 1 (exclusive), in steps of 2^-32. */
  next(): number
  /** A whole number from 0 to `below` - 1. */
  below(below: number): number
  /** One of `choices`; throws RangeError on an empty list. */
  pick<T>(choices: readonly T[]): T
  /** One of `choices` by weight; weights need not sum to one, negative ones count as 0. */
  weighted<T>(choices: readonly (readonly [T, number])[]): T
  /** True with this probability. */
  chance(probability: number): boolean
  /** A stream of its own for a named purpose, so that one part's chance does not move another's. */
  fork(name: string): Random
}

/** 32-bit FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/ */
export function hashText(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

/** mulberry32 by Tommy Ettinger (public domain): integers only, so x64 and arm64 agree. */
export function randomFrom(seed: number): Random {
  // Signed, because the runtime keeps small integers in place and makes objects of larger ones.
  let state = seed | 0
  const draw = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return t ^ (t >>> 14)
  }
  const next = (): number => (draw() >>> 0) / 0x1_0000_0000
  const below = (limit: number): number => Math.floor(((draw() >>> 0) / 0x1_0000_0000) * limit)
  return {
    next,
    below,
    pick(choices) {
      if (choices.length === 0) throw new RangeError('nothing to pick from')
      return choices[below(choices.length)]!
    },
    weighted(choices) {
      const total = choices.reduce((sum, [, weight]) => sum + Math.max(0, weight), 0)
      let left = next() * total
      for (const [choice, weight] of choices) {
        left -= Math.max(0, weight)
        if (left < 0) return choice
      }
      const last = choices.at(-1)
      if (!last) throw new RangeError('nothing to pick from')
      return last[0]
    },
    chance: (probability) => next() < probability,
    fork: (name) => randomFrom((seed ^ hashText(name)) >>> 0),
  }
}

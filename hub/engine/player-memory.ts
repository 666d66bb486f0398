/** A moment of a phrase: one note, or a chord by its top note. */
export type Gesture = {
  /** Height of the top note in rungs of the player's scale, so that memory knows no key. */
  readonly rung: number
  /** Sixteenths to the next gesture, 1 to 15: what the rhythm sounds like, not what it measures. */
  readonly gap: number
  readonly pitch: number
}

/** How memory is kept: phrases as flat triples of rung, gap and pitch. */
export type RememberedPhrases = readonly (readonly number[])[]

export type PlayerMemory = {
  learn(phrase: readonly Gesture[]): void
  /** How many gestures are remembered. */
  size(): number
  at(place: number): Gesture
  pitchAt(place: number): number
  /** Whether a phrase begins here, so that nothing led to it. */
  begins(place: number): boolean
  /** The places that came next after the longest known end of `path` (up to five), longest first. */
  after(path: readonly Gesture[]): readonly { readonly place: number; readonly order: number }[]
  /** An earlier place with the same past, and how long that past is; see factor oracle. */
  twin(place: number): { readonly place: number; readonly past: number }
  phrases(): RememberedPhrases
}

const longestContext = 5
const mostGestures = 2048
const mostContinuations = 24

const symbolOf = ({ rung, gap }: Gesture): number => (((rung % 7) + 7) % 7) * 16 + gap

/**
 * What a player has played: a factor oracle (Allauzen, Crochemore and Raffinot 1999; Assayag and
 * Dubnov 2004) for going on where a past comes back, and contexts up to five gestures long for what
 * may follow. Both see scale degree and rhythm. The oldest phrases are forgotten first.
 */
export function playerMemory(kept: RememberedPhrases = []): PlayerMemory {
  let phrases: (readonly Gesture[])[] = []
  let gestures: Gesture[] = []
  let starts = new Set<number>()
  let contexts = new Map<number, number[]>()
  let oracle = factorOracle()
  /** Beside the gestures, because every answer runs through all of them. */
  const pitches = new Uint8Array(mostGestures)

  const forget = (): void => {
    const keep = phrases
    phrases = []
    gestures = []
    starts = new Set()
    contexts = new Map()
    oracle = factorOracle()
    let room = mostGestures / 2
    const recent = keep.toReversed().filter((phrase) => {
      room -= phrase.length
      return room >= 0
    })
    for (const phrase of recent.toReversed()) take(phrase)
  }

  const take = (phrase: readonly Gesture[]): void => {
    phrases.push(phrase)
    starts.add(gestures.length)
    for (const [i, gesture] of phrase.entries()) {
      const place = gestures.length
      for (let order = 1; order <= Math.min(longestContext, i); order++) {
        const key = contextKey(phrase, i, order)
        const known = contexts.get(key)
        if (!known) contexts.set(key, [place])
        else if (known.length < mostContinuations) known.push(place)
        else known[place % mostContinuations] = place
      }
      pitches[place] = gesture.pitch
      gestures.push(gesture)
      oracle.add(symbolOf(gesture))
    }
  }

  function learn(phrase: readonly Gesture[]): void {
    const room = phrase.slice(-mostGestures / 2)
    if (room.length === 0) return
    if (gestures.length + room.length > mostGestures) forget()
    take(room)
  }

  for (const flat of kept) learn(unflattened(flat))

  return {
    learn,
    size: () => gestures.length,
    at: (place) => gestures[place]!,
    pitchAt: (place) => pitches[place]!,
    begins: (place) => starts.has(place),
    after(path) {
      const found: { place: number; order: number }[] = []
      for (let order = Math.min(longestContext, path.length); order >= 1; order--) {
        for (const place of contexts.get(contextKey(path, path.length, order)) ?? [])
          found.push({ place, order })
        if (found.length >= 8) break
      }
      return found
    },
    twin: (place) => oracle.twin(place),
    phrases: () => phrases.map((phrase) => phrase.flatMap((g) => [g.rung, g.gap, g.pitch])),
  }
}

/** The last `order` symbols before `end` as one number: seven bits each, and the order in three. */
function contextKey(path: readonly Gesture[], end: number, order: number): number {
  let key = 0
  for (let i = end - order; i < end; i++) key = key * 128 + symbolOf(path[i]!)
  return key * 8 + order
}

function unflattened(flat: readonly number[]): readonly Gesture[] {
  const phrase: Gesture[] = []
  for (let i = 0; i + 2 < flat.length; i += 3)
    phrase.push({ rung: flat[i]!, gap: flat[i + 1]!, pitch: flat[i + 2]! })
  return phrase
}

/** Incremental: one symbol at a time, in constant time but for the suffix links it climbs. */
function factorOracle() {
  const links: number[] = [-1]
  const pasts: number[] = [0]
  const next: Map<number, number>[] = [new Map()]
  const symbols: number[] = []

  function pastOf(place: number, link: number): number {
    let past = 0
    while (past < link && symbols[link - 1 - past] === symbols[place - 1 - past]) past++
    return past
  }

  return {
    add(symbol: number): void {
      const last = symbols.length
      symbols.push(symbol)
      next.push(new Map())
      next[last]!.set(symbol, last + 1)
      let k = links[last]!
      while (k > -1 && !next[k]!.has(symbol)) {
        next[k]!.set(symbol, last + 1)
        k = links[k]!
      }
      const link = k === -1 ? 0 : next[k]!.get(symbol)!
      links.push(link)
      pasts.push(link === 0 ? 0 : Math.min(16, pastOf(last + 1, link)))
    },
    twin(place: number): { place: number; past: number } {
      return { place: (links[place + 1] ?? 0) - 1, past: pasts[place + 1] ?? 0 }
    },
  }
}

import { type ContextIndex, contextIndex, longestContext } from './context-index.ts'
import { type FactorOracle, factorOracle } from './factor-oracle.ts'
import { flattened, type Gesture, melodic, unflattened, viewpoints } from './gesture.ts'

/** How memory is kept: phrases as flat rows of numbers, see `flattened`. */
export type RememberedPhrases = readonly (readonly number[])[]

export type PlayerMemory = {
  /** Learns a phrase; `name` says later where a motif came from. */
  learn(phrase: readonly Gesture[], name?: string): void
  /** How many gestures are remembered. */
  size(): number
  at(place: number): Gesture
  pitchAt(place: number): number
  /** Whether a phrase begins here, so that nothing led to it. */
  begins(place: number): boolean
  /** The last moves from one gesture to the next, in rungs; none into the beginning of a phrase. */
  moves(): readonly number[]
  /**
   * The places that came next after the longest known end of `path` (up to five), best first: by scale
   * degree and rhythm; where that is rare, by the tone over the chord; then by shape alone.
   */
  after(path: readonly Gesture[]): readonly Found[]
  /** An earlier place with the same past, and how long that past is; see factor oracle. */
  twin(place: number): { readonly place: number; readonly past: number }
  /** The phrase that a place belongs to, and how far into it. */
  source(place: number): { readonly phrase: string; readonly from: number } | undefined
  phrases(): RememberedPhrases
}

/** A place that may come next: `order` says how much of the past it shares, weighed by viewpoint. */
export type Found = { readonly place: number; readonly order: number }

const mostGestures = 2048
const enough = 8
const mostOfOneOrder = 12
const mostMoves = 64

type Learned = {
  readonly name: string
  readonly at: number
  readonly gestures: readonly Gesture[]
  /** Made once: many manifests share it. */
  readonly flat: readonly number[]
}

/**
 * What a player has played: a factor oracle for going on where a past comes back, and contexts up to
 * five gestures long, seen from three viewpoints, for what may follow. The oldest phrases are forgotten
 * first.
 */
export function playerMemory(kept: RememberedPhrases = []): PlayerMemory {
  let phrases: Learned[] = []
  let gestures: Gesture[] = []
  let starts = new Set<number>()
  let contexts: readonly ContextIndex[] = fresh()
  let oracle: FactorOracle = factorOracle(mostGestures)
  /** Known until more is learned. */
  let moves: readonly number[] | undefined
  /** Beside the gestures, because every answer runs through all of them. */
  const pitches = new Uint8Array(mostGestures)

  function forget(): void {
    const keep = phrases
    phrases = []
    gestures = []
    starts = new Set()
    contexts = fresh()
    oracle = factorOracle(mostGestures)
    let room = mostGestures / 2
    const recent = keep.toReversed().filter((phrase) => {
      room -= phrase.gestures.length
      return room >= 0
    })
    for (const phrase of recent.toReversed()) take(phrase.gestures, phrase.name)
  }

  function take(phrase: readonly Gesture[], name: string): void {
    phrases.push({ name, at: gestures.length, gestures: phrase, flat: flattened(phrase) })
    starts.add(gestures.length)
    for (const [i, gesture] of phrase.entries()) {
      for (const [v, viewpoint] of viewpoints.entries())
        contexts[v]!.add(viewpoint(gesture, phrase[i - 1]), i === 0)
      oracle.add(melodic(gesture, undefined))
      pitches[gestures.length] = gesture.pitch
      gestures.push(gesture)
    }
  }

  function learn(phrase: readonly Gesture[], name = ''): void {
    const room = phrase.slice(-mostGestures / 2)
    if (room.length === 0) return
    if (gestures.length + room.length > mostGestures) forget()
    take(room, name)
    moves = undefined
  }

  function lastMoves(): readonly number[] {
    const last: number[] = []
    for (let place = Math.max(1, gestures.length - mostMoves); place < gestures.length; place++)
      if (!starts.has(place)) last.push(gestures[place]!.rung - gestures[place - 1]!.rung)
    return last
  }

  for (const flat of kept) learn(unflattened(flat))

  return {
    learn,
    size: () => gestures.length,
    at: (place) => gestures[place]!,
    pitchAt: (place) => pitches[place]!,
    begins: (place) => starts.has(place),
    moves: () => (moves ??= lastMoves()),
    after(path) {
      const recent = path.slice(-longestContext - 1)
      const found: Found[] = []
      for (const [v, viewpoint] of viewpoints.entries()) {
        const symbols = recent.map((gesture, i) => viewpoint(gesture, recent[i - 1]))
        for (let order = longestContext; order >= 1 && found.length < enough; order--) {
          const places: number[] = []
          contexts[v]!.after(symbols, order, places, mostOfOneOrder)
          // What looks alike from a looser viewpoint says less.
          const weight = Math.max(1, order - v)
          for (const place of places) found.push({ place, order: weight })
        }
        if (found.length >= enough) break
      }
      return found
    },
    twin: (place) => oracle.twin(place),
    source(place) {
      const phrase = phrases.findLast(({ at }) => at <= place)
      return phrase && { phrase: phrase.name, from: place - phrase.at }
    },
    phrases: () => phrases.map(({ flat }) => flat),
  }
}

const fresh = (): readonly ContextIndex[] => viewpoints.map(() => contextIndex(mostGestures))

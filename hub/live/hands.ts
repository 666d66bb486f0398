import { isOfKit } from '#core/midi/drum-channel.ts'
import type { Key } from '#core/music/key.ts'
import {
  keyOf,
  type PhraseListener,
  type PlayedNote,
  phraseListener,
  tempoOf,
} from '#hub/engine/live/perception.ts'
import type { Copy } from './router.ts'
import type { Began } from './turns.ts'

/** Pads play a kit, whose pitches are no tones. */
export type HandKind = 'keys' | 'pads'

/** What one device plays, from the first note of its phrase on; its keys and its pads are two hands. */
export type Hands = {
  readonly listener: PhraseListener
  readonly kind: HandKind
  channel: number
  onsetsMs: number[]
  began: Began | undefined
  lastEventMs: number
  timer: NodeJS.Timeout | undefined
  /** The last notes of the phrases before. */
  before: readonly PlayedNote[]
}

/** Below this the hands have not said a tempo. */
const sureEnough = 0.3
/** What the tempo is taken from: the last of a long phrase, so that it costs the same at any length. */
const tempoOnsets = 48

/** A phrase of fewer notes than this says no key by itself. */
const fewNotes = 12

const newHands = (kind: HandKind): Hands => ({
  listener: phraseListener(),
  kind,
  channel: 0,
  onsetsMs: [],
  began: undefined,
  lastEventMs: 0,
  timer: undefined,
  before: [],
})

/** Pages come and go: who has rested longest is forgotten. */
const mostHands = 64

/** The hands of everybody who plays, from their first note on. */
export function everybodysHands() {
  const hands = new Map<string, Hands>()

  function forgetOne(): void {
    const [idle] = [...hands].find(([, { onsetsMs }]) => onsetsMs.length === 0) ?? []
    if (idle !== undefined) hands.delete(idle)
  }

  return {
    /** Those that this came from. */
    of({ device, message }: Copy): Hands {
      const kind = isOfKit(message) ? 'pads' : 'keys'
      const name = `${device} ${kind}`
      const known = hands.get(name)
      if (!known && hands.size >= mostHands) forgetOne()
      const played = known ?? newHands(kind)
      hands.delete(name)
      hands.set(name, played)
      return played
    },
    /** Whether hands of this kind are in a phrase and have struck since then. */
    playSince: (kind: HandKind, ms: number): boolean =>
      [...hands.values()].some(
        (hand) => hand.kind === kind && (hand.onsetsMs.at(-1) ?? Number.NEGATIVE_INFINITY) > ms,
      ),
    all: () => hands.values(),
  }
}

/** The tempo that the hands have said, if they have. */
export function handsBpm({ onsetsMs }: Hands): number | undefined {
  const heard = tempoOf(onsetsMs.slice(-tempoOnsets))
  return heard && heard.confidence >= sureEnough ? heard.bpm : undefined
}

/** The key of what they played now, and where that is short of what they played before as well. */
export function keyOfHands(
  { before, kind }: Hands,
  played: readonly PlayedNote[],
): Key | undefined {
  if (kind === 'pads') return undefined
  const missing = Math.max(0, fewNotes - played.length)
  const said = [...before.slice(before.length - missing), ...played]
  return keyOf(said.map(({ pitch, lengthMs }) => ({ pitch, length: lengthMs / 1000 })))
}

/** The phrase is over: the next one begins anew, and remembers it. */
export function phraseOver(hand: Hands, played: readonly PlayedNote[]): void {
  hand.onsetsMs = []
  hand.before = [...hand.before, ...played].slice(-fewNotes)
}

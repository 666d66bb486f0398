import { type PhraseListener, phraseListener, tempoOf } from '#hub/engine/live/perception.ts'
import type { Began } from './turns.ts'

/** What one device plays, from the first note of its phrase on. */
export type Hands = {
  readonly listener: PhraseListener
  channel: number
  onsetsMs: number[]
  began: Began | undefined
  lastEventMs: number
  timer: NodeJS.Timeout | undefined
}

/** Below this the hands have not said a tempo. */
const sureEnough = 0.3
/** What the tempo is taken from: the last of a long phrase, so that it costs the same at any length. */
const tempoOnsets = 48

export const newHands = (): Hands => ({
  listener: phraseListener(),
  channel: 0,
  onsetsMs: [],
  began: undefined,
  lastEventMs: 0,
  timer: undefined,
})

/** The tempo that the hands have said, if they have. */
export function handsBpm({ onsetsMs }: Hands): number | undefined {
  const heard = tempoOf(onsetsMs.slice(-tempoOnsets))
  return heard && heard.confidence >= sureEnough ? heard.bpm : undefined
}

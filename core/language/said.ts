import type { Lexicon } from './lexicon.ts'
import { styleWords } from './styles.ts'
import { phraseAt, type Word } from './words.ts'

/** Something said of music somewhere in a sentence, before anybody has read it. */
export type Said = {
  readonly kind: 'number' | 'key' | 'style' | 'instrument' | 'mood'
  readonly at: number
  readonly length: number
  /** How many words behind a number say what it counts, and what that is. */
  readonly unit: number
  readonly counts?: string
}

/** All that is said of music, from the left. */
export function saidIn(words: readonly Word[], lexicon: Lexicon): readonly Said[] {
  const found: Said[] = []
  for (let at = 0; at < words.length; at++) {
    const said = kindAt(words, at, lexicon)
    if (!said) continue
    found.push(said)
    at += said.length + said.unit - 1
  }
  return found
}

/** What stands at a place: '120 bpm' is a number, 'B flat minor' a key. */
export function kindAt(words: readonly Word[], at: number, lexicon: Lexicon): Said | undefined {
  const key = keyLength(words, at)
  if (key > 0) return { kind: 'key', at, length: key, unit: 0 }
  for (const [kind, table] of [
    ['style', styleWords],
    ['instrument', lexicon.instruments],
    ['mood', lexicon.moodsByWord],
  ] as const) {
    const hit = phraseAt<unknown>(words, at, table)
    if (hit) return { kind, at, length: hit.length, unit: 0 }
  }
  return numberSaid(words, at, lexicon)
}

function numberSaid(words: readonly Word[], at: number, lexicon: Lexicon): Said | undefined {
  let end = at
  for (;;) {
    const isWritten = /^\d+[:/]\d+$/.test(words[end]?.low ?? '')
    const length = isWritten ? 1 : (lexicon.numberAt(words, end)?.length ?? 0)
    if (length === 0) break
    end += length
    if (words[end - 1]!.ends) break
  }
  if (end === at) return undefined
  const low = words[end]?.low ?? ''
  const counts = words[end - 1]!.ends ? undefined : lexicon.units.get(low)
  if (!counts) return { kind: 'number', at, length: end - at, unit: 0 }
  const unit = counts === 'bpm' && low.startsWith('beat') ? 3 : 1
  return { kind: 'number', at, length: end - at, unit, counts }
}

/** How many words a key takes: 'F', 'B flat', 'D minor', 'F#m'; the lower-case 'a' is an article but before its mode. */
function keyLength(words: readonly Word[], at: number): number {
  const { raw = '', ends = true } = words[at] ?? {}
  if (!/^(?:[a-g]|[A-G][#♯b♭]?(?:m|min|maj)?)$/.test(raw)) return 0
  const behind = ends ? [] : words.slice(at + 1, at + 3).map(({ low }) => low)
  const sign = /^(?:sharp|flat)$/.test(behind[0] ?? '') ? 1 : 0
  const isMode = /^(?:major|minor|dorian|phrygian|lydian|mixolydian|locrian|aeolian|ionian)$/
  const mode = isMode.test(behind[sign] ?? '') ? 1 : 0
  return raw.toLowerCase() === 'a' && sign + mode === 0 ? 0 : 1 + sign + mode
}

import type { PieceWish } from '#core/score/piece-spec.ts'
import { commandIn } from './command-in.ts'
import { isReference } from './is-reference.ts'
import { isSetting } from './is-setting.ts'
import { isWish } from './is-wish.ts'
import type { TempoWish } from './read-tempo.ts'
import type { Reference } from './reference.ts'
import type { Sentence } from './sentence.ts'
import { lineOf } from './words.ts'

/** What somebody wants of us. */
export type Intent = 'generate' | 'play' | 'stop' | 'keep' | 'panic' | 'set'

type HeardSlots = PieceWish & TempoWish & { readonly reference?: Reference }

/** A sentence with what its readers found. */
export type Heard = { readonly sentence: Sentence; readonly slots: HeardSlots }

/** What is wanted, and what the sentence says beyond its slots; null where it is not for us. */
export function intentOf(heard: Heard): { intent: Intent | null; answering?: boolean } {
  const { words, lexicon } = heard.sentence
  if (words.length === 0 || lexicon.elsewhere.test(lineOf(words))) return { intent: null }
  const command = commandIn(heard)
  if (command) {
    const { intent, answering } = command
    return { intent, ...(answering !== undefined && { answering }) }
  }
  if (isSetting(heard)) return { intent: 'set' }
  return { intent: isReference(heard) || isWish(heard) ? 'generate' : null }
}

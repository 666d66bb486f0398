import type { Lexicon } from './lexicon.ts'
import { phraseAt, type Word } from './words.ts'

/** A sentence in which the speaker changed his mind, as he had it in the end: 'in D, sorry, in E' is 'in E'. */
export function corrected(words: readonly Word[], lexicon: Lexicon): readonly Word[] {
  for (let at = 1; at < words.length - 1; at++) {
    const marker = phraseAt(words, at, lexicon.corrections)
    if (!marker || at + marker.length >= words.length) continue
    const tail = words.slice(at + marker.length)
    return corrected(
      [...words.slice(0, resumedAt(words.slice(0, at), tail, lexicon)), ...tail],
      lexicon,
    )
  }
  return words.filter(({ low }, at) => at === 0 || low !== words[at - 1]!.low || !stutters(low))
}

/** Where the speech is taken up again: at the word it begins with, else at the last number, else the last word. */
function resumedAt(head: readonly Word[], [first]: readonly Word[], lexicon: Lexicon): number {
  const same = head.findLastIndex(({ low }) => low === first!.low)
  if (same >= 0) return same
  if (lexicon.numberAt([first!], 0)) {
    const number = head.findLastIndex((_, at) => lexicon.numberAt(head, at) !== undefined)
    let from = number
    while (from > 0 && lexicon.numberAt(head, from - 1)) from -= 1
    if (number >= 0) return from
  }
  return head.length - 1
}

/** Said twice, a small word is a stutter; 'four four' is a meter. */
const stutters = (low: string): boolean =>
  /^(?:a|an|the|to|in|at|with|of|and|i|it|make|play|can|could|so|me|that|this)$/.test(low)

import type { Lexicon } from './lexicon.ts'
import { phraseAt, type Word } from './words.ts'

/** Which words say why, when or for whom: 'so I can practise my bass', 'while the guests arrive'; each up to the end of its clause. */
export function asidesIn(words: readonly Word[], lexicon: Lexicon): readonly boolean[] {
  let isAside = false
  return words.map((_, at) => {
    if (at > 0 && words[at - 1]!.ends) isAside = false
    isAside ||= beginsAside(words, at, lexicon)
    return isAside
  })
}

function beginsAside(words: readonly Word[], at: number, { reasons, speakers }: Lexicon): boolean {
  const reason = phraseAt(words, at, reasons)
  if (!reason) return false
  return reason.means === 'always' || speakers.has(words[at + reason.length]?.low ?? '')
}

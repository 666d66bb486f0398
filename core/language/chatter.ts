import { withoutManners } from './manners.ts'
import type { Sentence } from './sentence.ts'
import { lineOf, type Word } from './words.ts'

/**
 * The words without the clauses that say nothing of music: 'the kids want to dance, something bouncy';
 * undefined where every clause says something, none does, or one speaks of things that are not ours.
 */
export function withoutChatter(sentence: Sentence): readonly Word[] | undefined {
  const { words, lexicon } = sentence
  let from = 0
  const left: Word[] = []
  for (let at = 0; at < words.length; at++) {
    if (!words[at]!.ends && at < words.length - 1) continue
    const clause = words.slice(from, at + 1)
    // 'The choir is warming up' names an instrument and asks for none.
    const isTold = /^(?:the|my|our) \S+ (?:is|are|was|were|has|have) /.test(lineOf(clause))
    const isOurs = clause.some(({ low }, i) => {
      const claim = sentence.claimOf(from + i)
      return claim ? !(isTold && claim === 'instrument') : lexicon.musicNouns.has(low)
    })
    if (isOurs) left.push(...clause)
    // 'My train is late' only tells; 'book a table' asks for what is not ours.
    else if (
      !lexicon.leads.test(` ${lineOf(clause)}`) &&
      clause.some(({ low }) => lexicon.foreignWords.has(low))
    )
      return undefined
    from = at + 1
  }
  if (left.length === 0 || left.length === words.length) return undefined
  return withoutManners(left, lexicon)
}

import type { Role } from '#core/score/piece-spec.ts'
import type { Sentence } from './sentence.ts'
import { lineOf, phraseAt } from './words.ts'

/** Parts that are to be written anew: 'a new bass line', 'redo the drums', 'the melody again'. */
export function readRenewed(sentence: Sentence, inBars: boolean): readonly Role[] {
  const { words, lexicon, low } = sentence
  const found: Role[] = []
  for (let at = 0; at < words.length; at++) {
    const hit = sentence.free(at) ? phraseAt(words, at, lexicon.instruments) : undefined
    if (!hit || !sentence.free(at, hit.length)) continue
    const tail = lexicon.partTails.has(low(at + hit.length)) ? 1 : 0
    const after = low(at + hit.length + tail)
    const ends = after === '' || lexicon.partFollowers.has(after)
    const goesOn =
      found.length > 0 && low(at - (lexicon.articles.has(low(at - 1)) ? 2 : 1)) === 'and'
    const asked =
      goesOn ||
      lexicon.tails.includes(after) ||
      renewedBefore(sentence, at) ||
      (inBars && !leftOut(sentence, at))
    if (!ends || !asked) continue
    found.push(hit.means.role)
    sentence.claim(at, hit.length + tail, 'reference')
  }
  return found
}

/** Whether a verb of renewing stands before a place; then it is claimed with what is between. */
export function renewedBefore(sentence: Sentence, at: number): boolean {
  const from = ['the', 'only', 'just'].includes(sentence.low(at - 1)) ? at - 1 : at
  return [2, 1].some((length) => {
    const words = lineOf(sentence.words.slice(Math.max(0, from - length), from))
    if (!sentence.lexicon.renewals.has(words)) return false
    sentence.claim(from - length, at - from + length, 'reference')
    return true
  })
}

const leftOut = ({ low }: Sentence, at: number): boolean =>
  /^(?:without|no|with)$/.test(low(low(at - 1) === 'the' ? at - 2 : at - 1))

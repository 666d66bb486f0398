import type { Role } from '#core/score/piece-spec.ts'
import { type PartFound, partAt } from './parts.ts'
import type { Sentence } from './sentence.ts'
import { lineOf, phraseAt } from './words.ts'

/** Parts that are to be written anew: 'a new bass line', 'redo the drums', 'the melody is dull'. */
export function readRenewed(sentence: Sentence, inPlace: boolean): readonly Role[] {
  const { words, lexicon, low } = sentence
  const found: Role[] = []
  for (let at = 0; at < words.length; at++) {
    const part =
      sentence.free(at) && !lexicon.articles.has(low(at)) ? partAt(sentence, at) : undefined
    if (!part) continue
    if (isSwapped(sentence, part)) continue
    const after = low(part.end)
    const ends = after === '' || words[part.end - 1]!.ends || lexicon.partFollowers.has(after)
    const goesOn =
      found.length > 0 && low(at - (lexicon.articles.has(low(at - 1)) ? 2 : 1)) === 'and'
    const isNew = goesOn || renewedBefore(sentence, at) || (inPlace && !leftOut(sentence, at))
    const isDisliked = dislikedAround(sentence, at, part.end)
    const isToChange = renewedBehind(sentence, part.end)
    if (!((ends && isNew) || isToChange || isDisliked)) continue
    found.push(part.role)
    sentence.claim(at, part.end - at, 'reference')
    at = part.end - 1
  }
  return found
}

/** 'swap the piano for an organ': who goes is not written anew, and who comes is for others to read. */
function isSwapped(sentence: Sentence, { at, end, role }: PartFound): boolean {
  const { low, lexicon } = sentence
  if (!/^(?:for|with|to|into|by)$/.test(low(end))) return false
  const from = lexicon.articles.has(low(at - 1)) ? at - 1 : at
  const other = partAt(sentence, end + 1)
  if (!lexicon.swaps.has(low(from - 1)) || !other) return false
  // Whoever makes room for another part is left out, which is for others to read.
  if (other.role !== role) return true
  sentence.claim(from - 1, end + 1 - from + 1, 'reference')
  return true
}

/** Whether a verb of renewing stands before a place; then it is claimed with what is between. */
export function renewedBefore(sentence: Sentence, at: number): boolean {
  let from = at
  while (/^(?:the|only|just|that|this|those|these|my|all|of|for)$/.test(sentence.low(from - 1)))
    from -= 1
  return [3, 2, 1].some((length) => {
    const words = lineOf(sentence.words.slice(Math.max(0, from - length), from))
    if (!sentence.lexicon.renewals.has(words)) return false
    sentence.claim(from - length, at - from + length, 'reference')
    return true
  })
}

/** 'the bridge needs rewriting': whether it is said behind a place; then it is claimed. */
export function renewedBehind(sentence: Sentence, end: number): boolean {
  const hit = phraseAt(sentence.words, end, sentence.lexicon.partRenewals)
  if (hit) sentence.claim(end, hit.length, 'reference')
  return hit !== undefined
}

/** "I don't like the bass", 'the bass is (a bit) dull': whoever is not liked is to be another. */
export function dislikedAround(sentence: Sentence, at: number, end: number): boolean {
  const { words, low, lexicon } = sentence
  const from = lexicon.articles.has(low(at - 1)) ? at - 1 : at
  for (let length = 5; length > 0; length--) {
    if (from < length || phraseAt(words, from - length, lexicon.dislikes)?.length !== length)
      continue
    sentence.claim(from - length, end - from + length, 'reference')
    return true
  }
  let said = end
  while (lexicon.judging.has(low(said)) && !phraseAt(words, said, lexicon.flaws)) said += 1
  const flaw = phraseAt(words, said, lexicon.flaws)
  if (!flaw) return false
  sentence.claim(from, said + flaw.length - from, 'reference')
  return true
}

/** Whether a part comes or goes, as others read. */
function leftOut({ words, low, lexicon }: Sentence, at: number): boolean {
  const from = /^(?:the|a|an|some|any)$/.test(low(at - 1)) ? at - 1 : at
  const before = lineOf(words.slice(Math.max(0, from - 3), from))
  return lexicon.leavings.test(before) || lexicon.joinings.test(before)
}

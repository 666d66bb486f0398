import type { Role } from '#core/score/piece-spec.ts'
import type { Sentence } from './sentence.ts'
import { phraseAt } from './words.ts'

/** A part by its instrument, somewhere in a sentence: 'the drum pattern' from its article on. */
export type PartFound = { readonly role: Role; readonly at: number; readonly end: number }

/** The part that stands at a place, over its article and a tail such as 'line', if nothing of it is claimed. */
export function partAt({ words, low, free, lexicon }: Sentence, at: number): PartFound | undefined {
  const from = lexicon.articles.has(low(at)) ? at + 1 : at
  const hit = phraseAt(words, from, lexicon.instruments)
  if (!hit || !free(from, hit.length)) return undefined
  let end = from + hit.length
  while (lexicon.partTails.has(low(end)) && !words[end - 1]!.ends) end += 1
  return { role: hit.means.role, at, end }
}

/** 'drums, bass and the piano': the parts from a place on, which are claimed. */
export function partsAt(sentence: Sentence, at: number): readonly Role[] {
  const first = partAt(sentence, at)
  if (!first) return []
  sentence.claim(at, first.end - at, 'reference')
  const and = ['and', 'or', 'nor', '&'].includes(sentence.low(first.end)) ? 1 : 0
  const goesOn = and > 0 || sentence.words[first.end - 1]!.ends
  const others = goesOn ? partsAt(sentence, first.end + and) : []
  if (others.length > 0) sentence.claim(first.end, and, 'reference')
  return [first.role, ...others]
}

const being =
  /^(?:is|are|was|were|be|being|sound|sounds|feel|feels|seem|seems|get|gets|need|needs|should|could|to|have|has)$/

/** 'make the drums and the bass (a bit) calmer', 'the drums are too wild': the parts up to a place, claimed. */
export function partBefore(sentence: Sentence, at: number): readonly Role[] {
  const { low, lexicon } = sentence
  let end = at
  while (end > 0 && sentence.claimOf(end - 1) === 'reference') end -= 1
  while (end > 0 && being.test(low(end - 1))) end -= 1
  for (let length = 4; length > 0; length--) {
    const from = end - length
    const part = from < 0 ? undefined : partAt(sentence, from)
    if (part?.end !== end) continue
    const before = lexicon.articles.has(low(from)) ? from : from - 1
    const stands = lexicon.articles.has(low(before)) || from === 0 || low(from - 1) === 'and'
    if (!stands) continue
    sentence.claim(from, length, 'reference')
    const and = low(before - (before === from ? 1 : 0)) === 'and'
    return [...(and ? partBefore(sentence, before === from ? from - 1 : from - 2) : []), part.role]
  }
  return []
}

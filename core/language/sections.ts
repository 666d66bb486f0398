import type { Reference } from './reference.ts'
import type { Sentence } from './sentence.ts'
import { phraseAt } from './words.ts'

type Place = {
  readonly at: number
  readonly length: number
  readonly means: Required<Pick<Reference, 'section'>> & Pick<Reference, 'nth'>
}

/** 'the bridge', 'the last chorus', 'a longer intro'; only where an article or a length says that it is ours. */
export function readSection(sentence: Sentence, mayStand: boolean): Place | undefined {
  if (!mayStand) return undefined
  const { low, lexicon } = sentence
  const countAt = (at: number): number | undefined => lexicon.ordinals.get(low(at))
  const found = sentence.claimAll(lexicon.sectionWords, 'reference', (at) => {
    const before = countAt(at - 1) === undefined ? at - 1 : at - 2
    return (
      lexicon.articles.has(low(before)) ||
      (before < 0 && low(at + 1) !== '') ||
      lexicon.renewals.has(low(before)) ||
      sentence.claimOf(before) === 'reference'
    )
  })[0]
  if (!found) return undefined
  const nth = countAt(found.at - 1)
  if (nth === undefined) return { ...found, means: { section: found.means } }
  sentence.claim(found.at - 1, 1, 'reference')
  return { at: found.at - 1, length: found.length + 1, means: { section: found.means, nth } }
}

/** Whether a section is named anywhere: 'double the intro', not 'double the tempo'. */
export const namesSection = ({ words, lexicon }: Sentence): boolean =>
  words.some((_, at) => phraseAt(words, at, lexicon.sectionWords))

import type { Claim, Sentence } from './sentence.ts'
import { lineOf } from './words.ts'

/** How much a comparative is meant: 'a bit' and 'slightly' soften it, 'much' and 'way' make it strong. */
export type Degree = 'soft' | 'plain' | 'strong'

/** What is said of a comparative, before or after it; the words are claimed with it. */
export function degreeAt(sentence: Sentence, at: number, length: number, claim: Claim): Degree {
  const { softeners, intensifiers } = sentence.lexicon
  for (const words of [3, 2, 1])
    for (const from of [at - words, at + length].filter((place) => place >= 0)) {
      const said = lineOf(sentence.words.slice(from, from + words))
      if (!softeners.has(said) && !intensifiers.has(said)) continue
      if (!sentence.free(from, words)) continue
      sentence.claim(from, words, claim)
      return softeners.has(said) ? 'soft' : 'strong'
    }
  return 'plain'
}

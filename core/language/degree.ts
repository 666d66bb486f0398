import type { Reference } from './reference.ts'
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

const shares: Readonly<Record<Degree, number>> = { soft: 0.5, plain: 1, strong: 1.75 }

/** A change to the degree it is meant. */
export function scaled(
  { energy, density, mode }: Pick<Reference, 'energy' | 'density' | 'mode'>,
  degree: Degree,
): Pick<Reference, 'energy' | 'density' | 'mode'> {
  const times = (x: number): number => Math.round(x * shares[degree] * 100) / 100
  return {
    ...(energy !== undefined && { energy: times(energy) }),
    ...(density !== undefined && { density: times(density) }),
    ...(mode && { mode }),
  }
}

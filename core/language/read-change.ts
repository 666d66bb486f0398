import type { Role } from '#core/score/piece-spec.ts'
import type { Reference } from './reference.ts'
import type { Sentence } from './sentence.ts'
import { lineOf, phraseAt } from './words.ts'

type Step = Pick<Reference, 'energy' | 'density' | 'mode'> & { readonly parts?: readonly Role[] }

/** Comparatives with their degree, and the instrument they are said of: 'with a slightly busier bass'. */
export function readChange(sentence: Sentence): Step | undefined {
  const { lexicon } = sentence
  const found = [
    ...sentence.claimAll(lexicon.comparatives, 'reference'),
    ...sentence.claimAll(
      lexicon.complaints,
      'reference',
      (at) => !lexicon.denials.has(sentence.low(at - 1)),
    ),
  ]
  if (found.length === 0) return undefined
  const step: { energy?: number; density?: number; mode?: 'major' | 'minor'; parts: Role[] } = {
    parts: [],
  }
  for (const { at, length, means } of found) {
    const degree = degreeAt(sentence, at, length)
    const times = (x: number): number => Math.round(x * degree * 100) / 100
    if (means.energy !== undefined) step.energy = (step.energy ?? 0) + times(means.energy)
    if (means.density !== undefined) step.density = (step.density ?? 0) + times(means.density)
    if (means.mode !== undefined) step.mode = means.mode
    const after = lineOf(sentence.words.slice(at + length, at + length + 2))
    const inThe = lexicon.inside.has(after) ? 2 : 0
    const role = playerAt(sentence, at + length + inThe) ?? playerBefore(sentence, at)
    if (role) step.parts.push(role)
  }
  return step
}

/** How much a comparative is meant: half where it is softened, 1.75 where it is stressed. */
export function degreeAt(sentence: Sentence, at: number, length: number): number {
  const { softeners, intensifiers } = sentence.lexicon
  for (const words of [3, 2, 1])
    for (const from of [at - words, at + length].filter((place) => place >= 0)) {
      const said = lineOf(sentence.words.slice(from, from + words))
      const degree = softeners.has(said) ? 0.5 : intensifiers.has(said) ? 1.75 : undefined
      if (degree === undefined) continue
      sentence.claim(from, words, 'reference')
      return degree
    }
  return 1
}

/** The role of the instrument that stands at a place, which is claimed. */
function playerAt(sentence: Sentence, at: number): Role | undefined {
  const hit = phraseAt(sentence.words, at, sentence.lexicon.instruments)
  if (!hit || !sentence.free(at, hit.length)) return undefined
  const tail = sentence.lexicon.partTails.has(sentence.low(at + hit.length)) ? 1 : 0
  sentence.claim(at, hit.length + tail, 'reference')
  return hit.means.role
}

/** 'make the drums (a bit) calmer', 'the drums are too wild' */
function playerBefore(sentence: Sentence, at: number): Role | undefined {
  let end = at
  while (sentence.claimOf(end - 1) === 'reference' && end > 0) end -= 1
  if (/^(?:is|are|was|were)$/.test(sentence.low(end - 1))) end -= 1
  for (const length of [3, 2, 1]) {
    const from = end - length
    const hit = from < 0 ? undefined : phraseAt(sentence.words, from, sentence.lexicon.instruments)
    if (hit?.length === length && sentence.lexicon.articles.has(sentence.low(from - 1)))
      return playerAt(sentence, from)
  }
  return undefined
}

import { type Role, roles } from '#core/score/piece-spec.ts'
import { partAt, partsAt } from './parts.ts'
import type { Sentence } from './sentence.ts'
import { phraseAt } from './words.ts'

/** Who stays as he is; all others are meant by what else is said where `rest` says so. */
export type Kept = { readonly parts: readonly Role[]; readonly rest: boolean }

/** 'keep the drums and redo the rest', 'change everything except the melody', "don't touch the bass". */
export function readKept(sentence: Sentence): Kept | undefined {
  const { keepers, rests, excepting, keepingAllBut } = sentence.lexicon
  const changing = sentence
    .claimAll(keepingAllBut, 'reference', (at, _, length) => partsFollow(sentence, at + length))
    .flatMap(({ at, length }) => partsAt(sentence, at + length))
  if (changing.length > 0)
    return { parts: roles.filter((role) => !changing.includes(role)), rest: true }
  const excepted = sentence
    .claimAll(excepting, 'reference', (at, _, length) => partsFollow(sentence, at + length))
    .flatMap(({ at, length }) => partsAt(sentence, at + length))
  const kept = sentence
    .claimAll(keepers, 'reference', (at, _, length) => staysIn(sentence, at + length))
    .flatMap(({ at, length }) => partsAt(sentence, at + length))
  const others = sentence.claimAll(rests, 'reference')
  const isMeant = others.some(({ at }) => !endsWith(sentence, at, keepers))
  if (kept.length === 0 && excepted.length === 0 && others.length === 0) return undefined
  return {
    parts: [...kept, ...excepted],
    rest: excepted.length > 0 || (isMeant && kept.length > 0),
  }
}

/** Everybody but who stays. */
export const restOf = ({ parts }: Kept): readonly Role[] =>
  roles.filter((role) => !parts.includes(role))

const partsFollow = ({ words, low, lexicon }: Sentence, at: number): boolean =>
  phraseAt(words, lexicon.articles.has(low(at)) ? at + 1 : at, lexicon.instruments) !== undefined

/** 'Leave the drums out' is the other way round. */
const staysIn = (sentence: Sentence, at: number): boolean =>
  partsFollow(sentence, at) &&
  !/^(?:out|off|away)$/.test(sentence.low(partAt(sentence, at)?.end ?? at))

/** Whether a phrase of a table stands right before a place. */
function endsWith(
  { words, claim }: Sentence,
  at: number,
  table: ReadonlyMap<string, true>,
): boolean {
  for (let length = 3; length > 0; length--) {
    if (at < length || phraseAt(words, at - length, table)?.length !== length) continue
    claim(at - length, length, 'reference')
    return true
  }
  return false
}

import type { Sentence } from './sentence.ts'

const naming: ReadonlyMap<string, true> = new Map(
  [
    ...['called', 'titled', 'named', 'title', 'entitled', 'by the name of'],
    ...['it', 'this', 'that'].flatMap((it) => [
      `call ${it}`,
      `call ${it} take`,
      `call ${it} one`,
      `name ${it}`,
      `title ${it}`,
      `label ${it}`,
    ]),
    ...['it', 'this', 'that'].flatMap((it) => [
      `and call ${it}`,
      `and name ${it}`,
      `and title ${it}`,
    ]),
    ...['as', 'under the name', 'under the title'],
  ].map((words) => [words, true]),
)
const goesOn = new Set(['at', 'with', 'without', 'and'])

/** 'called Night Bus': up to the end of the clause, or to where the wish goes on. */
export function readTitle(sentence: Sentence): string | undefined {
  const named = sentence.claimAll(
    naming,
    'title',
    (_, said) => said !== 'as' || sentence.lexicon.keepWords.has(sentence.low(0)),
  )[0]
  if (!named) return undefined
  const from = named.at + named.length
  let to = from
  while (to < sentence.words.length) {
    if (to > from && (goesOn.has(sentence.low(to)) || sentence.words[to - 1]!.ends)) break
    if (to > from && sentence.low(to) === 'in' && /^[a-g]/.test(sentence.low(to + 1))) break
    to += 1
  }
  sentence.claim(from, to - from, 'title')
  const words = sentence.words.slice(from, to).map(({ raw }) => raw)
  return words.length === 0 ? undefined : words.join(' ').slice(0, 120)
}

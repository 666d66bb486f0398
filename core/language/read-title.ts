import { kindAt, saidIn } from './said.ts'
import type { Sentence } from './sentence.ts'

const naming: ReadonlyMap<string, true> = new Map(
  [
    ...['called', 'titled', 'named', 'title', 'entitled', 'by the name of'],
    ...['it', 'this', 'that'].flatMap((it) => [
      `call ${it}`,
      ...['call', 'name', 'title', 'label'].map((verb) => `${verb} ${it} take`),
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
    ...[
      'as',
      'under',
      'under the name',
      'under the name of',
      'under the title',
      'with the title',
      'with the name',
    ],
    ...[
      'the title is',
      'the name is',
      'the title should be',
      'title it',
      'name it',
      'title this',
      'titled as',
    ],
  ].map((words) => [words, true]),
)
const goesOn = new Set(['at', 'with', 'without', 'and'])

/** 'called Night Bus': up to the end of the clause, or to where the wish goes on. */
export function readTitle(sentence: Sentence): string | undefined {
  const named = sentence.claimAll(
    naming,
    'title',
    (at, said) => !/^(?:as|under)$/.test(said) || isKeptBefore(sentence, at),
  )[0]
  if (!named) return undefined
  const from = named.at + named.length
  let to = from
  // Who listens hears no commas and no capitals.
  const isHeard = !sentence.words.some(({ raw, ends }) => ends || /\p{Lu}/u.test(raw))
  while (to < sentence.words.length) {
    if (to > from && (goesOn.has(sentence.low(to)) || sentence.words[to - 1]!.ends)) break
    if (to > from && sentence.low(to) === 'in' && isPlainMusic(sentence, to + 1)) break
    if (to > from && isHeard && saysMusic(sentence, to)) break
    to += 1
  }
  sentence.claim(from, to - from, 'title')
  const words = sentence.words.slice(from, to).map(({ raw }) => raw)
  return words.length === 0 ? undefined : words.join(' ').slice(0, 120)
}

/** 'north window | ambient 3 minutes': from here on it is all music, a number or a key among it. */
function saysMusic({ words, lexicon }: Sentence, from: number): boolean {
  const tail = words.slice(from)
  // What goes on for longer is nothing that anybody says behind a name.
  if (tail.length > 16) return false
  const said = saidIn(tail, lexicon)
  const length = said.reduce((sum, one) => sum + one.length + one.unit, 0)
  return length === tail.length && said.some(({ kind }) => kind === 'number' || kind === 'key')
}

/** 'Called Moth in three four', 'called Glass in D' */
const isPlainMusic = ({ words, lexicon }: Sentence, at: number): boolean =>
  /^(?:key|number)$/.test(kindAt(words, at, lexicon)?.kind ?? '')

/** 'Store it under Harbour', 'that was good, save it as Harbour' */
const isKeptBefore = ({ low, lexicon }: Sentence, at: number): boolean =>
  [1, 2, 3, 4, 5, 6, 7, 8, 9].some((back) => lexicon.keepWords.has(low(at - back)))

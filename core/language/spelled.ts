import type { Lexicon } from './lexicon.ts'
import { styles } from './styles.ts'
import { phraseAt, type Word, wordsOf } from './words.ts'

/**
 * The words as a careful writer puts them: 'gimme' is 'give me', 'it is' is 'it's', 'um' is nothing, and
 * a word nobody knows is the one of ours that a slip of the finger makes of it. `raw` stays what was said.
 */
export function spelled(words: readonly Word[], lexicon: Lexicon): readonly Word[] {
  const said = without(lexicon.fillers, words, lexicon.meantFillers)
  const plain: Word[] = []
  for (let at = 0; at < said.length; ) {
    const hit = phraseAt(said, at, lexicon.rewordings) ?? isOf(said[at]!, lexicon)
    plain.push(...(hit ? reworded(said.slice(at, at + hit.length), hit.means) : [said[at]!]))
    at += hit?.length ?? 1
  }
  const known = vocabularyOf(lexicon)
  return plain.map((word) => ({ ...word, low: mended(word.low, known) }))
}

/** The words without every phrase of a table; the stop behind a phrase is then behind the word before it. */
export function without(
  table: ReadonlyMap<string, unknown>,
  words: readonly Word[],
  kept: ReadonlyMap<string, unknown> = new Map(),
): readonly Word[] {
  const left: Word[] = []
  for (let at = 0; at < words.length; ) {
    const meant = phraseAt(words, at, kept)?.length ?? 0
    left.push(...words.slice(at, at + meant))
    at += meant
    if (at >= words.length) break
    const length = phraseAt(words, at, table)?.length ?? 0
    if (length === 0) left.push(words[at]!)
    else closeAfter(left, words[at + length - 1]!)
    at += length || 1
  }
  return left
}

/** "The bass's too loud" is 'the bass is too loud'. */
function isOf({ low }: Word, { instruments, sectionWords }: Lexicon) {
  const named = low.endsWith("'s") ? low.slice(0, -2) : ''
  const isOurs = instruments.has(named) || sectionWords.has(named)
  return isOurs ? { length: 1, means: `${named} is` } : undefined
}

function closeAfter(plain: Word[], { ends }: Word): void {
  const last = plain.at(-1)
  if (last && ends) plain[plain.length - 1] = { ...last, ends }
}

function reworded(said: readonly Word[], means: string): readonly Word[] {
  const words = wordsOf(means)
  return words.map(({ low }, i) => ({
    low,
    raw: i === 0 ? said.map(({ raw }) => raw).join(' ') : '',
    ends: i === words.length - 1 && said.at(-1)!.ends,
  }))
}

type Vocabulary = {
  readonly known: ReadonlySet<string>
  /** Words of music that a slip may have been meant for, by their first letter. */
  readonly meant: ReadonlyMap<string, readonly string[]>
}
const vocabularies = new WeakMap<Lexicon, Vocabulary>()

function vocabularyOf(lexicon: Lexicon): Vocabulary {
  const made = vocabularies.get(lexicon)
  if (made) return made
  const words = (entries: Iterable<string>): ReadonlySet<string> =>
    new Set([...entries].flatMap((entry) => entry.split(' ')))
  const meant = Map.groupBy(
    [...words(musicIn(lexicon))].filter((word) => word.length >= 5),
    (word) => word[0]!,
  )
  const known = new Set([...words(allIn(lexicon)), ...words(musicIn(lexicon))])
  const vocabulary = { known, meant }
  vocabularies.set(lexicon, vocabulary)
  return vocabulary
}

/** What is said of music. */
function* musicIn(lexicon: Lexicon): Iterable<string> {
  const { instruments, musicNouns, sectionWords, styleAdjectives, comparatives } = lexicon
  for (const table of [instruments, musicNouns, sectionWords, styleAdjectives, comparatives])
    yield* table.keys()
  for (const words of Object.values(lexicon.moodWords)) yield* words
  for (const { says, near } of Object.values(styles)) yield* [...says, ...near]
  yield* lexicon.oftenMisspelled
}

/** Every word that stands in a table or in a sentence of the lexicon. */
function* allIn(lexicon: Lexicon): Iterable<string> {
  for (const table of Object.values(lexicon))
    if (table instanceof Map || table instanceof Set) yield* table.keys()
  for (const { pattern } of lexicon.commands) yield* pattern.source.match(/[a-z']+/g) ?? []
  for (const { said } of lexicon.openers) yield* said.match(/[a-z']+/g) ?? []
}

function mended(word: string, { known, meant }: Vocabulary): string {
  if (word.length < 4 || word.includes("'") || known.has(word)) return word
  const near = (meant.get(word[0]!) ?? []).filter((other) => isSlip(word, other))
  return near.length === 1 ? near[0]! : word
}

/**
 * One letter too many, missing or wrong, or two in the wrong order. Not the last one
 * of a short word: that makes another form of it.
 */
function isSlip(word: string, meant: string): boolean {
  const more = word.length - meant.length
  if (Math.abs(more) > 1 || (word.length < 7 && word.at(-1) !== meant.at(-1))) return false
  let at = 0
  while (at < word.length && word[at] === meant[at]) at += 1
  if (more > 0) return word.slice(at + 1) === meant.slice(at)
  if (more < 0) return word.slice(at) === meant.slice(at + 1)
  const rest = word.slice(at + 2) === meant.slice(at + 2)
  if (rest && word[at] === meant[at + 1] && word[at + 1] === meant[at]) return true
  return word.slice(at + 1) === meant.slice(at + 1)
}

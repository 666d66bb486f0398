import type { Lexicon } from './lexicon.ts'
import { tempoFactors } from './read-tempo.ts'
import { styleWords } from './styles.ts'
import { lineOf, phraseAt, type Word } from './words.ts'

/** The words without 'hey, could you' and 'please': what is wished for, without how politely. */
export function withoutManners(
  words: readonly Word[],
  { openings, closings }: Pick<Lexicon, 'openings' | 'closings'>,
): readonly Word[] {
  let from = 0
  let to = words.length
  for (let length = -1; length !== 0 && from < to; from += length)
    length = countOf(openings, ` ${lineOf(words.slice(from, to))}`)
  for (let length = -1; length !== 0 && from < to; to -= length)
    length = countOf(closings, ` ${lineOf(words.slice(from, to))}`)
  return words.slice(from, to)
}

/** How many words the longest pattern that fits takes. */
function countOf(patterns: readonly RegExp[], line: string): number {
  const found = patterns.map((pattern) => pattern.exec(line)?.[0] ?? '')
  return Math.max(...found.map((said) => said.split(' ').length - 1))
}

/**
 * The words without what somebody tells of himself before he asks: 'we drive a long time. Please some jazz',
 * 'I feel sad, play me something happy'. What is said of the music stays.
 */
export function withoutLead(
  words: readonly Word[],
  lexicon: Lexicon,
  isPolite: boolean,
): readonly Word[] {
  const clause = words.findIndex(({ ends }) => ends)
  const tells = lexicon.leads.test(` ${lineOf(words)}`)
  if (!tells && (clause < 0 || clause === words.length - 1)) return words
  for (let at = 0; at < words.length; at++) {
    if (at > 0 && begins(words, at, lexicon, isPolite)) return words.slice(at)
    if (isMusical(words, at, lexicon, tells)) return words
  }
  return words
}

/** Whether a request begins here: with its own words wherever it stands, behind a comma with any verb. */
function begins(words: readonly Word[], at: number, lexicon: Lexicon, isPolite: boolean): boolean {
  const { imperatives, requests, makingWords, wantingWords, wishArticles, keepWords } = lexicon
  const isRequest = requests.test(` ${lineOf(words.slice(at, at + 2))}`)
  // 'A bit faster please, we're late' has asked already.
  const isPlease = words[at]!.low === 'please' && !words[at]!.ends
  if (isRequest || isPlease || phraseAt(words, at, imperatives)) return true
  if (!words[at - 1]!.ends) return isNeed(words, at, lexicon)
  const next = /^(?:so|and|then|but)$/.test(words[at]!.low) ? at + 1 : at
  const article = isPolite && phraseAt(words, next, wishArticles)
  const asks = phraseAt(words, next, makingWords) ?? phraseAt(words, next, wantingWords) ?? article
  return Boolean(asks) || keepWords.has(words[next]?.low ?? '')
}

/** Heard, and not read: 'we have a party tonight need some house'. */
function isNeed(words: readonly Word[], at: number, lexicon: Lexicon): boolean {
  const { musicNouns, wantingWords, makingWords } = lexicon
  const asks =
    wantingWords.has(lineOf(words.slice(at, at + 2))) ||
    makingWords.has(lineOf(words.slice(at, at + 2)))
  const isSaid =
    /^(?:need|want)$/.test(words[at]!.low) || (asks && /^(?:i|we)\b/.test(words[at]!.low))
  if (!isSaid) return false
  if (/^(?:to|i|we|they|you|all|what|not|don't|do|of|for|with|in)$/.test(words[at - 1]!.low))
    return false
  return [1, 2, 3].some(
    (more) => phraseAt(words, at + more, styleWords) ?? musicNouns.has(words[at + more]?.low ?? ''),
  )
}

/** Whether something is said of music; a mood may be the speaker's own. */
function isMusical(words: readonly Word[], at: number, lexicon: Lexicon, tells: boolean): boolean {
  const { makingWords, instruments, sectionWords, complaints, comparatives, musicNouns } = lexicon
  const said = [makingWords, instruments, sectionWords, complaints, comparatives, styleWords]
  if (
    musicNouns.has(words[at]!.low) ||
    said.some((table: ReadonlyMap<string, unknown>) => phraseAt(words, at, table)) ||
    phraseAt(words, at, tempoFactors)
  )
    return true
  return !tells && lexicon.moodsByWord.has(words[at]!.low)
}

import type { Lexicon } from './lexicon.ts'
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
  const { imperatives, requests, makingWords, wishArticles, keepWords } = lexicon
  const isRequest = requests.test(` ${lineOf(words.slice(at, at + 2))}`)
  if (isRequest || words[at]!.low === 'please' || phraseAt(words, at, imperatives)) return true
  if (!words[at - 1]!.ends) return false
  const next = /^(?:so|and|then|but)$/.test(words[at]!.low) ? at + 1 : at
  const article = isPolite && phraseAt(words, next, wishArticles)
  return Boolean(phraseAt(words, next, makingWords) ?? article) || keepWords.has(words[next]!.low)
}

/** Whether something is said of music; a mood may be the speaker's own. */
function isMusical(words: readonly Word[], at: number, lexicon: Lexicon, tells: boolean): boolean {
  const { makingWords, instruments, sectionWords, complaints, comparatives, musicNouns } = lexicon
  const said = [makingWords, instruments, sectionWords, complaints, comparatives, styleWords]
  if (
    musicNouns.has(words[at]!.low) ||
    said.some((table: ReadonlyMap<string, unknown>) => phraseAt(words, at, table))
  )
    return true
  return !tells && Object.values(lexicon.moodWords).some((moods) => moods.includes(words[at]!.low))
}

import type { Lexicon } from './lexicon.ts'
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
  const { wishArticles, leads, makingWords, instruments, sectionWords, complaints, comparatives } =
    lexicon
  if (!leads.test(` ${lineOf(words)}`) || phraseAt(words, 0, makingWords)) return words
  const ours: readonly ReadonlyMap<string, unknown>[] = [
    ...[makingWords, instruments, sectionWords, complaints, comparatives],
  ]
  for (let at = 1; at < words.length; at++) {
    const asks = words[at]!.low === 'please' || phraseAt(words, at, lexicon.imperatives)
    const next = /^(?:so|and|then|but)$/.test(words[at]!.low) ? at + 1 : at
    const begins =
      phraseAt(words, next, makingWords) ?? (isPolite && phraseAt(words, next, wishArticles))
    if (asks || (words[at - 1]!.ends && begins)) return words.slice(at)
    if (ours.some((table) => phraseAt(words, at, table))) return words
  }
  return words
}

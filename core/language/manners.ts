import type { Lexicon } from './lexicon.ts'
import { lineOf, phraseAt, type Word } from './words.ts'

/** Where the sentence begins and ends without 'hey, could you' and 'please'. */
export function withoutManners(
  words: readonly Word[],
  { openings, closings }: Pick<Lexicon, 'openings' | 'closings'>,
): [from: number, to: number] {
  let from = 0
  for (;;) {
    const opening = phraseAt(words, from, openings)
    if (!opening) break
    from += opening.length
  }
  let to = words.length
  for (;;) {
    const line = lineOf(words.slice(from, to))
    const closing = closings.find((said) => line.endsWith(` ${said}`))
    if (!closing) return [from, to]
    to -= closing.split(' ').length
  }
}

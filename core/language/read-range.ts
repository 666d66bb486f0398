import type { Reference } from './reference.ts'
import type { Sentence } from './sentence.ts'

type Range = {
  readonly range: NonNullable<Reference['bars']>
  readonly at: number
  readonly length: number
}

/** 'bars 5 to 8', 'bar 3', 'the first four bars', 'the last 2 bars'. */
export function readRange(sentence: Sentence): Range | undefined {
  const { words, low, lexicon } = sentence
  for (let at = 0; at < words.length; at++) {
    const end = lexicon.ends.get(low(at))
    const count = end && lexicon.numberAt(words, at + 1)
    if (count && count.value >= 1 && lexicon.barWords.has(low(at + 1 + count.length))) {
      sentence.claim(at, count.length + 2, 'reference')
      return {
        at,
        length: count.length + 2,
        range: end === 'last' ? [-count.value, -1] : [1, count.value],
      }
    }
    const range = lexicon.barWords.has(low(at)) ? rangeAt(sentence, at + 1) : undefined
    if (!range) continue
    sentence.claim(at, range.length + 1, 'reference')
    return { at, length: range.length + 1, range: range.bars }
  }
  return undefined
}

function rangeAt({ words, low, lexicon }: Sentence, at: number) {
  const first = lexicon.numberAt(words, at)
  if (!first || !Number.isInteger(first.value) || first.value < 1) return undefined
  const over = lexicon.rangeWords.has(low(at + first.length)) ? 1 : 0
  const second = lexicon.numberAt(words, at + first.length + over)
  // '16 bars 90 bpm' and 'two bars at 5' are no ranges.
  const isTempo = /^(?:bpm|beats?|seconds?|minutes?)$/
  if (!second) {
    const isLone = !lexicon.numberAt(words, at - 2) && !isTempo.test(low(at + first.length))
    return isLone ? { bars: [first.value, first.value] as const, length: first.length } : undefined
  }
  const length = first.length + over + second.length
  if (isTempo.test(low(at + length)) || second.value < first.value) return undefined
  return { bars: [first.value, second.value] as const, length }
}

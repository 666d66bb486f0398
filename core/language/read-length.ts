import { mostBars } from '#core/score/piece-spec.ts'
import type { Sentence } from './sentence.ts'
import { phraseAt } from './words.ts'

const barWords = ['bar', 'bars', 'measure', 'measures']
const unitSeconds: ReadonlyMap<string, number> = new Map([
  ...['second', 'seconds', 'sec', 'secs', 's'].map((word): [string, number] => [word, 1]),
  ...['minute', 'minutes', 'min', 'mins'].map((word): [string, number] => [word, 60]),
  ...['hour', 'hours'].map((word): [string, number] => [word, 3600]),
])

/** How many bars: '16 bars', 'an eight bar loop'. */
export function readBars(sentence: Sentence): number | undefined {
  for (let at = 0; at < sentence.words.length; at++) {
    const count = amountAt(sentence, at)
    if (!count || !barWords.includes(sentence.low(at + count.length))) continue
    if (!sentence.free(at, count.length + 1)) continue
    sentence.claim(at, count.length + 1, 'length')
    return Math.min(mostBars, Math.max(1, Math.round(count.value)))
  }
  return undefined
}

/** How long: 'two minutes', '1:30', 'a minute and a half', 'half a minute', '90 seconds', '2 minutes 30'. */
export function readSeconds(sentence: Sentence): number | undefined {
  for (let at = 0; at < sentence.words.length; at++) {
    const found = clockTimeAt(sentence, at) ?? halfAt(sentence, at) ?? durationAt(sentence, at)
    if (!found || !sentence.free(at, found.length)) continue
    // '808s' are no seconds.
    if (phraseAt(sentence.words, at, sentence.lexicon.instruments)) continue
    sentence.claim(at, found.length, 'length')
    return found.seconds
  }
  return undefined
}

type Duration = { seconds: number; length: number }

function clockTimeAt({ low }: Sentence, at: number): Duration | undefined {
  const found = /^(\d+):(\d\d)$/.exec(low(at))
  if (!found) return undefined
  const unit = unitSeconds.has(low(at + 1)) ? 1 : 0
  return { seconds: Number(found[1]) * 60 + Number(found[2]), length: 1 + unit }
}

function halfAt({ low }: Sentence, at: number): Duration | undefined {
  if (low(at) !== 'half') return undefined
  const article = low(at + 1) === 'a' || low(at + 1) === 'an' ? 1 : 0
  const unit = unitSeconds.get(low(at + 1 + article))
  return unit && unit > 1 ? { seconds: unit / 2, length: 2 + article } : undefined
}

function durationAt(sentence: Sentence, at: number): Duration | undefined {
  const { low, words } = sentence
  const count = amountAt(sentence, at)
  if (!count) return undefined
  const unitAt = at + count.length
  const unit = unitSeconds.get(low(unitAt))
  if (unit === undefined) return undefined
  const seconds = count.value * unit
  const length = count.length + 1
  if (low(unitAt + 1) === 'and' && low(unitAt + 2) === 'a' && low(unitAt + 3) === 'half')
    return { seconds: seconds + unit / 2, length: length + 3 }
  const over = low(unitAt + 1) === 'and' ? 1 : 0
  const rest = unit === 60 ? sentence.lexicon.numberAt(words, unitAt + 1 + over) : undefined
  const restUnit = rest && unitSeconds.get(low(unitAt + 1 + over + rest.length)) === 1
  // '2 minutes 30' needs no unit, 'two minutes and 30' does.
  if (!rest || rest.value >= 60 || !(restUnit || over === 0)) return { seconds, length }
  if (!restUnit && low(unitAt + 1 + rest.length) === 'bpm') return { seconds, length }
  return { seconds: seconds + rest.value, length: length + over + rest.length + (restUnit ? 1 : 0) }
}

/** A number as an amount: 'a', 'a couple of', 'two and a half' too. */
function amountAt(
  { low, words, lexicon }: Sentence,
  at: number,
): { value: number; length: number } | undefined {
  const count = lexicon.numberAt(words, at)
  if (count) {
    const next = at + count.length
    const half = low(next) === 'and' && low(next + 1) === 'a' && low(next + 2) === 'half'
    return half ? { value: count.value + 0.5, length: count.length + 3 } : count
  }
  if (low(at) === 'a' && low(at + 1) === 'couple')
    return { value: 2, length: low(at + 2) === 'of' ? 3 : 2 }
  if (low(at) === 'a' && low(at + 1) === 'dozen') return { value: 12, length: 2 }
  if (['a', 'an', 'last', 'past'].includes(low(at))) return { value: 1, length: 1 }
  return undefined
}

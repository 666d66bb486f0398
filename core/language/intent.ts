import type { PieceWish } from '#core/score/piece-spec.ts'
import {
  asks,
  closings,
  foreignWords,
  makingWords,
  musicNouns,
  openings,
  plainAdjectives,
  smallWords,
  wishArticles,
} from './lexicon-en.ts'
import type { TempoWish } from './read-tempo.ts'
import type { Sentence } from './sentence.ts'
import { commands } from './sentences-en.ts'
import { lineOf, phraseAt, type Word } from './words.ts'

/** What somebody wants of us. */
export type Intent = 'generate' | 'play' | 'stop' | 'keep' | 'panic' | 'set'

/** A sentence with what its readers found, and where it begins and ends without manners. */
type Heard = {
  readonly sentence: Sentence
  readonly slots: PieceWish & TempoWish
  readonly from: number
  readonly to: number
}

/** What is wanted, and what the sentence says beyond its slots; null where it is not for us. */
export function intentOf(
  sentence: Sentence,
  slots: PieceWish & TempoWish,
): { intent: Intent | null; answering?: boolean } {
  const [from, to] = withoutManners(sentence.words)
  const line = lineOf(sentence.words.slice(from, to))
  if (line === '') return { intent: null }
  for (const { intent, pattern, answering } of commands)
    if (pattern.test(` ${line}`)) return { intent, ...(answering !== undefined && { answering }) }
  const heard = { sentence, slots, from, to }
  if (isSetting(heard)) return { intent: 'set' }
  return { intent: isWish(heard) ? 'generate' : null }
}

const openingWords: ReadonlyMap<string, true> = new Map(openings.map((words) => [words, true]))

/** Where the sentence begins and ends without 'hey, could you' and 'please'. */
function withoutManners(words: readonly Word[]): [from: number, to: number] {
  let from = 0
  for (;;) {
    const opening = phraseAt(words, from, openingWords)
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

/** Words that a change of the playing is made of, beside the tempo, meter or key itself. */
const settingWords = new Set(
  `set change make put bring take switch move go get turn play playing keep run the it us this that to
  tempo bpm speed time signature meter key of a bit little much lot way up down by at around be should
  is in now i we want let's more touch tad slightly count and lets just tap from into piece music song
  beat everything things would like drop raise lower increase decrease reduce between half`.split(
    /\s+/,
  ),
)

/** 'set the tempo to 92', 'a bit faster', '120 bpm', 'make it 3/4': nothing but a setting and small words. */
function isSetting({ sentence, slots, from, to }: Heard): boolean {
  const { bpm, tempoFactor, tempoStep, meter, key } = slots
  const steers = bpm ?? tempoFactor ?? tempoStep ?? meter
  const turnsKey = /^(?:set|change|switch|move|go|transpose)$/.test(sentence.low(from))
  if (key ? !turnsKey : steers === undefined) return false
  const creates = /^(?:a|an|some|something|create|compose|generate|write)$/
  const soft = tempoFactor !== undefined || tempoStep !== undefined
  if (creates.test(sentence.low(from)) && !sentence.claimOf(from) && !soft) return false
  for (let at = from; at < to; at++) {
    const claim = sentence.claimOf(at)
    if (claim === 'tempo' || claim === 'meter' || claim === 'key') continue
    if (claim !== undefined || !settingWords.has(sentence.low(at))) return false
    // 'The beat' plays already; 'a beat' is still to be made.
    if (musicNouns.has(sentence.low(at)) && !/^(?:the|this|that)$/.test(sentence.low(at - 1)))
      return false
  }
  return true
}

/** Who speaks of people, or of what is, tells a story and wishes for nothing. */
const storyWords = /\b(?:i|my|your|he|she|they|we|his|her|(?<!that |which )(?:is|are|was|were))\b/

/** Whether the sentence wishes for music: by a verb of making, or as a bare name of it. */
function isWish(heard: Heard): boolean {
  const { sentence, from, to } = heard
  const making = phraseAt(sentence.words, from, makingWords)
  const line = lineOf(sentence.words.slice(from, to))
  if (!making && asks.test(line)) return false
  if (isForeign(heard)) return false
  if (making) {
    // 'I want to buy a piano'
    if (sentence.low(from + making.length) === 'to') return false
    return isMusical(heard) || isSomething(heard)
  }
  const first = sentence.low(from)
  const isNamed = musicNouns.has(first) || musicNouns.has(sentence.low(to - 1))
  const begins = wishArticles.has(first) || plainAdjectives.has(first) || sentence.claimOf(from)
  if (!isNamed && !begins) return false
  // What a song is about may hold anybody.
  if (storyWords.test(line.split(' about ')[0]!)) return false
  return (isMusical(heard) || isSomething(heard)) && unknownShare(heard) < 1 / 3
}

function isMusical({ sentence, slots, from, to }: Heard): boolean {
  const { style, key, bpm, meter, bars, with: players, without } = slots
  if (style ?? key ?? bpm ?? meter ?? bars ?? players ?? without) return true
  return sentence.words.slice(from, to).some(({ low }) => musicNouns.has(low))
}

/** 'something slow and rainy' */
function isSomething(heard: Heard): boolean {
  const { sentence, slots, from, to } = heard
  const says = sentence.words.slice(from, to).some(({ low }) => low === 'something')
  return says && slots.moods !== undefined && unknownShare(heard) < 1 / 3
}

/** 'make a playlist of techno' is not ours; 'video game music' and 'a song about coffee' are. */
function isForeign({ sentence, from, to }: Heard): boolean {
  for (let at = from; at < to; at++) {
    // What it is about or for is not what is asked.
    if (/^(?:about|for)$/.test(sentence.low(at))) return false
    if (sentence.claimOf(at) || !foreignWords.has(sentence.low(at))) continue
    let next = at + 1
    while (foreignWords.has(sentence.low(next))) next += 1
    if (!musicNouns.has(sentence.low(next)) && !sentence.claimOf(next)) return true
    at = next
  }
  return false
}

/** Of the words, those that say nothing to us; what a song is about is not asked. */
function unknownShare({ sentence, from, to }: Heard): number {
  let unknown = 0
  for (let at = from; at < to && sentence.low(at) !== 'about'; at++) {
    const low = sentence.low(at)
    const known = [smallWords, plainAdjectives, musicNouns, makingWords, foreignWords]
    if (!sentence.claimOf(at) && !known.some((words) => words.has(low))) unknown += 1
  }
  return unknown / (to - from)
}

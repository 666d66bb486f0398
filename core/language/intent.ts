import type { PieceWish } from '#core/score/piece-spec.ts'
import { withoutManners } from './manners.ts'
import type { TempoWish } from './read-tempo.ts'
import type { Reference } from './reference.ts'
import type { Sentence } from './sentence.ts'
import { lineOf, phraseAt } from './words.ts'

/** What somebody wants of us. */
export type Intent = 'generate' | 'play' | 'stop' | 'keep' | 'panic' | 'set'

type HeardSlots = PieceWish & TempoWish & { readonly reference?: Reference }

/** A sentence with what its readers found, and where it begins and ends without manners. */
type Heard = {
  readonly sentence: Sentence
  readonly slots: HeardSlots
  readonly from: number
  readonly to: number
}

/** What is wanted, and what the sentence says beyond its slots; null where it is not for us. */
export function intentOf(
  sentence: Sentence,
  slots: HeardSlots,
): { intent: Intent | null; answering?: boolean } {
  const [from, to] = withoutManners(sentence.words, sentence.lexicon)
  const line = lineOf(sentence.words.slice(from, to))
  if (line === '') return { intent: null }
  for (const { intent, pattern, answering } of sentence.lexicon.commands)
    if (pattern.test(` ${line}`)) return { intent, ...(answering !== undefined && { answering }) }
  const heard = { sentence, slots, from, to }
  if (isSetting(heard)) return { intent: 'set' }
  if (isReference(heard)) return { intent: 'generate' }
  return { intent: isWish(heard) ? 'generate' : null }
}

/** Words that a change of the playing is made of, beside the tempo, meter or key itself. */
const settingWords = new Set(
  `set change make put bring take push pull nudge ease crank switch move go get turn play playing keep run the it us this that to
  tempo bpm speed time signature meter key of a bit little much lot way up down by at around be should
  is was in now i we want let's it's that's more touch tad hair notch shade fraction slightly count and lets just tap from into piece music song
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
    if ((claim !== undefined && claim !== 'reference') || !settingWords.has(sentence.low(at)))
      return false
    // 'The beat' plays already; 'a beat' is still to be made.
    if (
      sentence.lexicon.musicNouns.has(sentence.low(at)) &&
      !/^(?:the|this|that)$/.test(sentence.low(at - 1))
    )
      return false
  }
  return true
}

/** 'like before but calmer': of the piece that is there, and little else. */
function isReference(heard: Heard): boolean {
  const { sentence, slots, from, to } = heard
  if (!slots.reference) return false
  const line = lineOf(sentence.words.slice(from, to))
  const making = phraseAt(sentence.words, from, sentence.lexicon.makingWords)
  if (!making && !sentence.claimOf(from) && sentence.lexicon.asks.test(line)) return false
  const { reference, ...others } = slots
  const saysMore =
    Object.keys(reference).length > 1 || Object.values(others).some((x) => x !== undefined)
  if (!saysMore && isVague(heard)) return false
  return unknownShare(heard, sentence.lexicon.referenceWords) < 1 / 5 && !isElsewhere(heard)
}

/** 'turn it over' begins like a change of ours, and says none; 'like before' says enough. */
const isVague = ({ sentence, from }: Heard): boolean =>
  sentence.lexicon.changeWords.has(sentence.low(from))

/** Whether a word that nobody claimed speaks of people, of what is, or of things that are not ours. */
function isElsewhere({ sentence, from, to }: Heard): boolean {
  const { foreignWords, musicNouns } = sentence.lexicon
  for (let at = from; at < to; at++) {
    if (sentence.claimOf(at)) continue
    const low = sentence.low(at)
    if (storyWords.test(low) && !isComplaint(sentence, at)) return true
    if (foreignWords.has(low) && !musicNouns.has(sentence.low(at + 1))) return true
  }
  return false
}

/** 'it is (a bit) too busy' */
const isComplaint = ({ low, claimOf }: Sentence, at: number): boolean =>
  [1, 2, 3].some((more) => low(at + more) === 'too' && claimOf(at + more) !== undefined)

/** Who speaks of people, or of what is, tells a story and wishes for nothing. */
const storyWords = /\b(?:i|my|your|he|she|they|we|his|her|(?<!that |which )(?:is|are|was|were))\b/

/** Whether the sentence wishes for music: by a verb of making, or as a bare name of it. */
function isWish(heard: Heard): boolean {
  const { sentence, slots, from, to } = heard
  const { makingWords, asks, musicNouns, wishArticles, plainAdjectives } = sentence.lexicon
  const making = phraseAt(sentence.words, from, makingWords)
  const line = lineOf(sentence.words.slice(from, to))
  if (!making && asks.test(line)) return false
  if (isForeign(heard)) return false
  if (making) {
    // 'I want to buy a piano'
    if (sentence.low(from + making.length) === 'to') return false
    return isMusical(heard) || isSomething(heard)
  }
  // 'new strings for my guitar' speaks of a piece only as long as nobody else's things are in it.
  if (slots.reference && (isVague(heard) || isElsewhere(heard))) return false
  const first = sentence.low(from)
  const isNamed = musicNouns.has(first) || musicNouns.has(sentence.low(to - 1))
  const begins = wishArticles.has(first) || plainAdjectives.has(first) || sentence.claimOf(from)
  if (!isNamed && !begins) return false
  // What a song is about may hold anybody.
  if (storyWords.test(line.split(/ (?:about|for) /)[0]!)) return false
  return (isMusical(heard) || isSomething(heard)) && unknownShare(heard) < 1 / 3
}

function isMusical({ sentence, slots, from, to }: Heard): boolean {
  const { style, key, bpm, meter, bars, with: players, without } = slots
  if (style ?? key ?? bpm ?? meter ?? bars ?? players ?? without) return true
  return sentence.words.slice(from, to).some(({ low }) => sentence.lexicon.musicNouns.has(low))
}

/** 'something slow and rainy' */
function isSomething(heard: Heard): boolean {
  const { sentence, slots, from, to } = heard
  const says = sentence.words.slice(from, to).some(({ low }) => low === 'something')
  // 'Something that isn't too fast' names a mood as well.
  const isMoody = sentence.words.some((_, at) => sentence.claimOf(at) === 'mood')
  return says && (slots.moods !== undefined || isMoody) && unknownShare(heard) < 1 / 3
}

/** 'make a playlist of techno' is not ours; 'video game music' and 'a song about coffee' are. */
function isForeign({ sentence, from, to }: Heard): boolean {
  const { foreignWords, musicNouns } = sentence.lexicon
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

/** 'about coffee', 'for a podcast', 'music to fall asleep to': what follows is not for us to read. */
const isPurpose = ({ low, lexicon }: Sentence, at: number): boolean =>
  /^(?:about|for)$/.test(low(at)) || (low(at) === 'to' && lexicon.musicNouns.has(low(at - 1)))

/** Of the words, those that say nothing to us; what a song is about or for is not asked. */
function unknownShare({ sentence, from, to }: Heard, more?: ReadonlySet<string>): number {
  const { smallWords, plainAdjectives, musicNouns, makingWords, foreignWords } = sentence.lexicon
  const asking = phraseAt(sentence.words, from, makingWords)?.length ?? 0
  let unknown = 0
  for (let at = from + asking; at < to && !isPurpose(sentence, at); at++) {
    const low = sentence.low(at)
    const known = [smallWords, plainAdjectives, musicNouns, makingWords, foreignWords]
    if (sentence.claimOf(at) || more?.has(low)) continue
    if (!known.some((words) => words.has(low))) unknown += 1
  }
  return unknown / (to - from)
}

import { isForeign, storyWordsIn, tellsStory, unknownShare } from './heard.ts'
import type { Heard } from './intent.ts'
import { isElsewhere, isVague } from './is-reference.ts'
import { lineOf, phraseAt } from './words.ts'

/** Whether the sentence wishes for music: by a verb of making, as a bare name of it, or by all it says of it. */
export function isWish(heard: Heard): boolean {
  const { sentence, slots } = heard
  const { asks, makingWords, wantingWords } = sentence.lexicon
  const making = phraseAt(sentence.words, 0, makingWords)
  if (!making && asks.test(lineOf(sentence.words))) return false
  const wanting = making ?? phraseAt(sentence.words, 0, wantingWords) ?? wantedByOthers(heard)
  // Who wants it may be a studio or a shop.
  if (isForeign(heard, wanting?.length)) return false
  // 'I want to buy a piano'
  if (wanting && sentence.low(wanting.length) === 'to') return false
  if (making) return isMusical(heard) || isSomething(heard)
  if (wanting && (namesMusic(heard) || isSomething(heard) || isScored(heard))) return true
  // 'new strings for my guitar' speaks of a piece only as long as nobody else's things are in it.
  if (slots.reference && (isVague(heard) || isElsewhere(heard))) return false
  // What a song is about may hold anybody.
  if (tellsStory(heard)) return false
  return isNamed(heard) || isPlain(heard)
}

/** 'my daughter wants a waltz' */
function wantedByOthers({ sentence }: Heard) {
  for (let at = 1; at <= 4; at++) {
    const wants = phraseAt(sentence.words, at, sentence.lexicon.othersWant)
    const told = storyWordsIn(sentence, sentence.words.length).filter(
      (word) => word > at + (wants?.length ?? 0),
    )
    // 'The piano could do with a polish'
    if (wants && sentence.claimOf(at - 1)) return undefined
    if (wants) return told.length === 0 ? { length: at + wants.length } : undefined
  }
  return undefined
}

/** 'some techno', 'calm piano music': it begins or ends as the name of a piece, and says little else. */
function isNamed(heard: Heard): boolean {
  const { sentence } = heard
  const { musicNouns, wishArticles, plainAdjectives } = sentence.lexicon
  const first = sentence.low(0)
  // 'Tune the guitar', 'beat the eggs'
  const isVerb = musicNouns.has(first) && /^(?:the|my|your|a|up)$/.test(sentence.low(1))
  const isTold = /^(?:that's|it's|there's|this)$/.test(first) && !sentence.claimOf(0)
  if (isVerb || isTold) return false
  const named = musicNouns.has(first) || musicNouns.has(sentence.low(sentence.words.length - 1))
  const begins = wishArticles.has(first) || plainAdjectives.has(first) || sentence.claimOf(0)
  if (!named && !begins) return false
  return (isMusical(heard) || isSomething(heard)) && unknownShare(heard) < 1 / 3
}

/** Two things said that only music has need no frame around them: '… jazz … at 120'. */
function isPlain(heard: Heard): boolean {
  const { style, key, bpm, meter, bars, seconds, moods, with: players, without } = heard.slots
  const sure = [style, key, bpm, meter].filter((x) => x !== undefined).length
  const more = [bars ?? seconds, moods, players ?? without].filter((x) => x !== undefined).length
  return sure > 0 && sure + more > 1 && unknownShare(heard) < 2 / 5
}

/** Whether it says anything of music, be it an instrument. */
const isMusical = (heard: Heard): boolean =>
  namesMusic(heard) || (heard.slots.bpm ?? heard.slots.with ?? heard.slots.without) !== undefined

function namesMusic({ sentence, slots }: Heard): boolean {
  const { style, key, meter, bars } = slots
  if (style ?? key ?? meter ?? bars) return true
  return sentence.words.some(({ low }) => sentence.lexicon.musicNouns.has(low))
}

/** 'soft piano': an instrument and how it is to sound. */
const isScored = ({ slots }: Heard): boolean =>
  slots.with !== undefined && slots.moods !== undefined

const isBrief = (low: string): boolean => /^(?:short|long|nice|little|new)$/.test(low)

/** 'something slow and rainy', 'a heroic one' */
function isSomething(heard: Heard): boolean {
  const { sentence, slots } = heard
  const { low, words } = sentence
  const isOne = (at: number): boolean =>
    low(at) === 'one' && (sentence.claimOf(at - 1) === 'mood' || isBrief(low(at - 1)))
  // 'Ten minutes of calm'
  const isSpan = (at: number): boolean =>
    low(at) === 'of' && sentence.claimOf(at - 1) === 'length' && sentence.claimOf(at + 1) === 'mood'
  const says = words.some(
    (word, at) => /^(?:something|anything)$/.test(word.low) || isOne(at) || isSpan(at),
  )
  // 'Something that isn't too fast' names a mood as well.
  const isMoody = sentence.words.some((_, at) => sentence.claimOf(at) === 'mood')
  return says && (slots.moods !== undefined || isMoody) && unknownShare(heard) < 1 / 3
}

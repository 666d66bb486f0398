import type { Heard } from './intent.ts'
import type { Sentence } from './sentence.ts'
import { phraseAt } from './words.ts'

/** Who speaks of people, or of what is, tells a story and wishes for nothing. */
const people =
  /^(?:i|my|your|he|she|they|we|his|her|is|are|was|were|who|i'm|i've|we're|we've|they're|he's|she's|you're|you)$/

/** Whether an unclaimed word of the places asked for tells of people, of what is or of what was. */
export function tellsStory({ sentence }: Heard): boolean {
  const end = sentence.words.findIndex((_, at) => isPurpose(sentence, at) && !sentence.isAside(at))
  return storyWordsIn(sentence, end < 0 ? sentence.words.length : end).length > 0
}

/** Where the words up to a place do so. */
export function storyWordsIn(sentence: Sentence, to: number): readonly number[] {
  const { low, lexicon } = sentence
  const found: number[] = []
  for (let at = 0; at < to; at++) {
    if (sentence.claimOf(at) || sentence.isAside(at)) continue
    if (at > 1 && isRelative(low(at - 1)) && /^(?:is|are|was|were|has|does)$/.test(low(at)))
      continue
    // 'Can we', 'shall I'
    const asks = /^(?:can|could|should|shall|may|let|will)$/.test(low(at - 1))
    if (people.test(low(at)) && !asks && !isOwn(sentence, at)) found.push(at)
    const isAdjective =
      /^(?:a|an|some|the|very|really|and)$/.test(low(at - 1)) ||
      lexicon.plainAdjectives.has(low(at))
    if (!isAdjective && lexicon.storyVerbs.test(low(at)) && !lexicon.smallWords.has(low(at)))
      found.push(at)
  }
  return found
}

/** 'Opening tune of my set' says where it will be heard. */
const isOwn = ({ low, words, lexicon }: Sentence, at: number): boolean =>
  /^(?:my|our)$/.test(low(at)) &&
  /^(?:of|for|on|in|to|at|over|during|with)$/.test(low(at - 1)) &&
  phraseAt(words, at + 1, lexicon.instruments) === undefined

const isRelative = (low: string): boolean => /^(?:that|which|it)$/.test(low)

/** 'make a playlist of techno' is not ours; 'video game music' and 'a song about coffee' are. */
export function isForeign({ sentence }: Heard, from = 0): boolean {
  const { foreignWords, musicNouns } = sentence.lexicon
  for (let at = from; at < sentence.words.length; at++) {
    // What it is about or for is not what is asked.
    if (isPurpose(sentence, at)) return false
    if (sentence.claimOf(at) || sentence.isAside(at) || !foreignWords.has(sentence.low(at)))
      continue
    let next = at + 1
    while (foreignWords.has(sentence.low(next))) next += 1
    if (!musicNouns.has(sentence.low(next)) && !sentence.claimOf(next)) return true
    at = next
  }
  return false
}

/** 'about coffee', 'for a podcast', 'music to fall asleep to': what follows is not for us to read. */
const isPurpose = ({ low, lexicon }: Sentence, at: number): boolean =>
  /^(?:about|for|while)$/.test(low(at)) ||
  (low(at) === 'with' && low(at + 1) === 'my') ||
  (/^(?:to|like)$/.test(low(at)) && lexicon.musicNouns.has(low(at - 1)))

/** Of the words, those that say nothing to us; what a song is about or for is not asked. */
export function unknownShare({ sentence }: Heard, more?: ReadonlySet<string>): number {
  const { smallWords, plainAdjectives, musicNouns, makingWords, foreignWords } = sentence.lexicon
  const asking = phraseAt(sentence.words, 0, makingWords)?.length ?? 0
  let unknown = 0
  let purpose = false
  for (let at = asking; at < sentence.words.length; at++) {
    if (sentence.isAside(at)) continue
    const low = sentence.low(at)
    if (isPurpose(sentence, at)) purpose = true
    // A purpose ends with its clause.
    if (purpose) {
      if (sentence.words[at]!.ends) purpose = false
      continue
    }
    const known = [smallWords, plainAdjectives, musicNouns, makingWords, foreignWords]
    if (sentence.claimOf(at) || more?.has(low)) continue
    if (!known.some((words) => words.has(low))) unknown += 1
  }
  return unknown / sentence.words.length
}

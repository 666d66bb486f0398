import { storyWordsIn, unknownShare } from './heard.ts'
import type { Heard } from './intent.ts'
import type { Sentence } from './sentence.ts'
import { lineOf, phraseAt } from './words.ts'

/** 'like before but calmer': of the piece that is there, and little else. */
export function isReference(heard: Heard): boolean {
  const { sentence, slots } = heard
  if (!slots.reference) return false
  const making = phraseAt(sentence.words, 0, sentence.lexicon.makingWords)
  if (!making && !sentence.claimOf(0) && sentence.lexicon.asks.test(lineOf(sentence.words)))
    return false
  const { reference, ...others } = slots
  const saysMore =
    Object.keys(reference).length > 1 || Object.values(others).some((x) => x !== undefined)
  if (!saysMore && isVague(heard)) return false
  return unknownShare(heard, sentence.lexicon.referenceWords) < 1 / 5 && !isElsewhere(heard)
}

/** 'turn it over' begins like a change of ours, and says none; 'do one like before' says enough. */
export const isVague = ({ sentence }: Heard): boolean =>
  (sentence.lexicon.changeWords.has(sentence.low(0)) ||
    phraseAt(sentence.words, 0, sentence.lexicon.makingWords) !== undefined) &&
  !sentence.words.some(({ low }) => /^(?:same|like|as|similar|another)$/.test(low))

/** Whether a word that nobody claimed speaks of people, of what is, or of things that are not ours. */
export function isElsewhere({ sentence }: Heard): boolean {
  const { foreignWords, musicNouns } = sentence.lexicon
  // 'I want' tells no story; 'I need' may be at the shop.
  const told = storyWordsIn(sentence, sentence.words.length).filter(
    (at) => at > 0 || !/^(?:want|'d|like|would)$/.test(sentence.low(1)),
  )
  if (told.some((at) => !isComplaint(sentence, at))) return true
  return sentence.words.some(
    ({ low }, at) =>
      !sentence.claimOf(at) &&
      !sentence.isAside(at) &&
      foreignWords.has(low) &&
      !musicNouns.has(sentence.low(at + 1)),
  )
}

/** 'it is (a bit) too busy' */
const isComplaint = ({ low, claimOf }: Sentence, at: number): boolean =>
  [1, 2, 3].some(
    (more) =>
      (/^(?:too|not)$/.test(low(at + more)) && claimOf(at + more) !== undefined) ||
      (claimOf(at - 1) === 'reference' &&
        (/^(?:too|not)$/.test(low(at + more)) || claimOf(at + more) === 'reference')),
  )

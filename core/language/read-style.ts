import type { Sentence } from './sentence.ts'
import { type StyleId, styleWords } from './styles.ts'
import { phraseAt } from './words.ts'

/** 'the house', 'my trap', 'under a rock' are not music, unless a word of music follows. */
const ownArticles = new Set(
  'the my our your his her their this that a an about in under at on of to every each'.split(' '),
)

/** 'A bit of swing' */
const amountsOf = new Set(
  'bit lot piece loop touch dose spot slice bout kind sort style taste'.split(' '),
)

/** The style a sentence names. Of words side by side the last one is the noun: 'ambient techno' is techno. */
export function readStyle(sentence: Sentence): StyleId | undefined {
  const found = sentence.claimAll(styleWords, 'style', (at, phrase, length) =>
    sentence.lexicon.everydayStyles.has(phrase)
      ? !sentence.isAside(at) && isMusic(sentence, at, length)
      : true,
  )
  const lent = sentence.claimAll(sentence.lexicon.styleAdjectives, 'style')
  let named = found[0]
  for (const next of found.slice(1)) {
    if (named && next.at === named.at + named.length) named = next
  }
  return named?.means ?? lent[0]?.means
}

function isMusic(sentence: Sentence, at: number, length: number): boolean {
  const next = sentence.low(at + length)
  // 'Pop some jazz on', 'rock us to sleep'
  if (at === 0 && /^(?:some|a|an|the|on|me|us|my|your)$/.test(next)) return false
  if (sentence.lexicon.musicNouns.has(next) || styleWords.has(next)) return true
  if (['style', 'feel', 'number', 'thing', 'kit', 'dance', 'one'].includes(next)) return true
  if (phraseAt(sentence.words, at + length, sentence.lexicon.instruments)) return true
  // 'For the haunted house' says where it will be heard.
  if (
    [2, 3].some(
      (back) =>
        /^(?:for|about|in|at|my|our)$/.test(sentence.low(at - back)) &&
        !sentence.words[at - 1]!.ends &&
        ownArticles.has(sentence.low(at - back + 1)),
    )
  )
    return false
  const isLengthOf =
    sentence.low(at - 1) === 'of' &&
    (sentence.claimOf(at - 2) === 'length' || amountsOf.has(sentence.low(at - 2)))
  const isSaidOfMusic = isLengthOf || !ownArticles.has(sentence.low(at - 1))
  const known = ['', 'at', 'in', 'with', 'without', 'and', 'please', 'for', 'now', 'but']
  const isMusical = sentence.words.some(
    ({ low }, place) =>
      sentence.lexicon.musicNouns.has(low) ||
      /^(?:tempo|meter)$/.test(sentence.claimOf(place) ?? ''),
  )
  return (
    isSaidOfMusic &&
    (isMusical || known.includes(next) || /^\d/.test(next) || sentence.words[at]!.ends)
  )
}

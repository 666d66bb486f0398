import type { Lexicon } from './lexicon.ts'
import { kindAt, type Said, saidIn } from './said.ts'
import { phraseAt, type Word } from './words.ts'

/** A sentence in which the speaker changed his mind, as he had it in the end: 'in D, sorry, in E' is 'in E'. */
export function corrected(words: readonly Word[], lexicon: Lexicon): readonly Word[] {
  let said = withoutDenial(words, lexicon)
  // Each turn takes a word away at least, so this ends.
  for (let at = 1; at < said.length - 1; ) {
    const mended = correctedAt(said, at, lexicon)
    if (mended) said = mended
    else at += 1
  }
  return said.filter(({ low }, at) => at === 0 || low !== said[at - 1]!.low || !stutters(low))
}

/** 'Not house, techno' */
function withoutDenial(words: readonly Word[], lexicon: Lexicon): readonly Word[] {
  const denied = words[0]?.low === 'not' ? kindAt(words, 1, lexicon) : undefined
  if (!denied) return words
  const end = 1 + denied.length + denied.unit
  const from = words[end]?.low === 'but' ? end + 1 : end
  return kindAt(words, from, lexicon)?.kind === denied.kind ? words.slice(from) : words
}

/** How many words back a change of mind reaches. */
const memory = 40

/** The sentence without a change of mind at a place: the new words stand where the old ones of their kind stood. */
function correctedAt(
  words: readonly Word[],
  at: number,
  lexicon: Lexicon,
): readonly Word[] | undefined {
  const { corrections, doubts } = lexicon
  const sure = phraseAt(words, at, corrections)
  const marker = sure ?? phraseAt(words, at, doubts)
  if (!marker || at + marker.length >= words.length) return undefined
  const from = resumedFrom(words, at + marker.length, lexicon)
  const isIntroduced = from > at + marker.length || words[at + marker.length - 1]!.ends
  const anew = kindAt(words, from, lexicon)
  // 'No bass' leaves the bass out, and 'make it happy' takes nothing back; '120, no 124' does.
  const isPlain = anew?.kind === 'number' || anew?.kind === 'key'
  const mayBe = sure ?? (isIntroduced || isPlain)
  const old = anew && mayBe ? lastLike(words, at, anew, lexicon) : undefined
  if (anew && old) {
    const head = words.slice(0, old.at)
    const between = words.slice(old.at + old.length + (anew.unit ? old.unit : 0), at)
    const rest = words.slice(from + anew.length + anew.unit)
    const fresh = words.slice(from, from + anew.length + anew.unit)
    return [...head, ...(between.length > 0 ? open(fresh) : fresh), ...between, ...rest]
  }
  if (!sure) return undefined
  const tail = words.slice(at + sure.length)
  return [...words.slice(0, resumedAt(words.slice(0, at), tail)), ...tail]
}

/** The last thing said before that the new one can stand for: of its kind, and of numbers that count the same. */
function lastLike(
  words: readonly Word[],
  to: number,
  { kind, counts }: Said,
  lexicon: Lexicon,
): Said | undefined {
  const from = Math.max(0, to - memory)
  const old = saidIn(words.slice(from, to), lexicon).findLast(
    (said) => said.kind === kind && (!counts || !said.counts || said.counts === counts),
  )
  return old && { ...old, at: from + old.at }
}

/** Over 'make it', 'let's say', 'in a', to what is said anew. */
function resumedFrom(words: readonly Word[], at: number, { doubts, resumptions }: Lexicon): number {
  let from = at
  // 'No, wait, hang on, let's make it …': nobody hesitates for longer.
  for (let turns = 0; turns < 6; turns++) {
    const over = phraseAt(words, from, resumptions) ?? phraseAt(words, from, doubts)
    if (!over || from + over.length >= words.length) return from
    from += over.length
  }
  return from
}

/** Without a stop behind it: what was behind the old words goes on. */
const open = (words: readonly Word[]): readonly Word[] =>
  words.map((word) => ({ ...word, ends: false }))

/** Where the speech is taken up again: at the word it begins with, else at the last word. */
function resumedAt(head: readonly Word[], [first]: readonly Word[]): number {
  const same = head.findLastIndex(({ low }) => low === first!.low)
  return same >= 0 ? same : head.length - 1
}

/** Said twice, a small word is a stutter; 'four four' is a meter. */
const stutters = (low: string): boolean =>
  /^(?:a|an|the|to|in|at|with|of|and|i|it|make|play|can|could|so|me|that|this|for)$/.test(low)

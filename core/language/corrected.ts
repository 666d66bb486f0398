import type { Lexicon } from './lexicon.ts'
import { kindAt, type Said, saidIn } from './said.ts'
import { phraseAt, type Word } from './words.ts'

/** A sentence in which the speaker changed his mind, as he had it in the end: 'in D, sorry, in E' is 'in E'. */
export function corrected(words: readonly Word[], lexicon: Lexicon): readonly Word[] {
  let said = words
  // Each turn takes a word away at least, so this ends.
  for (let at = 1; at < said.length - 1; ) {
    const mended = correctedAt(said, at, lexicon)
    if (mended) said = mended
    else at += 1
  }
  return said.filter(({ low }, at) => at === 0 || low !== said[at - 1]!.low || !stutters(low))
}

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
  // 'No bass' leaves the bass out, and 'make it happy' takes nothing back.
  const isPlayer = anew?.kind === 'instrument' || anew?.kind === 'mood'
  const mayBe = sure ?? (isIntroduced || !isPlayer)
  const old = anew && mayBe ? lastLike(saidIn(words.slice(0, at), lexicon), anew) : undefined
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

/** The last thing said that the new one can stand for: of its kind, and of numbers that count the same. */
function lastLike(said: readonly Said[], { kind, counts }: Said): Said | undefined {
  return said.findLast(
    (old) => old.kind === kind && (!counts || !old.counts || old.counts === counts),
  )
}

/** Over 'make it', 'let's say', 'in a', to what is said anew. */
function resumedFrom(words: readonly Word[], at: number, { doubts, resumptions }: Lexicon): number {
  let from = at
  for (;;) {
    const over = phraseAt(words, from, resumptions) ?? phraseAt(words, from, doubts)
    if (!over || from + over.length >= words.length) return from
    from += over.length
  }
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

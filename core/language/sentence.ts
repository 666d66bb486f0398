import { asidesIn } from './asides.ts'
import { corrected } from './corrected.ts'
import type { Lexicon } from './lexicon.ts'
import { withoutLead, withoutManners } from './manners.ts'
import { spelled, without } from './spelled.ts'
import { phraseAt, type Word, wordsOf } from './words.ts'

/** What a word turned out to be about. */
export type Claim =
  | 'meter'
  | 'tempo'
  | 'length'
  | 'energy'
  | 'key'
  | 'style'
  | 'mood'
  | 'instrument'
  | 'title'
  | 'reference'

/** A sentence being read: each word goes to one reader, so that "drum and bass" is never two players. */
export type Sentence = {
  readonly lexicon: Lexicon
  readonly words: readonly Word[]
  /** The word at a place in lower case; '' past the ends. */
  low(at: number): string
  raw(at: number): string
  /** Whether nothing of this span is claimed yet. */
  free(at: number, length?: number): boolean
  claim(at: number, length: number, what: Claim): void
  claimOf(at: number): Claim | undefined
  /** Whether the word says why or when, and nothing of the music: 'so I can sing'. */
  isAside(at: number): boolean
  /** Gives back every word that was claimed so. */
  release(what: Claim): void
  /** Claims every phrase of a table, longest first from the left, and tells where and what it means. */
  claimAll<T>(
    table: ReadonlyMap<string, T>,
    what: Claim,
    accept?: (at: number, phrase: string, length: number) => boolean,
  ): { readonly at: number; readonly length: number; readonly phrase: string; readonly means: T }[]
}

export function readSentence(text: string, lexicon: Lexicon): Sentence {
  return sentenceOf(plainWords(text, lexicon), lexicon)
}

/** Words that are to be read; nothing of them is claimed yet. */
export function sentenceOf(words: readonly Word[], lexicon: Lexicon): Sentence {
  const asides = asidesIn(words, lexicon)
  const claims: (Claim | undefined)[] = []
  const free = (at: number, length = 1): boolean => {
    for (let i = at; i < at + length; i++) if (claims[i] !== undefined || !words[i]) return false
    return true
  }
  const claim = (at: number, length: number, what: Claim): void => {
    for (let i = at; i < at + length; i++) claims[i] = what
  }
  return {
    lexicon,
    words,
    low: (at) => words[at]?.low ?? '',
    raw: (at) => words[at]?.raw ?? '',
    free,
    claim,
    claimOf: (at) => claims[at],
    isAside: (at) => asides[at] ?? false,
    release(what) {
      for (let at = 0; at < claims.length; at++) if (claims[at] === what) claims[at] = undefined
    },
    claimAll(table, what, accept = () => true) {
      const found = []
      for (let at = 0; at < words.length; at++) {
        const hit = phraseAt(words, at, table)
        if (!hit || !free(at, hit.length) || !accept(at, hit.phrase, hit.length)) continue
        claim(at, hit.length, what)
        found.push({ at, ...hit })
        at += hit.length - 1
      }
      return found
    },
  }
}

/** What is said, without how it is spelled, stumbled over or wrapped up. */
function plainWords(text: string, lexicon: Lexicon): readonly Word[] {
  const settled = corrected(spelled(wordsOf(text), lexicon), lexicon)
  const words = without(lexicon.afterthoughts, settled)
  const isPolite = words.some(({ low }) => low === 'please')
  const asked = withoutLead(withoutManners(words, lexicon), lexicon, isPolite)
  const wished = withoutManners(asked, lexicon).filter(({ low }) => low !== 'please')
  // 'Go on' is a wish of its own.
  return wished.length > 0 ? wished : words.filter(({ low }) => low !== 'please')
}

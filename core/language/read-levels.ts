import type { Role } from '#core/score/piece-spec.ts'
import { degreeAt, scaled } from './degree.ts'
import { type PartFound, partAt } from './parts.ts'
import type { Reference } from './reference.ts'
import { namesSection } from './sections.ts'
import type { Sentence } from './sentence.ts'
import { lineOf, phraseAt } from './words.ts'

type Change = Pick<Reference, 'energy' | 'density' | 'mode'>

/** What shall be more or less, and in which parts. */
export type Step = Change & { readonly parts: readonly Role[] }

/** How loud a part is, and how much of it there is: 'turn the bass down', 'louder drums', 'less piano'. */
export function readLevels(sentence: Sentence): readonly Step[] {
  const steps: Step[] = []
  for (let at = 0; at < sentence.words.length; at++) {
    const part = partAt(sentence, at)
    const change =
      part && (between(sentence, part) ?? before(sentence, part) ?? after(sentence, part))
    if (!change) continue
    sentence.claim(part.at, part.end - part.at, 'reference')
    steps.push({ ...change, parts: [part.role] })
    at = part.end - 1
  }
  return steps.length > 0 ? steps : inSection(sentence)
}

/** 'turn the bass down', 'tone the drums down' */
function between(sentence: Sentence, part: PartFound): Change | undefined {
  const { words, low, free, lexicon } = sentence
  const at = part.at - 1
  if (!free(at)) return undefined
  for (const skipped of shadesAt(sentence, part.end))
    for (const length of [2, 1]) {
      const end = part.end + skipped
      const particle = lineOf(words.slice(end, end + length))
      const change = lexicon.partVerbs.get(`${low(at)} ${particle}`)
      if (!change || !free(end, length)) continue
      sentence.claim(at, 1, 'reference')
      return claimed(sentence, end, length, change)
    }
  return undefined
}

/** 'louder drums', 'tone down the drums', 'not so much bass' */
function before(sentence: Sentence, part: PartFound): Change | undefined {
  const { words, low, lexicon } = sentence
  if (!stands(sentence, part.end)) return undefined
  for (let length = 4; length > 0; length--) {
    const at = part.at - length
    if (at < 0 || !sentence.free(at, length)) continue
    // 'No more drums' leaves them out.
    if (lexicon.denials.has(low(at - 1)) || low(at - 1) === 'no') continue
    for (const table of [lexicon.partVerbs, lexicon.quantities]) {
      const hit = phraseAt(words, at, table)
      if (hit?.length === length) return claimed(sentence, at, length, hit.means)
    }
  }
  return undefined
}

/** 'make the drums (a bit) quieter', 'the bass could do less' */
function after(sentence: Sentence, part: PartFound): Change | undefined {
  const { words, low, free, lexicon } = sentence
  let at = part.end
  while (/^(?:is|are|be|sounds?|should|could|can)$/.test(low(at))) at += 1
  for (const skipped of shadesAt(sentence, at))
    for (const table of [lexicon.doings, lexicon.levels]) {
      const hit = phraseAt(words, at + skipped, table)
      if (hit && free(at + skipped, hit.length))
        return claimed(sentence, at + skipped, hit.length, hit.means)
    }
  const lift = lexicon.lifts.get(low(part.end))
  const isShift = [1, 2, 3, 4].some((more) => phraseAt(words, part.end + more, lexicon.intervals))
  return lift && !isShift && free(part.end) ? claimed(sentence, part.end, 1, lift) : undefined
}

/** 'quieter in the verse' */
function inSection(sentence: Sentence): readonly Step[] {
  if (!namesSection(sentence)) return []
  return sentence
    .claimAll(sentence.lexicon.levels, 'reference')
    .map(({ at, length, means }) => ({ ...claimed(sentence, at, length, means), parts: [] }))
}

/** How many words of 'a little' may be passed over from a place: none, and all of them. */
function shadesAt({ words, lexicon }: Sentence, at: number): readonly number[] {
  const { softeners, intensifiers } = lexicon
  const found = [3, 2, 1].find((length) => {
    const said = lineOf(words.slice(at, at + length))
    return softeners.has(said) || intensifiers.has(said)
  })
  return found === undefined ? [0] : [0, found]
}

function claimed(sentence: Sentence, at: number, length: number, change: Change): Change {
  sentence.claim(at, length, 'reference')
  return scaled(change, degreeAt(sentence, at, length, 'reference'))
}

const stands = ({ words, low, lexicon }: Sentence, end: number): boolean =>
  low(end) === '' || words[end - 1]!.ends || lexicon.partFollowers.has(low(end))

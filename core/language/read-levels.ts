import type { Role } from '#core/score/piece-spec.ts'
import { degreeAt } from './degree.ts'
import { type PartFound, partAt } from './parts.ts'
import type { Reference } from './reference.ts'
import type { Sentence } from './sentence.ts'
import { phraseAt } from './words.ts'

/** What shall be more or less, and in which parts. */
export type Step = Pick<Reference, 'energy' | 'density' | 'mode'> & {
  readonly parts: readonly Role[]
}

/** How loud a part is, and how much of it there is: 'turn the bass down', 'louder drums', 'less piano'. */
export function readLevels(sentence: Sentence): readonly Step[] {
  const steps: Step[] = []
  for (let at = 0; at < sentence.words.length; at++) {
    const part = partAt(sentence, at)
    const step = part && (levelBefore(sentence, part) ?? levelAfter(sentence, part))
    if (!step) continue
    sentence.claim(part.at, part.end - part.at, 'reference')
    steps.push({ ...step, parts: [part.role] })
    at = part.end - 1
  }
  return steps
}

type Amount = Omit<Step, 'parts'>

function levelBefore(sentence: Sentence, part: PartFound): Amount | undefined {
  const { words, low, lexicon } = sentence
  if (!stands(sentence, part.end)) return undefined
  const from = part.at - (low(part.at - 1) === 'the' ? 1 : 0)
  for (let length = 4; length > 0; length--) {
    const at = from - length
    if (at < 0 || !sentence.free(at, length)) continue
    const hit = [lexicon.levelVerbs, lexicon.quantities].map((table) => phraseAt(words, at, table))
    const found = hit.find((one) => one?.length === length)
    // 'No more drums' leaves them out.
    if (!found || lexicon.denials.has(low(at - 1)) || low(at - 1) === 'no') continue
    return amountOf(sentence, at, length, found.means, found === hit[0] ? 'energy' : 'density')
  }
  return undefined
}

const being = new Set(['is', 'are', 'be', 'sound', 'sounds', 'should', 'could'])

function levelAfter(sentence: Sentence, part: PartFound): Amount | undefined {
  const { words, low, lexicon } = sentence
  let at = part.end
  while (being.has(low(at))) at += 1
  for (const skipped of [0, 1, 2, 3]) {
    const doing = phraseAt(words, at + skipped, lexicon.doings)
    if (doing) return amountOf(sentence, at + skipped, doing.length, doing.means, 'density')
    const hit = phraseAt(words, at + skipped, lexicon.levels)
    if (hit && sentence.free(at + skipped, hit.length)) {
      const isWay = hit.phrase === 'up' || hit.phrase === 'down'
      if (isWay && !/^(?:turn|bring|push|pull|take|mix)$/.test(low(part.at - 1))) return undefined
      return amountOf(sentence, at + skipped, hit.length, hit.means, 'energy')
    }
    const said = words
      .slice(at, at + skipped + 1)
      .map((word) => word.low)
      .join(' ')
    const shades = [...lexicon.softeners, ...lexicon.intensifiers]
    if (!shades.some((shade) => shade === said || shade.startsWith(`${said} `))) return undefined
  }
  return undefined
}

function amountOf(
  sentence: Sentence,
  at: number,
  length: number,
  way: 1 | -1,
  of: 'energy' | 'density',
): Amount {
  const degree = degreeAt(sentence, at, length, 'reference')
  sentence.claim(at, length, 'reference')
  return { [of]: (way * { soft: 10, plain: 20, strong: 35 }[degree]) / 100 }
}

const stands = ({ words, low, lexicon }: Sentence, end: number): boolean =>
  low(end) === '' || words[end - 1]!.ends || lexicon.partFollowers.has(low(end))

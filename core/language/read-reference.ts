import { roles } from '#core/score/piece-spec.ts'
import { withoutManners } from './manners.ts'
import { patternOf } from './pattern-of.ts'
import { degreeAt, readChange } from './read-change.ts'
import { readRange } from './read-range.ts'
import { readRenewed, renewedBefore } from './read-renewed.ts'
import { tempoFactors } from './read-tempo.ts'
import type { Reference } from './reference.ts'
import type { Sentence } from './sentence.ts'
import { lineOf, phraseAt } from './words.ts'

/**
 * What a sentence says of the piece that is there: 'like before but calmer', 'bars 5 to 8 again',
 * 'with a busier bass', 'a tone higher', 'make the bridge longer'; undefined where it speaks of none.
 */
export function readReference(sentence: Sentence): Reference | undefined {
  const opening = readOpening(sentence)
  const bars = readRange(sentence)
  const change = readChange(sentence)
  const renewed = readRenewed(sentence, bars !== undefined)
  const shift = readShift(sentence)
  const length = readLength(sentence)
  const place = readSection(sentence, length !== undefined || bars === undefined)
  const redoneAt = bars?.at ?? place?.at
  const redone = redoneAt !== undefined && renewedBefore(sentence, redoneAt)
  const parts = [...new Set([...(change?.parts ?? []), ...renewed])]
  const named = [opening, bars, change, shift, length, place, renewed[0]].some(
    (x) => x !== undefined,
  )
  const again = readTail(sentence, named) ?? (redone ? 'again' : undefined)
  const asked = [opening, change, shift, length, renewed[0], again].some((x) => x !== undefined)
  if (!asked) {
    // What was taken for a reference is for the other readers after all.
    sentence.release('reference')
    return undefined
  }
  const { energy, density, mode } = change ?? {}
  const found = {
    ...{ energy, density, mode, shift, bars: bars?.range, length },
    again: opening?.again || again === 'again' ? true : undefined,
    parts: parts.length > 0 ? roles.filter((role) => parts.includes(role)) : undefined,
    ...(length !== undefined || again || change || opening || renewed[0]
      ? place?.means
      : undefined),
  }
  const said = Object.entries(found).filter(([, value]) => value !== undefined)
  return { piece: 'current', ...Object.fromEntries(said) }
}

const patterns = new WeakMap<object, readonly { pattern: RegExp; again?: 'alone' | 'always' }[]>()

function patternsIn({ lexicon }: Sentence) {
  const known = patterns.get(lexicon.openers)
  if (known) return known
  const made = lexicon.openers.map(({ said, ...rest }) => ({
    pattern: patternOf(said, { begins: true }),
    ...rest,
  }))
  patterns.set(lexicon.openers, made)
  return made
}

/** How the sentence begins, the longest way that fits. */
function readOpening(sentence: Sentence): { readonly again?: true } | undefined {
  const [from, to] = withoutManners(sentence.words, sentence.lexicon)
  const line = ` ${lineOf(sentence.words.slice(from, to))}`
  const found = patternsIn(sentence)
    .map(({ pattern, again }) => ({ length: pattern.exec(line)?.[0].length ?? 0, again }))
    .toSorted((a, b) => b.length - a.length)[0]
  if (!found || found.length === 0) return undefined
  // 'Drop the tempo' is said of the playing.
  if (phraseAt(sentence.words, from, tempoFactors)) return undefined
  const count = line.slice(0, found.length).trim().split(' ').length
  sentence.claim(from, count, 'reference')
  const isAgain = found.again === 'always' || (found.again === 'alone' && count === to - from)
  return isAgain ? { again: true } : {}
}

/** 'this time', 'again' at the end; 'again' only says something of what was named before. */
function readTail(sentence: Sentence, named: boolean): 'again' | 'time' | undefined {
  const { words, lexicon } = sentence
  const [from, end] = withoutManners(words, lexicon)
  let to = end
  let means: 'again' | 'time' | undefined
  for (;;) {
    const line = lineOf(words.slice(from, to))
    const tail = lexicon.tails.find((said) => line === said || line.endsWith(` ${said}`))
    const isTime = tail === 'this time' || tail === 'next time'
    if (!tail || (!isTime && !named)) return means
    means = isTime ? (means ?? 'time') : 'again'
    const length = tail.split(' ').length
    to -= length
    sentence.claim(to, length, 'reference')
  }
}

/** 'a semitone up', 'two half steps lower', 'up a fourth'. */
function readShift(sentence: Sentence): number | undefined {
  const { words, low, lexicon } = sentence
  const wayAt = (at: number, length: number): number | undefined =>
    [at + length, at - 2, at - 3, at - 4].find((place) => lexicon.ways.has(low(place)))
  const found = sentence.claimAll(
    lexicon.intervals,
    'reference',
    (at, _phrase, length) => wayAt(at, length) !== undefined,
  )[0]
  if (!found) return undefined
  const way = wayAt(found.at, found.length)!
  sentence.claim(way, 1, 'reference')
  const times = lexicon.numberAt(words, found.at - 1)?.value ?? 1
  sentence.claim(found.at - 1, 1, 'reference')
  return found.means * times * lexicon.ways.get(low(way))!
}

function readLength(sentence: Sentence): number | undefined {
  const { lengths, denials } = sentence.lexicon
  const found = sentence.claimAll(
    lengths,
    'reference',
    (at, said) => !said.startsWith('too ') || !denials.has(sentence.low(at - 1)),
  )[0]
  if (found) degreeAt(sentence, found.at, found.length)
  return found?.means
}

type Place = {
  readonly at: number
  readonly means: Required<Pick<Reference, 'section'>> & Pick<Reference, 'nth'>
}

/** 'the bridge', 'the last chorus', 'a longer intro'; only where an article or a length says that it is ours. */
function readSection(sentence: Sentence, mayStand: boolean): Place | undefined {
  if (!mayStand) return undefined
  const { low, lexicon } = sentence
  const countAt = (at: number): number | undefined => lexicon.ordinals.get(low(at))
  const found = sentence.claimAll(lexicon.sectionWords, 'reference', (at) => {
    const before = countAt(at - 1) === undefined ? at - 1 : at - 2
    return (
      lexicon.articles.has(low(before)) ||
      lexicon.renewals.has(low(before)) ||
      sentence.claimOf(before) === 'reference'
    )
  })[0]
  if (!found) return undefined
  const nth = countAt(found.at - 1)
  if (nth === undefined) return { at: found.at, means: { section: found.means } }
  sentence.claim(found.at - 1, 1, 'reference')
  return { at: found.at - 1, means: { section: found.means, nth } }
}

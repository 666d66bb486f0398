import { roles } from '#core/score/piece-spec.ts'
import { withoutManners } from './manners.ts'
import { patternOf } from './pattern-of.ts'
import { degreeAt, readChange } from './read-change.ts'
import { readRange } from './read-range.ts'
import { readRenewed, renewedBefore } from './read-renewed.ts'
import type { Reference } from './reference.ts'
import type { Sentence } from './sentence.ts'
import { lineOf } from './words.ts'

/**
 * What a sentence says of the piece that is there: 'like before but calmer', 'bars 5 to 8 again',
 * 'with a busier bass', 'a tone higher', 'make the bridge longer'; undefined where it speaks of none.
 */
export function readReference(sentence: Sentence): Reference | undefined {
  const opening = readOpening(sentence)
  const bars = readRange(sentence)
  const redone = bars && renewedBefore(sentence, bars.at)
  const change = readChange(sentence)
  const renewed = readRenewed(sentence, bars !== undefined)
  const shift = readShift(sentence)
  const length = readLength(sentence)
  const section = readSection(sentence, length !== undefined || bars === undefined)
  const parts = [...new Set([...(change?.parts ?? []), ...renewed])]
  const named = [opening, bars, change, shift, length, section, renewed[0]].some(
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
    section: length !== undefined || again || change || opening ? section : undefined,
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
  const count = line.slice(0, found.length).trim().split(' ').length
  sentence.claim(from, count, 'reference')
  const isAgain = found.again === 'always' || (found.again === 'alone' && count === to - from)
  return isAgain ? { again: true } : {}
}

/** 'this time', 'again' at the end; 'again' only says something of what was named before. */
function readTail(sentence: Sentence, named: boolean): 'again' | 'time' | undefined {
  const { words, lexicon } = sentence
  const [from, to] = withoutManners(words, lexicon)
  const line = lineOf(words.slice(from, to))
  const tail = lexicon.tails.find((said) => line === said || line.endsWith(` ${said}`))
  if (!tail) return undefined
  const isTime = tail.endsWith('time')
  if (!isTime && !named) return undefined
  const length = tail.split(' ').length
  sentence.claim(to - length, length, 'reference')
  return isTime ? 'time' : 'again'
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
  const found = sentence.claimAll(sentence.lexicon.lengths, 'reference')[0]
  if (found) degreeAt(sentence, found.at)
  return found?.means
}

/** 'the bridge', 'a longer intro'; only where an article or a length says that it is ours. */
function readSection(sentence: Sentence, mayStand: boolean): Reference['section'] {
  if (!mayStand) return undefined
  return sentence.claimAll(
    sentence.lexicon.sectionWords,
    'reference',
    (at) =>
      sentence.lexicon.articles.has(sentence.low(at - 1)) ||
      sentence.claimOf(at - 1) === 'reference',
  )[0]?.means
}

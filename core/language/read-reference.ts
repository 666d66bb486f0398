import { type Role, roles } from '#core/score/piece-spec.ts'
import { degreeAt } from './degree.ts'
import { patternOf } from './pattern-of.ts'
import { readChange } from './read-change.ts'
import { type Kept, readKept, restOf } from './read-kept.ts'
import { readRange } from './read-range.ts'
import { dislikedAround, readRenewed, renewedBefore, renewedBehind } from './read-renewed.ts'
import { tempoFactors } from './read-tempo.ts'
import type { Reference } from './reference.ts'
import { namesSection, readSection } from './sections.ts'
import type { Sentence } from './sentence.ts'
import { lineOf, phraseAt } from './words.ts'

/**
 * What a sentence says of the piece that is there: 'like before but calmer', 'bars 5 to 8 again',
 * 'with a busier bass', 'a tone higher', 'make the bridge longer'; undefined where it speaks of none.
 */
export function readReference(sentence: Sentence): Reference | undefined {
  const found = findingsIn(sentence)
  if (isAsked(found, sentence)) return referenceOf(found)
  // What was taken for a reference is for the other readers after all.
  sentence.release('reference')
  return undefined
}

/** All that is said of a piece, each kind in its turn: what is surest comes first. */
function findingsIn(sentence: Sentence) {
  const kept = readKept(sentence)
  const opening = readOpening(sentence)
  const bars = readRange(sentence)
  const change = readChange(sentence)
  const shift = readShift(sentence)
  const length = readLength(sentence)
  const place = readSection(sentence, length !== undefined || bars === undefined)
  const redone = [bars, place].some((one) => one && isRedone(sentence, one))
  const inPlace = (bars ?? place) !== undefined && !change && length === undefined
  const renewed = readRenewed(sentence, inPlace)
  const said = [kept, opening, bars, change, shift, length, place, renewed[0]]
  const tail = readTail(
    sentence,
    said.some((one) => one !== undefined),
  )
  const pointed = sentence.claimAll(sentence.lexicon.pointers, 'reference').length > 0
  const again = tail === 'again' || redone
  return { kept, opening, bars, change, shift, length, place, renewed, again, tail, pointed }
}

type Findings = ReturnType<typeof findingsIn>

/** Whether any of it asks for something: 'the bridge' and 'keep the drums' alone do not. */
function isAsked(found: Findings, sentence: Sentence): boolean {
  const { opening, bars, change, shift, length, renewed, again, tail, place, kept, pointed } = found
  if (
    again ||
    pointed ||
    (opening ?? change ?? shift ?? length ?? renewed[0] ?? tail) !== undefined
  )
    return true
  if (kept?.rest && (isRenewal(sentence) || kept.parts.length > 2)) return true
  // 'No melody in the verse', 'bars 5 to 8 without bass'
  const leaves = (at: number): boolean => sentence.lexicon.leavings.test(sentence.low(at))
  return place ? leaves(0) : bars !== undefined && sentence.words.some((_, at) => leaves(at))
}

function referenceOf({ kept, bars, change, shift, length, place, ...found }: Findings): Reference {
  const parts = partsOf(kept, [...(change?.parts ?? []), ...found.renewed])
  const { energy, density, mode } = change ?? {}
  // A tune is moved as a whole.
  const section = shift === undefined || change || length ? place?.means : undefined
  const said = {
    ...{ energy, density, mode, shift, bars: bars?.range, length },
    again: found.opening?.again || found.again || undefined,
    parts: parts.length > 0 ? parts : undefined,
    ...section,
  }
  const filled = Object.entries(said).filter(([, value]) => value !== undefined)
  return { piece: 'current', ...Object.fromEntries(filled) }
}

/** Who is named, or everybody but who is to stay. */
function partsOf(kept: Kept | undefined, named: readonly Role[]): readonly Role[] {
  if (kept?.rest) return restOf(kept)
  return roles.filter((role) => named.includes(role))
}

type Span = { readonly at: number; readonly length: number }

/** 'redo bars 5 to 8', 'the bridge is dull' */
function isRedone(sentence: Sentence, { at, length }: Span): boolean {
  const before = renewedBefore(sentence, at)
  const behind = renewedBehind(sentence, at + length)
  return dislikedAround(sentence, at, at + length) || before || behind
}

/** Whether a verb of renewing stands anywhere. */
const isRenewal = ({ words, lexicon }: Sentence): boolean =>
  words.some(
    (_, at) => phraseAt(words, at, lexicon.renewals) ?? phraseAt(words, at, lexicon.partRenewals),
  )

const patterns = new WeakMap<object, readonly { pattern: RegExp; again?: 'alone' | 'always' }[]>()

function patternsIn({ lexicon }: Sentence) {
  const known = patterns.get(lexicon.openers)
  if (known) return known
  const made = lexicon.openers.map(({ said, ahead, ...rest }) => {
    const { source } = patternOf(said, { open: 'after' })
    return { pattern: new RegExp(ahead ? `${source}(?= (?:${ahead})(?: |$))` : source), ...rest }
  })
  patterns.set(lexicon.openers, made)
  return made
}

/** How the sentence or one of its clauses begins, the longest way that fits. */
function readOpening(sentence: Sentence): { readonly again?: true } | undefined {
  for (let at = 0; at < sentence.words.length; at++) {
    const opening = at === 0 || sentence.words[at - 1]!.ends ? openingAt(sentence, at) : undefined
    if (opening) return opening
  }
  return undefined
}

function openingAt(sentence: Sentence, at: number): { readonly again?: true } | undefined {
  const words = sentence.words.slice(at)
  const line = ` ${lineOf(words)}`
  const found = patternsIn(sentence)
    .map(({ pattern, again }) => ({ length: pattern.exec(line)?.[0].length ?? 0, again }))
    .toSorted((a, b) => b.length - a.length)[0]
  if (!found || found.length === 0) return undefined
  // 'Drop the tempo' is said of the playing.
  if (phraseAt(words, 0, tempoFactors)) return undefined
  const count = line.slice(0, found.length).trim().split(' ').length
  if (!sentence.free(at, count)) return undefined
  sentence.claim(at, count, 'reference')
  const isAgain = found.again === 'always' || (found.again === 'alone' && count === words.length)
  return isAgain ? { again: true } : {}
}

/** 'this time', 'again' at the end; 'again' only says something of what was named before. */
function readTail(sentence: Sentence, named: boolean): 'again' | 'time' | undefined {
  const { words, lexicon } = sentence
  let to = words.length
  let means: 'again' | 'time' | undefined
  for (;;) {
    const line = lineOf(words.slice(0, to))
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
  const { words, lexicon } = sentence
  const wayAt = (at: number, length: number): number | undefined =>
    [at + length, at - 1, at - 2, at - 3, at - 4].find((place) =>
      phraseAt(words, place, lexicon.ways),
    )
  const found = sentence.claimAll(
    lexicon.intervals,
    'reference',
    (at, _phrase, length) => wayAt(at, length) !== undefined,
  )[0]
  if (!found) return undefined
  const at = wayAt(found.at, found.length)!
  const way = phraseAt(words, at, lexicon.ways)!
  sentence.claim(at, way.length, 'reference')
  const times = lexicon.numberAt(words, found.at - 1)?.value ?? 1
  if (at !== found.at - 1) sentence.claim(found.at - 1, 1, 'reference')
  return found.means * times * way.means
}

function readLength(sentence: Sentence): number | undefined {
  const { lengths, denials } = sentence.lexicon
  const found = sentence.claimAll(
    lengths,
    'reference',
    (at, said) =>
      !(said.startsWith('too ') && denials.has(sentence.low(at - 1))) &&
      (!/half$|the$/.test(said) || namesSection(sentence)),
  )[0]
  if (found) degreeAt(sentence, found.at, found.length, 'reference')
  return found?.means
}

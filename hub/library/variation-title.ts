import { type StyleId, styleIds, styles } from '#core/language/styles.ts'
import { meterName } from '#core/music/meter.ts'
import { keyName } from '#core/music/scale.ts'
import type { Piece } from '#core/score/piece.ts'
import { roles } from '#core/score/piece-spec.ts'
import { isSound, soundNames, sounds } from '#core/score/sounds.ts'
import { longestTitle } from '#core/score/title.ts'
import type { Variation } from '#core/score/variation.ts'
import type { ChangeAsked } from './change-asked.ts'
import type { Changes } from './changes.ts'

/** What a change makes of the piece is called after the piece, and after what was done to it. */
export function titled(
  changes: Changes,
  piece: Piece,
  asked: Pick<ChangeAsked, 'wish' | 'reference'>,
): Changes {
  const title = asked.wish.title || titleFor(piece.title, wordsFor(changes, piece, asked))
  if ('variations' in changes)
    return { variations: changes.variations.map((one, i) => (i === 0 ? { ...one, title } : one)) }
  if ('spec' in changes) return { ...changes, spec: { ...changes.spec, title } }
  return { ...changes, wish: { ...changes.wish, title } }
}

/**
 * Night Bus, Night Bus (calmer), Night Bus (calmer) 2: what was done before makes room for what is done
 * now, so that no title grows. Words in brackets that are not ours are a part of the name.
 */
export function titleFor(before: string, words: readonly string[]): string {
  // A file from elsewhere may call a piece nothing at all.
  const title = before.trim() || 'Untitled'
  const [, named = title, count] = /^(.+?)(?: (\d{1,2}))?$/u.exec(title) ?? []
  const [, bare = named, bracket] = /^(.+) \(([^()]+)\)$/u.exec(named) ?? []
  const isOurs = bracket?.split(', ').every((word) => ours.test(word)) ?? false
  const said = words.slice(0, 3).join(', ')
  const isSame = said === '' || (isOurs && said === bracket)
  if (isSame) return fitted(named, ` ${Math.min(99, Number(count ?? 1) + 1)}`)
  return fitted(isOurs ? bare : title, ` (${said})`)
}

function fitted(name: string, tail: string): string {
  const signs = [...name]
  while (signs.join('').length + tail.length > longestTitle) signs.pop()
  return signs.join('').trimEnd() + tail
}

const sectionNames = {
  intro: 'intro',
  A: 'verse',
  B: 'chorus',
  C: 'bridge',
  break: 'break',
  outro: 'ending',
} as const

const players = [...roles, ...soundNames.map((name) => sounds[name].label.toLowerCase())].join('|')
const labels = styleIds.map((id) => styles[id].label.toLowerCase()).join('|')
/** A word or two that we put into brackets ourselves. */
const ours = new RegExp(
  `^(?:${[
    'calmer|livelier|sparser|busier|slower|faster|darker|brighter|longer|shorter',
    '(?:longer|shorter|new) (?:intro|verse|chorus|bridge|break|ending)',
    `(?:with|without|new) (?:${players})(?: and (?:${players}))*`,
    '(?:bars \\d+–\\d+|bar \\d+) anew',
    'in (?:\\d+/\\d+|[A-G][#b]? [a-z ]+)|\\d+ bars|\\d+ s',
    `(?:${labels}) version`,
  ].join('|')})$`,
)

function wordsFor(
  changes: Changes,
  { spec }: Piece,
  { wish, reference }: Pick<ChangeAsked, 'wish' | 'reference'>,
): readonly string[] {
  if ('variations' in changes)
    return changes.variations.slice(0, 1).flatMap((one) => wordsOf(one, spec, reference))
  const { length, section } = reference
  const way = length === undefined ? [] : [length > 1 ? 'longer' : 'shorter']
  if (section !== undefined && length !== undefined) return [`${way[0]} ${sectionNames[section]}`]
  const style = styleIds.find((id) => id === wish.style)
  return [
    ...(style ? [`${labelOf(style)} version`] : []),
    ...(wish.meter ? [`in ${meterName(wish.meter)}`] : []),
    ...(wish.bars === undefined ? [] : [`${wish.bars} bars`]),
    ...(wish.seconds === undefined ? [] : [`${Math.round(wish.seconds)} s`]),
    ...way,
  ]
}

const labelOf = (style: StyleId): string => styles[style].label.toLowerCase()

function wordsOf(
  { without = [], rests = [], instruments = [], key, bpm, anew }: Variation,
  spec: Piece['spec'],
  { mode, section, parts }: ChangeAsked['reference'],
): readonly string[] {
  const named = instruments.flatMap(({ sound }) =>
    isSound(sound) ? [sounds[sound].label.toLowerCase()] : [],
  )
  const present = new Set(spec.sections.flatMap((one) => one.roles))
  const joining = (anew?.parts ?? []).filter((role) => anew?.joins || !present.has(role))
  const others = named.length > 0 ? named : joining
  const silent = [...new Set([...without, ...rests.flatMap((rest) => rest.parts)])]
  return [
    ...(mode && key
      ? [mode === 'minor' ? 'darker' : 'brighter']
      : key
        ? [`in ${keyName(key)}`]
        : []),
    ...way(anew?.energy, 'calmer', 'livelier'),
    ...way(anew?.density, 'sparser', 'busier'),
    ...way(bpm === undefined ? undefined : bpm - spec.bpm, 'slower', 'faster'),
    ...(silent.length > 0 ? [`without ${silent.join(' and ')}`] : []),
    ...(others.length > 0 ? [`with ${others.join(' and ')}`] : []),
    ...(section && anew && !anew.joins ? [`new ${sectionNames[section]}`] : barsAnew(anew)),
    ...(parts && !anew?.bars && joining.length === 0 ? [`new ${parts.join(' and ')}`] : []),
  ]
}

function barsAnew(anew: Variation['anew']): readonly string[] {
  if (!anew?.bars || anew.joins) return []
  const [from, to] = anew.bars
  return [`${from === to ? `bar ${from}` : `bars ${from}–${to}`} anew`]
}

const way = (step: number | undefined, less: string, more: string): readonly string[] =>
  step === undefined || step === 0 ? [] : [step < 0 ? less : more]

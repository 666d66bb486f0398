import { HubError } from '#core/errors.ts'
import type { Reference } from '#core/language/reference.ts'
import type { Piece } from '#core/score/piece.ts'
import type { PieceSpec, Section } from '#core/score/piece-spec.ts'
import { familyOf } from '#hub/engine/form.ts'
import { handsOf } from './hands.ts'

/** Of a section. */
const mostBars = 64
const mostChords = 128

/** What a section is called in our forms, else the nearest to it that the piece has. */
const standIns = { C: ['C', 'B'], B: ['B', 'C'], break: ['break', 'C'] } as const

/** The sections of a kind, in the order they are played. Throws HubError 'bad-request' where there is none. */
export function sectionsOf(
  spec: PieceSpec,
  kind: NonNullable<Reference['section']>,
): readonly string[] {
  const kinds: readonly string[] = kind in standIns ? standIns[kind as 'B'] : [kind]
  const found = kinds
    .map((name) => spec.form.filter((id) => familyOf(id) === name))
    .find((ids) => ids.length > 0)
  if (found) return [...new Set(found)]
  throw new HubError('bad-request', `this piece has no section of the kind "${kind}"`, {
    hint: `Its form is ${spec.form.join(', ')}.`,
  })
}

/** The named sections times as long; the rest of the plan stays. Nothing of it would be a hand's any more. */
export function stretched(
  { spec, parts }: Piece,
  { section: kind = 'A', nth, length: times = 1 }: Omit<Reference, 'piece'>,
): PieceSpec {
  if (handsOf({ parts }).length > 0) throw heldByHands()
  const named = theNth(sectionsOf(spec, kind), nth)
  const sections = spec.sections.map((section) => {
    if (!named.includes(section.id)) return section
    if (section.bars === mostBars && times > 1) throw longAsCanBe()
    const whole = section.bars * times
    const even = whole >= 4 ? Math.round(whole / 4) * 4 : Math.round(whole)
    const wanted = even === section.bars && times > 1 ? even + 4 : even
    const bars = Math.min(mostBars, Math.max(1, wanted))
    return { ...section, bars, chords: chordsOver(section, bars) }
  })
  return { ...spec, sections }
}

/**
 * The chords for so many bars, changing as often as before, from the first one to the close: what is
 * more is its beginning again, what is less is missing before its last two. Chords with beats of their
 * own go round by themselves.
 */
function chordsOver({ chords, bars: before }: Section, bars: number): string[] {
  if (chords.some((chord) => chord.includes('*'))) return chords
  const count = Math.min(mostChords, Math.max(1, Math.round((chords.length * bars) / before)))
  const more = Array.from(
    { length: Math.max(0, count - chords.length) },
    (_, i) => chords[i % chords.length]!,
  )
  if (count >= chords.length) return [...more, ...chords]
  return [...chords.slice(0, Math.max(0, count - 2)), ...chords.slice(-Math.min(2, count))]
}

const longAsCanBe = (): HubError =>
  new HubError('bad-request', `a section has at most ${mostBars} bars`, {
    hint: 'The piece can be longer: "make it twice as long".',
  })

const heldByHands = (): HubError =>
  new HubError('bad-request', 'a section around what was played by hand cannot be stretched', {
    hint: 'All of it can: "make it twice as long".',
  })

/** The one that is meant of several, counted from 1, or below 0 from the end; all where none is. */
export function theNth<T>(all: readonly T[], nth: number | undefined): readonly T[] {
  if (nth === undefined) return all
  const one = all.at(nth > 0 ? nth - 1 : nth)
  if (one !== undefined) return [one]
  throw new HubError('bad-request', `this piece has no ${nth} of such sections`, {
    hint: `It has ${all.length}.`,
  })
}

import { HubError } from '#core/errors.ts'
import { barBeats } from '#core/music/meter.ts'
import type { Piece } from '#core/score/piece.ts'
import type { PieceSpec, Role } from '#core/score/piece-spec.ts'
import type { Anew, Bars } from '#core/score/variation.ts'
import { whoPlays } from '#core/score/who-plays.ts'
import { familyOf } from '#hub/engine/form.ts'
import { sectionsIn } from '#hub/engine/sections-in.ts'
import type { ChangeAsked } from './change-asked.ts'
import { handsOf } from './hands.ts'
import { sectionsOf, theNth } from './named-sections.ts'

type Standing = { readonly without: readonly Role[]; readonly changes: boolean }

/** What is written anew: what is named, who joins, or all that a change of energy asks for. */
export function anewOf(
  piece: Piece,
  asked: ChangeAsked,
  { without, changes }: Standing,
): readonly Anew[] {
  const { wish, reference, seed } = asked
  const { again, section, bars } = reference
  const steps = stepsOf(piece, asked)
  const places = placesOf(piece, asked)
  const joining = (wish.with ?? []).filter(
    (role) => !playingIn(piece, places).includes(role) && !without.includes(role),
  )
  const stirred = steps.energy !== undefined || steps.density !== undefined
  const isPlaced = section !== undefined || bars !== undefined
  const named = namedIn(piece, asked) ?? (isPlaced ? [] : undefined)
  if (!stirred && !again && !named?.length) {
    // Whoever comes or goes leaves the others as they are.
    if (joining.length > 0) return joinedBy(joining, places, asked.isChosen ? seed : piece.seed)
    if (!isPlaced || without.length > 0 || wish.with) return []
  }
  // All of it, with nothing to keep: that is a piece of its own.
  if (!named && !stirred && !changes && joining.length === 0 && handsOf(piece).length === 0)
    return []
  const whole = named === undefined || named.length === 0
  const free = [...whoPlays(piece.spec), ...joining].filter(
    (role) => !without.includes(role) && !(whole && handsOf(piece).includes(role)),
  )
  const chosen = whole ? free : [...named, ...joining]
  if (chosen.length === 0) throw onlyHands()
  const from = stirred && !again && !asked.isChosen ? piece.seed : seed
  return places.map((place) => ({ parts: chosen, ...inBars(place), seed: from, ...steps }))
}

/** Those of the named parts who play: 'the rest' is said of no one else. A single one may be new to the piece. */
function namedIn(
  { spec }: Piece,
  { reference: { parts } }: ChangeAsked,
): readonly Role[] | undefined {
  const present = parts?.filter((role) => whoPlays(spec).includes(role))
  return present && present.length > 0 ? present : parts
}

const inBars = (bars: Bars | undefined): Pick<Anew, 'bars'> => (bars ? { bars: [...bars] } : {})

const joinedBy = (
  parts: Role[],
  places: readonly (Bars | undefined)[],
  seed: number,
): readonly Anew[] =>
  places.map((bars) => ({ parts, ...inBars(bars), ...(bars && { joins: true }), seed }))

/** Who plays in any of these places. */
function playingIn(piece: Piece, places: readonly (Bars | undefined)[]): readonly Role[] {
  const ids = places.flatMap((bars) => (bars ? sectionsIn(piece, bars) : []))
  if (ids.length === 0) return whoPlays(piece.spec)
  const { sections } = piece.spec
  return sections.filter(({ id }) => ids.includes(id)).flatMap((section) => section.roles)
}

const onlyHands = (): HubError =>
  new HubError('bad-request', 'all of this piece was played by hand, and stays', {
    hint: 'Name the part that is to be written anew: "a new bass line".',
  })

function stepsOf(
  { spec }: Piece,
  { wish, reference }: ChangeAsked,
): Pick<Anew, 'energy' | 'density'> {
  const energy =
    reference.energy ?? (wish.energy === undefined ? undefined : wish.energy - energyOf(spec))
  const { density } = reference
  const rounded = (x: number): number => Math.min(1, Math.max(-1, Math.round(x * 100) / 100))
  return {
    ...(energy !== undefined && { energy: rounded(energy) }),
    ...(density !== undefined && { density: rounded(density) }),
  }
}

/** The stretches of bars that are meant; one `undefined` for the whole piece. */
export function placesOf(
  { spec, form, lengthBeats }: Piece,
  { reference: { bars, section, nth } }: ChangeAsked,
): readonly (Bars | undefined)[] {
  const bar = barBeats(spec.meter)
  const all = Math.round(lengthBeats / bar)
  if (bars) return [within(bars, all)]
  if (section === undefined) return [undefined]
  const ids = sectionsOf(spec, section)
  return theNth(
    form.filter((place) => ids.includes(place.section)),
    nth,
  ).map(({ start, length }) => [Math.round(start / bar) + 1, Math.round((start + length) / bar)])
}

function within([from, to]: Bars, all: number): Bars {
  const count = (n: number): number => (n < 0 ? Math.max(1, all + 1 + n) : n)
  const [first, last] = [count(from), Math.min(all, count(to))]
  if (first <= last) return [first, last]
  throw new HubError('bad-request', `this piece has no bars ${from} to ${to}`, {
    hint: `It has ${all} bars; name them from the lower number to the higher.`,
  })
}

/** Of the verse: intro and break lie below it, the second subject above. */
export function energyOf({ sections }: PieceSpec): number {
  const verse = sections.find(({ id }) => familyOf(id) === 'A') ?? sections[0]!
  return verse.energy
}

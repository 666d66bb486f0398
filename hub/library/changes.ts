import { HubError } from '#core/errors.ts'
import type { Reference } from '#core/language/reference.ts'
import type { Key, Tonic } from '#core/music/key.ts'
import { barBeats } from '#core/music/meter.ts'
import { pitchClass, pitchClassName, toPitchClass } from '#core/music/pitch.ts'
import { isMinorish } from '#core/music/scale.ts'
import { beatsToMs } from '#core/music/tempo.ts'
import type { Piece } from '#core/score/piece.ts'
import { type PieceSpec, type PieceWish, type Role, roles } from '#core/score/piece-spec.ts'
import type { Anew, Bars, Variation } from '#core/score/variation.ts'
import { familyOf } from '#hub/engine/form.ts'
import { moodPull } from '#hub/engine/mood-pull.ts'
import { handsOf } from './hands.ts'
import { sectionsOf, stretched, theNth } from './named-sections.ts'

/** What is asked of a piece that is there, from words, flags and a form filled in. */
export type ChangeAsked = {
  readonly wish: PieceWish
  readonly reference: Omit<Reference, 'piece'>
  /** For what is written anew, and for all else where somebody chose it. */
  readonly seed: number
  readonly isChosen: boolean
  readonly because: string
  readonly prompt?: string
}

/** How it comes about: by variations of the piece, or by composing a plan or a wish, from a seed. */
export type Changes =
  | { readonly variations: readonly Variation[] }
  | { readonly spec: PieceSpec; readonly seed: number }
  | { readonly wish: PieceWish; readonly seed: number }

/**
 * What becomes of a piece: as much of it stays as what is asked allows. Another style, meter or
 * length is a new plan from the same seed; all else are variations, which leave every other note.
 */
export function changesOf(piece: Piece, asked: ChangeAsked): Changes {
  const { wish, reference, seed } = asked
  const from = reference.again || asked.isChosen ? seed : piece.seed
  if (reference.length !== undefined && reference.section !== undefined)
    return { spec: stretched(piece, reference), seed: from }
  const { style, meter, bars, seconds } = wish
  if (style ?? meter ?? bars ?? seconds ?? reference.length)
    return { wish: newWish(piece, asked), seed: from }
  const variations = variationsOf(piece, asked)
  if (variations.length > 0) return { variations }
  // Another one of the same: only the seed differs.
  return { spec: piece.spec, seed }
}

function newWish(piece: Piece, { wish, reference }: ChangeAsked): PieceWish {
  const { spec } = piece
  const bars = barsOf(spec)
  const length = reference.length && Math.max(1, Math.round((bars * reference.length) / 2) * 2)
  const others = wish.style === undefined
  return {
    ...{ style: spec.style, moods: [...spec.moods], key: keyFor(spec, wish, reference) },
    ...(others && { meter: spec.meter, bpm: tempoFor(spec, wish, reference) }),
    ...(others && { instruments: [...spec.instruments], with: playing(spec) }),
    // Another style has other bars; what stays is how long it lasts.
    ...(others
      ? wish.seconds === undefined && { bars: Math.min(256, length ?? bars) }
      : wish.bars === undefined && { seconds: Math.min(900, Math.round(secondsOf(piece))) }),
    energy: Math.min(1, Math.max(0, energyOf(spec) + (reference.energy ?? 0))),
    ...wish,
  }
}

const secondsOf = ({ lengthBeats, spec }: Piece): number => beatsToMs(lengthBeats, spec.bpm) / 1000

const barsOf = ({ form, sections }: PieceSpec): number =>
  form.reduce((sum, id) => sum + (sections.find((section) => section.id === id)?.bars ?? 0), 0)

/** Of the verse: intro and break lie below it, the second subject above. */
function energyOf({ sections }: PieceSpec): number {
  const verse = sections.find(({ id }) => familyOf(id) === 'A') ?? sections[0]!
  return verse.energy
}

const playing = ({ sections }: PieceSpec): Role[] =>
  roles.filter((role) => sections.some((section) => section.roles.includes(role)))

function variationsOf(piece: Piece, asked: ChangeAsked): readonly Variation[] {
  const { because, prompt, wish, reference } = asked
  const { spec } = piece
  const sign = { because, ...(prompt !== undefined && { prompt }) }
  const without = (wish.without ?? []).filter((role) => playing(spec).includes(role))
  refuseSilence(spec, without)
  const key = keyFor(spec, wish, reference)
  const bpm = tempoFor(spec, wish, reference)
  const instruments = (wish.instruments ?? []).filter(({ role }) => !without.includes(role))
  const standing = {
    ...(without.length > 0 && { without }),
    ...(instruments.length > 0 && { instruments: [...instruments] }),
    ...((key.tonic !== spec.key.tonic || key.mode !== spec.key.mode) && { key }),
    ...(bpm !== spec.bpm && { bpm }),
  }
  const renewals = anewOf(piece, asked, { without, changes: Object.keys(standing).length > 0 })
  if (renewals.length === 0)
    return Object.keys(standing).length === 0 ? [] : [{ ...standing, ...sign }]
  return renewals.map((anew, i) => ({ ...(i === 0 && standing), anew, ...sign }))
}

function refuseSilence(spec: PieceSpec, without: readonly Role[]): void {
  if (playing(spec).some((role) => !without.includes(role))) return
  throw new HubError('bad-request', 'nobody would be left to play', {
    hint: `The piece has ${playing(spec).join(', ')}.`,
  })
}

type Standing = { readonly without: readonly Role[]; readonly changes: boolean }

/** What is written anew: what is named, who joins, or all that a change of energy asks for. */
function anewOf(piece: Piece, asked: ChangeAsked, { without, changes }: Standing): readonly Anew[] {
  const { wish, reference, seed } = asked
  const { again, parts, section } = reference
  const steps = stepsOf(piece, asked)
  const joining = (wish.with ?? []).filter(
    (role) => !playing(piece.spec).includes(role) && !without.includes(role),
  )
  const places = placesOf(piece, asked)
  const stirred = steps.energy !== undefined || steps.density !== undefined
  const named = parts ?? (section !== undefined || reference.bars !== undefined ? [] : undefined)
  if (joining.length > 0 && !named && !stirred && !again)
    return [{ parts: joining, seed: asked.isChosen ? seed : piece.seed }]
  if (!named && !stirred && !again) return []
  // All of it, with nothing to keep: that is a piece of its own.
  if (!named && !stirred && !changes && joining.length === 0 && handsOf(piece).length === 0)
    return []
  const whole = named === undefined || named.length === 0
  const free = [...playing(piece.spec), ...joining].filter(
    (role) => !without.includes(role) && !(whole && handsOf(piece).includes(role)),
  )
  const chosen = whole ? free : [...named, ...joining]
  if (chosen.length === 0) throw onlyHands()
  const from = stirred && !again && !asked.isChosen ? piece.seed : seed
  return places.map((bars) => ({
    parts: chosen,
    ...(bars && { bars: [...bars] as [number, number] }),
    seed: from,
    ...steps,
  }))
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
function placesOf(
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

function tempoFor(
  { bpm }: PieceSpec,
  wish: PieceWish,
  { tempoFactor = 1, tempoStep = 0 }: ChangeAsked['reference'],
): number {
  if (wish.bpm !== undefined) return wish.bpm
  const pace = 1 + moodPull(wish.moods, 'pace') * 0.08
  if (tempoFactor === 1 && tempoStep === 0 && pace === 1) return bpm
  return Math.min(300, Math.max(20, Math.round(bpm * tempoFactor * pace + tempoStep)))
}

function keyFor(spec: PieceSpec, wish: PieceWish, { shift, mode }: ChangeAsked['reference']): Key {
  if (wish.key) return wish.key
  const light = moodPull(wish.moods, 'light')
  const wanted = mode ?? (light < 0 ? 'minor' : light > 0 ? 'major' : undefined)
  const fits = wanted === undefined || isMinorish(spec.key) === (wanted === 'minor')
  const moved = shift === undefined ? spec.key.tonic : tonicAbove(spec.key.tonic, shift)
  return { tonic: moved, mode: fits ? spec.key.mode : wanted }
}

/** In the spelling that keys are mostly written in. */
const tonicAbove = (tonic: Tonic, steps: number): Tonic => {
  const pitch = toPitchClass(pitchClass(tonic) + steps)
  return pitchClassName(pitch, [1, 6].includes(pitch) ? 'sharp' : 'flat') as Tonic
}

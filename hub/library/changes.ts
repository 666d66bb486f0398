import { HubError } from '#core/errors.ts'
import type { Key, Tonic } from '#core/music/key.ts'
import { pitchClass, pitchClassName, toPitchClass } from '#core/music/pitch.ts'
import { isMinorish } from '#core/music/scale.ts'
import { beatsToMs } from '#core/music/tempo.ts'
import type { Piece } from '#core/score/piece.ts'
import { mostBars, type PieceSpec, type PieceWish, type Role } from '#core/score/piece-spec.ts'
import { barsOf } from '#core/score/played-sections.ts'
import type { Bars, Variation } from '#core/score/variation.ts'
import { whoPlays } from '#core/score/who-plays.ts'
import { moodPull } from '#hub/engine/mood-pull.ts'
import type { ChangeAsked } from './change-asked.ts'
import { stretched } from './named-sections.ts'
import { anewOf, energyOf, placesOf } from './renewals.ts'

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
    ...(others && { instruments: [...spec.instruments], with: whoPlays(spec) }),
    // Another style has other bars; what stays is how long it lasts.
    ...(others
      ? wish.seconds === undefined && { bars: Math.min(mostBars, length ?? bars) }
      : wish.bars === undefined && { seconds: Math.min(900, Math.round(secondsOf(piece))) }),
    energy: Math.min(1, Math.max(0, energyOf(spec) + (reference.energy ?? 0))),
    ...wish,
  }
}

const secondsOf = ({ lengthBeats, spec }: Piece): number => beatsToMs(lengthBeats, spec.bpm) / 1000

function variationsOf(piece: Piece, asked: ChangeAsked): readonly Variation[] {
  const { because, prompt, wish, reference } = asked
  const { spec } = piece
  const sign = { because, ...(prompt !== undefined && { prompt }) }
  const without = (wish.without ?? []).filter((role) => whoPlays(spec).includes(role))
  refuseSilence(spec, without)
  const key = keyFor(spec, wish, reference)
  const bpm = tempoFor(spec, wish, reference)
  const instruments = (wish.instruments ?? []).filter(({ role }) => !without.includes(role))
  const places = placesOf(piece, asked).flatMap((bars) => (bars ? [bars] : []))
  const standing = {
    ...(without.length > 0 && leaving(without, places)),
    ...(instruments.length > 0 && { instruments: [...instruments] }),
    ...((key.tonic !== spec.key.tonic || key.mode !== spec.key.mode) && { key }),
    ...(bpm !== spec.bpm && { bpm }),
  }
  const renewals = anewOf(piece, asked, { without, changes: Object.keys(standing).length > 0 })
  if (renewals.length === 0)
    return Object.keys(standing).length === 0 ? [] : [{ ...standing, ...sign }]
  return renewals.map((anew, i) => ({ ...(i === 0 && standing), anew, ...sign }))
}

/** Who goes, goes for good, or for the bars that are named. */
const leaving = (
  parts: readonly Role[],
  places: readonly Bars[],
): Pick<Variation, 'without' | 'rests'> =>
  places.length === 0
    ? { without: [...parts] }
    : { rests: places.map(([from, to]) => ({ parts: [...parts], bars: [from, to] })) }

function refuseSilence(spec: PieceSpec, without: readonly Role[]): void {
  if (whoPlays(spec).some((role) => !without.includes(role))) return
  throw new HubError('bad-request', 'nobody would be left to play', {
    hint: `The piece has ${whoPlays(spec).join(', ')}.`,
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

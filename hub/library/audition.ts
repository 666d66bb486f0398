import { chordFrom } from '#core/music/chord.ts'
import { toPitchClass } from '#core/music/pitch.ts'
import { romanOf } from '#core/music/roman.ts'
import { inKey, keyName } from '#core/music/scale.ts'
import type { Composition, Piece } from '#core/score/piece.ts'
import type { PieceSpec } from '#core/score/piece-spec.ts'
import type { Fault } from '#hub/engine/critic.ts'
import type { Workshop } from './making.ts'

/** What is wrong with a plan: where, as a JSON pointer into it, and what. */
export type PlanFault = { readonly at: string; readonly wrong: string }

/** The music of a plan, or what is wrong with it. */
export type Heard =
  | { readonly composition: Composition }
  | { readonly faults: readonly PlanFault[] }

/** Plays a plan of a provider to our own ear. */
export type Audition = (spec: PieceSpec, provider: string) => Promise<Heard>

/** As much of a piece as this is at home; less is no better plan. */
const leastAtHome = 0.8
/** More rules that it breaks tell nobody more. */
const mostRules = 8
/** How far the figures of the music may lie from the bands of its style, as the critic counts. */
const mostOff = 400

/**
 * Plays plans with the seed of the piece that was there. Where its tune breaks a rule the engine sings
 * one of its own; where even that is off, it says what is wrong.
 */
export function auditionFor(
  { seed, provenance }: Piece,
  { composer }: Pick<Workshop, 'composer'>,
): Audition {
  const { because, prompt } = provenance
  return async (spec, provider) => {
    const occasion = { seed, because, provider, ...(prompt !== undefined && { prompt }) }
    const { faultsOf } = await import('#hub/engine/critic.ts')
    const hear = async (plan: PieceSpec): Promise<Heard> => {
      const composition = await composer.compose({ spec: plan, ...occasion })
      const faults = faultsIn(composition, faultsOf(composition))
      return faults.length > 0 ? { faults } : { composition }
    }
    const asPlanned = await hear(spec)
    if ('composition' in asPlanned) return asPlanned
    const plain = { ...spec, sections: spec.sections.map((one) => ({ ...one, motif: [] })) }
    const untuned = await hear(plain)
    return 'composition' in untuned ? untuned : asPlanned
  }
}

function faultsIn(composition: Composition, broken: readonly Fault[]): readonly PlanFault[] {
  const { critic, form, parts, spec } = composition
  if (parts.every((part) => part.notes.length === 0))
    return [{ at: '/sections', wrong: 'nobody plays a note' }]
  // By its name: a section's number in what was written may be another than in what is played.
  const rules = broken.slice(0, mostRules).map(({ wrong, start }) => {
    const place = form.findLast((one) => one.start <= start)
    return { at: '/sections', wrong: place ? `in section ${place.section} the ${wrong}` : wrong }
  })
  const off = (critic?.off ?? 0) > mostOff && rules.length === 0
  return [
    ...rules,
    ...(shareAtHome(composition) < leastAtHome
      ? [{ at: '/sections', wrong: `too many notes are outside ${keyName(spec.key)}` }]
      : []),
    ...(off ? [{ at: '/style', wrong: 'the music is far from what this style is like' }] : []),
  ]
}

/** The share of notes in the key, or in a chord that is borrowed from near it. */
function shareAtHome({ parts, chords, spec: { key } }: Composition): number {
  const near = chords.map(({ symbol, start }, i) => {
    const role = romanOf(symbol, key, chords[i + 1]?.symbol)?.role ?? 'chromatic'
    return { start, tones: role === 'chromatic' ? [] : (chordFrom(symbol)?.tones ?? []) }
  })
  const notes = parts.flatMap((part) => (part.role === 'drums' ? [] : part.notes))
  const home = notes.filter(({ pitch, start }) => {
    const chord = near.findLast((one) => one.start <= start + 0.1)
    return inKey(pitch, key) || chord?.tones.includes(toPitchClass(pitch))
  })
  return notes.length === 0 ? 1 : home.length / notes.length
}

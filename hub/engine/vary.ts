import { barBeats } from '#core/music/meter.ts'
import type { Composition } from '#core/score/piece.ts'
import type { PieceSpec, Role, Section } from '#core/score/piece-spec.ts'
import { isSound } from '#core/score/sounds.ts'
import type { Anew, Origin, Variation } from '#core/score/variation.ts'
import { composePiece, type Occasion } from './compose.ts'
import { composeAgain } from './compose-again.ts'
import { engineVersion } from './engine-version.ts'
import { rested } from './rested.ts'
import { sectionsIn } from './sections-in.ts'
import { transposed } from './transpose.ts'

/** A variation done: what it does not name is as it was, to the byte. */
export function varied(composition: Composition, variation: Variation): Composition {
  const { without = [], rests = [], instruments = [], key, bpm, anew } = variation
  const { title, because, prompt } = variation
  const occasion: Occasion = { because, ...(prompt !== undefined && { prompt }) }
  // Whoever wrote what was there before, it takes this engine to do this to it again.
  const before = { ...composition, engine: engineVersion }
  let result = without.length > 0 ? lessened(before, without, occasion) : before
  if (rests.length > 0) result = rested(result, rests)
  if (key) result = transposed(result, key)
  if (bpm !== undefined) result = { ...result, spec: { ...result.spec, bpm } }
  if (title !== undefined) result = { ...result, spec: { ...result.spec, title } }
  if (instruments.length > 0) result = onOther(result, instruments)
  if (!anew) return result
  return composeAgain(joined(result, anew), anew, occasion)
}

const plays = ({ sections }: PieceSpec, role: Role): boolean =>
  sections.some(({ roles }) => roles.includes(role))

/** Parts go. A section that they played alone is written anew for those who are left. */
function lessened(
  composition: Composition,
  without: readonly Role[],
  occasion: Occasion,
): Composition {
  const everybody = new Set(composition.spec.sections.flatMap(({ roles }) => roles))
  const left = [...everybody].filter((role) => !without.includes(role))
  const silent: string[] = []
  const sections = composition.spec.sections.map((section): Section => {
    const roles = section.roles.filter((role) => !without.includes(role))
    if (roles.length > 0) return { ...section, roles }
    silent.push(section.id)
    return { ...section, roles: left }
  })
  const parts = composition.parts.filter(({ role }) => left.includes(role))
  const instruments = composition.spec.instruments.filter(({ role }) => left.includes(role))
  const spec = { ...composition.spec, sections, instruments }
  const bar = barBeats(spec.meter)
  return composition.form
    .filter(({ section }) => silent.includes(section))
    .reduce<Composition>(
      (result, { start, length }) => {
        const bars: [number, number] = [start / bar + 1, (start + length) / bar]
        return composeAgain(result, { parts: left, bars, seed: composition.seed }, occasion)
      },
      { ...composition, spec, parts },
    )
}

/** Who joins plays in the bars that are named; else wherever the piece is in full swing, and everywhere if it never is. */
function joined(composition: Composition, { parts = [], bars, joins }: Anew): Composition {
  const { spec } = composition
  const most = Math.max(...spec.sections.map(({ roles }) => roles.length))
  const named = joins && bars ? sectionsIn(composition, bars) : undefined
  const isFull = ({ roles }: Section): boolean => roles.length * 2 > most
  const joining = named ? parts : parts.filter((role) => !plays(spec, role))
  const sections = spec.sections.map((section) => {
    const others = joining.filter((role) => !section.roles.includes(role))
    const isMeant = named ? named.includes(section.id) : isFull(section)
    return isMeant ? { ...section, roles: [...section.roles, ...others] } : section
  })
  return { ...composition, spec: { ...spec, sections } }
}

function onOther(
  composition: Composition,
  asked: NonNullable<Variation['instruments']>,
): Composition {
  const soundOf = new Map(
    asked.filter(({ sound }) => isSound(sound)).map(({ role, sound }) => [role, sound]),
  )
  const instruments = [
    ...composition.spec.instruments.filter(({ role }) => !soundOf.has(role)),
    ...[...soundOf].map(([role, sound]) => ({ role, sound })),
  ]
  const parts = composition.parts.map((part) => ({
    ...part,
    sound: soundOf.get(part.role) ?? part.sound,
  }))
  return { ...composition, spec: { ...composition.spec, instruments }, parts }
}

/** What a composition began as, and what was done to it since. */
export type History = {
  readonly origin: Origin | { readonly written: Composition }
  readonly variations: readonly Variation[]
}

/** The composition made again from its history, to the byte where the engine is the same. */
export function remade({ origin, variations }: History): Composition {
  const first =
    'written' in origin ? origin.written : composePiece(origin.spec, origin.seed, origin)
  return variations.reduce(varied, first)
}

import { barBeats } from '#core/music/meter.ts'
import type { Random } from '#core/random.ts'
import type { NoteEvent } from '#core/score/note-event.ts'
import type { Composition, Part } from '#core/score/piece.ts'
import type { PieceSpec, Role } from '#core/score/piece-spec.ts'
import type { Anew } from '#core/score/variation.ts'
import { ticksPerBeat } from './bar-grid.ts'
import { candidate, chanceOf, type Occasion, type Stage, stageFor, type Toss } from './compose.ts'
import { judge } from './critic.ts'
import { early, joined } from './joints.ts'
import { writtenAt } from './performance.ts'
import type { Busy } from './rhythm.ts'
import { drumPitches } from './styles/style.ts'

/** Tries, so that the new notes meet the old ones without a leap nobody could sing. */
const candidates = 12
/** So many of them on the motif and groove that are meant, before others are tried. */
const onItsGround = 6

/**
 * Some parts, some bars, or both, written anew: the harmony stays, and every other note, to the byte
 * and with its author. New bars within a part keep its motif and groove; a new part has its own.
 */
export function composeAgain(
  composition: Composition,
  anew: Anew,
  occasion: Occasion,
): Composition {
  const { spec, seed } = composition
  const stage = stageFor(stirred(spec, anew), busyOf(anew))
  const parts = anew.parts ?? playing(spec)
  const rewrite = { composition, anew, parts, ...placeOf(anew, composition), stage }
  const kicks = parts.includes('drums') ? undefined : kicksIn(composition, stage)
  const grounds = groundsFor(rewrite)
  // From its own seed a piece is to stay what it was, so that only a broken rule asks for another try.
  const [first, enough] = anew.seed === seed ? [composition.critic?.chosen ?? 0, 999] : [0, 0]
  let best: { readonly composition: Composition; readonly off: number } | undefined
  for (let i = 0; i < candidates; i++) {
    const toss: Toss = {
      ...{ seed: anew.seed, take: (first + i) % candidates },
      ...(i < onItsGround && { grounds }),
      ...(kicks && { kicks }),
    }
    const merged = mergedWith(candidate(stage, toss, occasion), rewrite)
    const off = judge(merged, stage.song.style)
    if (!best || off < best.off) best = { composition: merged, off }
    if (off <= enough) break
  }
  return best!.composition
}

type Rewrite = {
  readonly composition: Composition
  readonly anew: Anew
  readonly parts: readonly Role[]
  readonly stage: Stage
  /** In beats. */
  readonly from: number
  readonly to: number
}

/** Every role the piece has a place for, in their own order. */
const playing = (spec: PieceSpec): readonly Role[] => [
  ...new Set(spec.sections.flatMap((section) => section.roles)),
]

/** Bars that lie beyond the piece end with it. */
function placeOf({ bars }: Anew, { spec, lengthBeats }: Composition) {
  const bar = barBeats(spec.meter)
  if (!bars) return { from: 0, to: lengthBeats }
  return {
    from: Math.min(lengthBeats, (bars[0] - 1) * bar),
    to: Math.min(lengthBeats, bars[1] * bar),
  }
}

function busyOf({ energy = 0, density = energy }: Anew): Busy {
  if (Math.abs(density) < 0.05) return 0
  const way = density > 0 ? 1 : -1
  return Math.abs(density) < 0.15 ? (way > 0 ? 0.5 : -0.5) : way
}

/** The plan with more or less going on, for the new notes only. */
function stirred(spec: PieceSpec, { energy = 0, density = energy }: Anew): PieceSpec {
  if (energy === 0 && density === 0) return spec
  const sections = spec.sections.map((section) => ({
    ...section,
    energy: within01(section.energy + energy),
    density: within01(section.density + density),
  }))
  return { ...spec, sections }
}

const within01 = (x: number): number => Math.min(1, Math.max(0, Math.round(x * 1000) / 1000))

function kicksIn({ parts }: Composition, { song }: Stage): ReadonlySet<number> | undefined {
  const drums = parts.find(({ role }) => role === 'drums')
  const kicks = drums?.notes.filter(({ pitch }) => pitch === drumPitches.kick)
  return kicks && new Set(kicks.map(({ start }) => writtenAt(start * ticksPerBeat, song)))
}

/** Of new bars within a part, the motif and groove that the rest of it was written with; else new ones. */
function groundsFor({ composition, anew, parts }: Rewrite): Partial<Record<Role, Random>> {
  const seedFor = (role: Role): number => (anew.bars ? seedOf(composition, role) : anew.seed)
  return Object.fromEntries(parts.map((role) => [role, groundOf(composition, seedFor(role))]))
}

/** Whatever take is chosen later, motifs and grooves of a seed are those of one: bars can come back to it. */
const groundOf = ({ seed, critic }: Composition, of: number): Random =>
  chanceOf({ seed: of, take: of === seed ? (critic?.chosen ?? 0) : 0 })

/** The seed that most of a part was written from. */
function seedOf({ parts, seed }: Composition, role: Role): number {
  const counts = new Map<number, number>()
  for (const { author } of parts.find((part) => part.role === role)?.notes ?? [])
    if (author.kind === 'machine') counts.set(author.seed, (counts.get(author.seed) ?? 0) + 1)
  const [most = seed] = [...counts].toSorted(([, a], [, b]) => b - a)[0] ?? []
  return most
}

function mergedWith(fresh: Composition, rewrite: Rewrite): Composition {
  const { composition, parts } = rewrite
  const roles = [
    ...composition.parts.map(({ role }) => role),
    ...parts.filter((role) => !composition.parts.some((part) => part.role === role)),
  ]
  return {
    ...composition,
    parts: roles.flatMap((role): Part[] => {
      const old = composition.parts.find((part) => part.role === role)
      const young = fresh.parts.find((part) => part.role === role)
      if (!parts.includes(role) || !young) return old ? [old] : []
      const notes = rejoined(old?.notes ?? [], young.notes, rewrite, role)
      return notes.length > 0 ? [{ ...(old ?? young), notes }] : []
    }),
  }
}

function rejoined(
  old: readonly NoteEvent[],
  young: readonly NoteEvent[],
  { from, to }: Rewrite,
  role: Role,
): NoteEvent[] {
  const line = (beats: number): number => (beats === 0 ? 0 : beats - early)
  const isInside = ({ start }: NoteEvent): boolean => start >= line(from) && start < line(to)
  const kept = old.filter((note) => !isInside(note))
  const held = young.filter(
    ({ start, length }) => start < line(from) && start + length > from + early,
  )
  const fresh = [
    ...held.map((note) => ({ ...note, start: from, length: note.start + note.length - from })),
    ...young.filter(isInside),
  ]
  return joined(kept, fresh, role)
}

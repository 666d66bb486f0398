import { barBeats } from '#core/music/meter.ts'
import type { NoteEvent } from '#core/score/note-event.ts'
import type { Composition } from '#core/score/piece.ts'
import type { PieceSpec, PieceWish, Role, Section } from '#core/score/piece-spec.ts'
import { quantised } from '#core/score/quantised.ts'
import { keyOf } from '#hub/engine/live/key-of.ts'
import { composePiece, type Occasion } from './compose.ts'
import { harmonised } from './harmonise.ts'
import { joined } from './joints.ts'
import { planPiece } from './plan.ts'
import { styleFor } from './styles/index.ts'

/** How far what was played moves onto the sixteenths: the hand stays to be felt. */
const strength = 0.75

/**
 * A piece around what somebody played: the notes stay, drawn to the grid, with their authors, as melody,
 * bass or chords by where and how they lie; the chords under them are found for them, and the other
 * parts, and what follows them, are composed.
 */
export function composeAround(
  played: readonly NoteEvent[],
  { wish, seed }: { readonly wish: PieceWish; readonly seed: number },
  occasion: Occasion,
): Composition {
  const key = wish.key ?? keyOf(played)
  const role = roleOf(played)
  if (wish.without?.includes(role))
    return composePiece(planPiece({ ...wish, key }, seed), seed, occasion)
  const style = styleFor(wish.style)
  const meter = wish.meter ?? style.meter
  const notes = quantised(played, { grid: 0.25, strength })
  const last = Math.max(...notes.map(({ start }) => start))
  const bars = Math.floor(last / barBeats(meter) + 1e-9) + 1
  const wanted =
    wish.bars ?? (wish.seconds === undefined ? Math.ceil((bars + 1) / 4) * 4 : undefined)
  const asked = { ...wish, key, meter, with: [...new Set([...(wish.with ?? []), role])] }
  const plan = planOver(bars, wanted === undefined ? asked : { ...asked, bars: wanted }, seed)
  const spec = under(plan, { chords: harmonised(notes, { key, meter, style }), role })
  const composition = composePiece(spec, seed, occasion)
  return {
    ...composition,
    parts: composition.parts.map((part) =>
      part.role === role
        ? { ...part, notes: led(within(notes, composition.lengthBeats), part.notes, role) }
        : part,
    ),
  }
}

/** A piece is never shorter than what was played: seconds or bars that would cut it off give way. */
function planOver(bars: number, wish: PieceWish, seed: number): PieceSpec {
  const plan = planPiece(wish, seed)
  const planned = plan.sections.reduce((sum, section) => sum + section.bars, 0)
  return planned < bars ? planPiece({ ...wish, bars }, seed) : plan
}

/** What is still held when the piece is over ends with it. */
const within = (notes: readonly NoteEvent[], lengthBeats: number): readonly NoteEvent[] =>
  notes.map((note) => ({ ...note, length: Math.min(note.length, lengthBeats - note.start) }))

/** Where the played part stops, what was composed for it goes on. */
function led(
  played: readonly NoteEvent[],
  composed: readonly NoteEvent[],
  role: Role,
): NoteEvent[] {
  const end = Math.max(...played.map(({ start, length }) => start + length))
  return joined(
    played,
    composed.filter(({ start }) => start >= end),
    role,
  )
}

/** Low notes are a bass, several at once chords, anything else is a tune. */
function roleOf(played: readonly NoteEvent[]): Role {
  const mean = played.reduce((sum, { pitch }) => sum + pitch, 0) / played.length
  if (mean < 48) return 'bass'
  const together = played.filter(({ start }, i) => i > 0 && start - played[i - 1]!.start < 1 / 16)
  return together.length * 3 >= played.length ? 'chords' : 'melody'
}

/** The plan with these chords, a bar each, from its first bar on, and the player in all its sections. */
function under(
  plan: PieceSpec,
  { chords, role }: { readonly chords: readonly string[]; readonly role: Role },
): PieceSpec {
  const bar = barBeats(plan.meter)
  let at = 0
  const sections: Section[] = []
  for (const id of plan.form) {
    const section = plan.sections.find((one) => one.id === id)!
    const own = barsIn(section, bar)
    const found = chords.slice(at, at + section.bars)
    at += section.bars
    sections.push({
      ...section,
      chords: [...found.map((chord) => `${chord}*${bar}`), ...own.slice(found.length).flat()],
      roles: section.roles.includes(role) ? section.roles : [...section.roles, role],
    })
  }
  return { ...plan, sections }
}

/** The chords of each bar of a section, with their beats. */
function barsIn({ chords, bars }: Section, bar: number): readonly (readonly string[])[] {
  const lines: string[][] = Array.from({ length: bars }, () => [])
  let at = 0
  for (const text of chords) {
    const [symbol = '', beats] = text.split('*')
    const length = beats === undefined ? (bars * bar) / chords.length : Number(beats)
    lines[Math.min(bars - 1, Math.floor(at / bar + 1e-9))]!.push(`${symbol}*${length}`)
    at += length
  }
  return lines
}

import type { Role } from '#core/score/piece-spec.ts'
import type { SectionKind, Style } from './styles/style.ts'

/** A place in the form before it has chords: `id` is its kind, primed each time it comes back varied. */
export type Place = {
  readonly id: string
  readonly kind: SectionKind
  readonly bars: number
  /** 0 calm to 1 wild, in hundredths. */
  readonly energy: number
}

/** What follows what, by the number of sections between intro and outro. */
const bodies: Readonly<Record<Style['form'], readonly string[]>> = {
  song: ['A', 'AA', 'ABA', 'AABA', 'AABAB', 'AABACA', 'AABAACA', 'AABACABA'],
  aaba: ['A', 'AA', 'ABA', 'AABA', 'AABAA', 'AABABA', 'AABAABA', 'AABAAABA'],
  build: ['A', 'AB', 'AAB', 'ABCB', 'ABBCB', 'AABBCB', 'AABBCAB', 'AABBCABB'],
  drift: ['A', 'AB', 'ABA', 'AABA', 'ABACA', 'ABACAB', 'ABACABA', 'ABACABCA'],
}
type Lift = Readonly<Record<SectionKind, number>>
const song: Lift = { intro: -12, A: 0, B: 14, C: 8, break: -20, outro: -14 }
/**
 * How much wilder or calmer than its verse a piece is in each kind of section, in hundredths. Songs
 * come in near their own level; what builds comes from below, and lets go before it comes back.
 */
const lift: Readonly<Record<Style['form'], Lift>> = {
  song,
  aaba: song,
  build: { intro: -22, A: 0, B: 14, C: -12, break: -26, outro: -16 },
  drift: { intro: -22, A: 0, B: 14, C: 8, break: -26, outro: -16 },
}

/**
 * Sections that fill exactly `bars` bars: eight bars each where there is room, four in short pieces;
 * what is left over becomes intro, break and outro. Music that builds or drifts takes its time to come
 * and to go: eight bars each, sixteen in long pieces. Thirty-two bars are four times eight, as ever.
 */
export function formOf(bars: number, style: Style, energy: number): readonly Place[] {
  const unit = unitOf(bars)
  const ends = endsOf(bars, style)
  const count = Math.min(8, Math.max(1, Math.floor((bars - ends) / unit)))
  const body = bodies[style.form][count - 1]!
  // A breakdown needs room: four bars of it would be half of a short piece.
  const roomy = style.form === 'build' && unit < 8 ? body.replaceAll('C', 'A') : body
  const kinds = roomy.split('') as SectionKind[]
  const rest = bars - count * unit
  return named(spread(kinds, { unit, rest, ends }), style, energy)
}

/** Sections grow with the piece, so that a quarter of an hour still has a form one can follow. */
function unitOf(bars: number): number {
  if (bars < 32) return Math.min(4, bars)
  if (bars < 112) return 8
  if (bars <= 320) return 16
  return bars <= 640 ? 32 : 64
}

/** Bars kept for intro and outro together. */
function endsOf(bars: number, { form }: Style): number {
  const most = form === 'build' ? 48 : form === 'drift' ? 40 : Number.POSITIVE_INFINITY
  if (bars >= 96 && bars >= most) return 32
  if (bars >= most) return 16
  return bars >= 40 || (bars >= 24 && bars < 32) ? 8 : 0
}

type Slot = { readonly kind: SectionKind; readonly bars: number }
type Room = { readonly unit: number; readonly rest: number; readonly ends: number }

/** Up to eight bars over: an intro, then an outro, then a break before the last section; more: again. */
function spread(kinds: readonly SectionKind[], room: Room): readonly Slot[] {
  const { unit, rest } = room
  const body = kinds.map((kind): Slot => ({ kind, bars: unit }))
  if (rest > mostOver(room)) return again(body, room)
  const { intro, pause } = overOf(room)
  const outro = rest - intro - pause
  return [
    ...(intro > 0 ? [{ kind: 'intro', bars: intro } as const] : []),
    ...body.slice(0, -1),
    ...(pause > 0 ? [{ kind: 'break', bars: pause } as const] : []),
    body.at(-1)!,
    ...(outro > 0 ? [{ kind: 'outro', bars: outro } as const] : []),
  ]
}

const mostOver = ({ unit, ends }: Room): number => (ends > 8 ? ends + unit - 1 : unit * 2 + 8)

function overOf({ unit, rest, ends }: Room): { readonly intro: number; readonly pause: number } {
  if (ends > 8) return { intro: ends / 2, pause: Math.min(8, 4 * Math.floor((rest - ends) / 4)) }
  const four = Math.min(unit, 4 * Math.ceil(rest / 16))
  const intro = rest >= 6 ? four : 0
  return { intro, pause: rest - intro > unit ? four : 0 }
}

/** A piece longer than its form begins the form before it plays it whole, so that it ends as it should. */
function again(body: readonly Slot[], room: Room): readonly Slot[] {
  const more: Slot[] = []
  let { rest } = room
  for (; rest > mostOver(room); rest -= room.unit) more.push(body[more.length % body.length]!)
  const kinds = [...more, ...body].map((slot) => slot.kind)
  return spread(kinds, { ...room, rest })
}

function named(slots: readonly Slot[], style: Style, energy: number): readonly Place[] {
  const seen = new Map<SectionKind, number>()
  return slots.map(({ kind, bars }) => {
    const times = seen.get(kind) ?? 0
    seen.set(kind, times + 1)
    const level = Math.min(
      100,
      Math.max(5, energy + lift[style.form][kind] + grown(kind, times, style)),
    )
    return { id: kind + "'".repeat(times), kind, bars, energy: level }
  })
}

/** What comes back has grown; a theme grows from chorus to chorus to the last. */
function grown(kind: SectionKind, times: number, { form }: Style): number {
  if (kind !== 'A' && kind !== 'B') return 0
  return form === 'aaba' ? Math.min(24, times * 5) : Math.min(12, times * 6)
}

/** A section's family: what shares its motif and groove. `A''`, `verse 2` and `verse 1` lose what follows. */
export const familyOf = (id: string): string => id.replace(/[\s'’_-]*\d*['’]*$/, '') || id

/** Sections that frame the others and have no subject of their own. */
export const isFrame = (family: string): boolean =>
  /^(intro|outro|break|breakdown|interlude|coda|tag)$/i.test(family)

/** Who plays in a section of this kind: the style's layers within what the piece has, and who was asked for. */
export function rolesOf(
  kind: SectionKind,
  style: Style,
  { playing, asked }: { readonly playing: readonly Role[]; readonly asked: readonly Role[] },
): Role[] {
  const layer = style.layers[kind] ?? style.layers.A
  const ends = kind === 'intro' || kind === 'break' || kind === 'outro'
  const wanted = playing.filter((role) => layer.includes(role) || (!ends && asked.includes(role)))
  return wanted.length > 0 ? wanted : [...playing]
}

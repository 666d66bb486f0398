import { chordFrom } from '#core/music/chord.ts'
import type { Key } from '#core/music/key.ts'
import type { Random } from '#core/random.ts'
import type { PieceWish, Role, Section } from '#core/score/piece-spec.ts'
import type { BarGrid } from './bar-grid.ts'
import { familyOf, type Place, rolesOf } from './form.ts'
import { pitchClassEntropy, scaleConsistency } from './metrics.ts'
import {
  type Bar,
  type Close,
  closed,
  coloured,
  fourBars,
  lay,
  resolved,
  symbolsOf,
} from './progression.ts'
import type { Style } from './styles/style.ts'

/** What is settled before the sections are: all but their chords. */
export type Plan = {
  readonly wish: PieceWish
  readonly style: Style
  readonly key: Key
  readonly grid: BarGrid
  readonly playing: readonly Role[]
}

/** Tries at a harmony, and how far inside its band the chords should lie: bass and tune add to them. */
const harmonies = 8
const margin = 0.01

/**
 * Harmony of which some is outside the key, but not so much that the key is lost: the first of a few
 * tries whose chord tones lie in the band of the style, else the nearest.
 */
export function settledSections(places: readonly Place[], plan: Plan, random: Random): Section[] {
  const { scaleConsistency: scale, pitchClassEntropy: entropy } = plan.style.bands
  let best: { sections: Section[]; off: number } | undefined
  for (let attempt = 0; attempt < harmonies; attempt++) {
    const sections = sectionsOf(places, plan, random.fork(`harmony ${attempt}`))
    const tones = tonesOf(sections)
    const inside = scaleConsistency(tones)
    const many = pitchClassEntropy(tones) - (entropy.high - 8 * margin)
    const off = Math.max(0, scale.low + margin - inside, inside - scale.high, many)
    if (!best || off < best.off) best = { sections, off }
    if (off === 0) break
  }
  return best!.sections
}

/** Every chord tone of a piece, as long as it sounds: once for each beat of its section's share. */
function tonesOf(sections: readonly Section[]): readonly { readonly pitch: number }[] {
  return sections.flatMap(({ chords, bars }) =>
    chords.flatMap((text) => {
      const [symbol = '', beats] = text.split('*')
      const times = Math.max(
        1,
        Math.round((beats === undefined ? (4 * bars) / chords.length : Number(beats)) * 2),
      )
      const tones = chordFrom(symbol)?.tones ?? []
      return tones.flatMap((pitch) => Array.from({ length: times }, () => ({ pitch })))
    }),
  )
}

function sectionsOf(places: readonly Place[], plan: Plan, random: Random): Section[] {
  const phrases = new Map<string, readonly (readonly Bar[])[]>()
  const phrasesFor = (place: Place): readonly (readonly Bar[])[] => {
    const ground = groundFor(place, plan.style)
    if (!phrases.has(ground)) phrases.set(ground, groundOf(ground, plan, random.fork(ground)))
    return phrases.get(ground)!
  }
  return places.map((place, i): Section => {
    const ground = groundFor(place, plan.style)
    const fork = random.fork(`${familyOf(place.id)}${i}`)
    const laid = lay(phrasesFor(place), place.bars)
    const warm = coloured(laid, plan.style, plan.key, random.fork(`colour ${ground}`))
    const tonality = { style: plan.style, mode: plan.key.mode }
    const ending = closed(warm, closeOf(places, i, plan.style), tonality, fork)
    const next = places[i + 1] && phrasesFor(places[i + 1]!)[0]![0]![0]
    const bars = resolved(ending, next, plan.key)
    const stays: readonly Role[] = drumsStay(places, i, plan.style) ? ['drums'] : []
    const asked = [...(plan.wish.with ?? []), ...stays]
    return {
      id: place.id,
      bars: place.bars,
      chords: symbolsOf(bars, plan),
      energy: place.energy / 100,
      density: densityOf(place, fork) / 100,
      roles: rolesOf(entersAs(places, i, plan.style), plan.style, { playing: plan.playing, asked }),
      motif: [],
    }
  })
}

/** Music that builds and has no intro begins with the layers of one; a single section of it is the drop. */
function entersAs(places: readonly Place[], i: number, { form }: Style): Place['kind'] {
  if (form !== 'build' || i > 0) return places[i]!.kind
  if (places.length === 1) return 'B'
  return places.length > 2 ? 'intro' : places[i]!.kind
}

/** A drummer who has come in stays for what is sung after it; where music builds, layers come and go. */
function drumsStay(places: readonly Place[], i: number, { form, layers }: Style): boolean {
  const isSung = ({ kind }: Place): boolean => kind === 'A' || kind === 'B'
  if ((form !== 'song' && form !== 'aaba') || !isSung(places[i]!)) return false
  return places
    .slice(0, i)
    .some((place) => isSung(place) && (layers[place.kind] ?? layers.A).includes('drums'))
}

/** Intro, break and outro go over the ground of the verse; music that builds stays on it but for its break. */
function groundFor({ kind }: Place, { form }: Style): 'A' | 'B' | 'C' {
  if (kind === 'C') return 'C'
  return kind === 'B' && form !== 'build' ? 'B' : 'A'
}

/** The phrases a family of sections goes round: one for a loop, two where a song answers itself. */
function groundOf(kind: string, { style, key }: Plan, random: Random): readonly (readonly Bar[])[] {
  const first = fourBars(style, key.mode, random.fork('first'))
  const second = fourBars(style, key.mode, random.fork('second'))
  if (style.form === 'aaba') return [first, second]
  if (style.form === 'song' && kind === 'B') return [second, first]
  return [first]
}

/** Songs breathe at the ends of their sections; what builds goes round until it is over. */
function closeOf(places: readonly Place[], i: number, { form }: Style): Close {
  const next = places[i + 1]
  if (form === 'build') return next ? 'open' : 'home'
  if (!next || next.kind === 'outro') return 'full'
  return next.kind !== places[i]!.kind && places[i]!.bars >= 4 ? 'half' : 'open'
}

const densityOf = (place: Place, random: Random): number =>
  Math.min(100, Math.max(5, place.energy + random.below(11) - 5))

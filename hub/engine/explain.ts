import { styles as labels } from '#core/language/styles.ts'
import type { Key } from '#core/music/key.ts'
import { barBeats, meterName } from '#core/music/meter.ts'
import { type Roman, romanOf } from '#core/music/roman.ts'
import { keyName } from '#core/music/scale.ts'
import { v } from '#core/schema.ts'
import { Bed } from '#core/score/bed.ts'
import { type Composition, type Piece, Shares } from '#core/score/piece.ts'
import { Role } from '#core/score/piece-spec.ts'
import { sharesOf } from '#core/score/shares.ts'
import { Bars, Variation } from '#core/score/variation.ts'
import { chanceOf } from './compose.ts'
import { engineVersion } from './engine-version.ts'
import { courseOf } from './melody.ts'
import { songOf } from './song.ts'
import { styleFor } from './styles/index.ts'

const Harmony = v.object({
  symbol: v.string(),
  numeral: v.string(),
  role: v.picklist(['diatonic', 'secondary', 'borrowed', 'tritone', 'chromatic', 'unknown']),
  beats: v.number(),
})

/** Why a piece is as it is. */
export const Explanation = v.object({
  piece: v.string(),
  title: v.string(),
  style: v.object({ asked: v.string(), played: v.string(), moods: v.array(v.string()) }),
  key: v.string(),
  bpm: v.number(),
  meter: v.string(),
  sections: v.array(
    v.object({
      section: v.string(),
      bars: Bars,
      energy: v.number(),
      roles: v.array(Role),
      harmony: v.array(Harmony),
      /** How it ends: at home, over the subdominant, on the dominant, or by going on. */
      cadence: v.picklist(['full', 'plagal', 'modal', 'half', 'open']),
      /** What each bar of the melody does; none where it is silent or not ours to know. */
      melody: v.array(v.string()),
    }),
  ),
  /** Where the tunes come from: a motif for each family of sections. */
  motifs: v.array(
    v.object({
      of: v.string(),
      source: v.picklist(['written in the plan', 'invented']),
      /** Step in sixteenths, length in sixteenths, degrees above its first note. */
      notes: v.array(v.tuple([v.number(), v.number(), v.number()])),
    }),
  ),
  made: v.object({
    engine: v.string(),
    version: v.string(),
    seed: v.number(),
    providers: v.array(v.string()),
    /** How many candidates were tried, which was taken, and what the critic held against it. */
    critic: v.exactOptional(v.object({ tried: v.number(), chosen: v.number(), off: v.number() })),
    because: v.string(),
    prompt: v.exactOptional(v.string()),
    from: v.exactOptional(v.string()),
    variations: v.array(Variation),
  }),
  shares: Shares,
  /** Sound that lies under it, which the shares have not in them. */
  bed: v.exactOptional(Bed),
})
export type Explanation = Readonly<v.InferOutput<typeof Explanation>>

/** From what is kept of the piece, and by the same steps that made it: the same each time. */
export function explain(piece: Piece): Explanation {
  const { id, title, spec, seed, engine, critic, provenance } = piece
  const { because, prompt, from, variations = [] } = provenance
  const tunes = tunesOf(piece)
  return {
    piece: id,
    title,
    style: {
      asked: spec.style,
      played: labels[styleFor(spec.style).id].label,
      moods: [...spec.moods],
    },
    key: keyName(spec.key),
    bpm: spec.bpm,
    meter: meterName(spec.meter),
    sections: piece.form.map((_, i) => ({ ...sectionAt(piece, i), melody: tunes.bars[i] ?? [] })),
    motifs: tunes.motifs,
    made: {
      ...{ engine: engine.name, version: engine.version, seed },
      providers: providersOf(piece),
      ...(critic && { critic }),
      because,
      ...(prompt !== undefined && { prompt }),
      ...(from !== undefined && { from }),
      variations: [...variations],
    },
    shares: sharesOf(piece.parts),
    ...(piece.bed && { bed: piece.bed }),
  }
}

function sectionAt({ form, spec, chords }: Piece, i: number) {
  const { section, start, length } = form[i]!
  const bar = barBeats(spec.meter)
  const plan = spec.sections.find(({ id }) => id === section)
  const inside = chords.filter((chord) => chord.start >= start && chord.start < start + length)
  const after = chords.find((chord) => chord.start >= start + length)?.symbol
  const harmony = inside.map(({ symbol, length: beats }, n) => {
    const roman = romanOf(symbol, spec.key, inside[n + 1]?.symbol ?? after)
    return { symbol, ...(roman ?? { numeral: '?', role: 'unknown' as const }), beats }
  })
  return {
    section,
    bars: [Math.round(start / bar) + 1, Math.round((start + length) / bar)] as [number, number],
    energy: plan?.energy ?? 0,
    roles: [...(plan?.roles ?? [])],
    harmony,
    cadence: cadenceOf(
      harmony.map(({ numeral }) => numeral),
      spec.key,
    ),
  }
}

function cadenceOf(
  numerals: readonly Roman['numeral'][],
  { mode }: Key,
): Explanation['sections'][number]['cadence'] {
  const [before, last] = [numerals.at(-2), numerals.at(-1)]
  const isHome = last === 'I' || last === 'i' || (mode === 'locrian' && last === 'i°')
  if (last === 'V' || last === 'subV') return 'half'
  if (!isHome) return 'open'
  if (before === 'V' || before === 'subV') return 'full'
  if (before === 'IV' || before === 'iv') return 'plagal'
  return before === 'VII' || before === 'bVII' || before === 'II' || before === 'v'
    ? 'modal'
    : 'open'
}

const providersOf = ({ parts }: Composition): string[] => [
  ...new Set(
    parts.flatMap(({ notes }) =>
      notes.flatMap(({ author }) => (author.kind === 'machine' ? [author.provider] : [])),
    ),
  ),
]

/** What each letter of a plan (see melody.ts) does, for people. */
const doings: Readonly<Record<string, string>> = {
  m: 'the motif',
  r: 'its answer',
  s: 'the motif in sequence',
  i: 'the motif upside down',
  f: 'its head twice',
  w: 'the motif with another tail',
  p: 'the motif with its last note early',
  h: 'its head and a rest',
  t: 'its tail after a rest',
  v: 'the motif embellished',
  o: 'an ending that asks',
  c: 'an ending at rest',
  j: 'improvised over the changes',
  '.': 'silence',
}

/** The tune as it was first composed, by the plan and seed it was composed from. */
function tunesOf(piece: Piece): { bars: string[][]; motifs: Explanation['motifs'] } {
  const { origin } = piece.provenance
  const isOurs =
    piece.engine.name === engineVersion.name && piece.engine.version === engineVersion.version
  if (!isOurs || (origin && 'written' in origin)) return { bars: [], motifs: [] }
  const song = songOf(origin?.spec ?? piece.spec)
  const chance = chanceOf({ seed: piece.seed, take: piece.critic?.chosen ?? 0 }).fork('melody')
  const motifs = new Map<string, Explanation['motifs'][number]>()
  const bars = song.passages.map((passage) => {
    if (!passage.section.roles.includes('melody')) return []
    const { motif, letters, isWritten } = courseOf(song, passage, { ground: chance, hand: chance })
    if (!motifs.has(passage.ground))
      motifs.set(passage.ground, {
        of: passage.ground,
        source: isWritten ? 'written in the plan' : 'invented',
        notes: motif.map(({ step, steps, rung }) => [step, steps, rung]),
      })
    return letters.map((letter) => doings[letter] ?? letter)
  })
  return { bars, motifs: [...motifs.values()] }
}

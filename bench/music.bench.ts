import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Composition } from '#core/score/piece.ts'
import { composePiece } from '#hub/engine/compose.ts'
import {
  emptyBeatRate,
  grooveConsistency,
  pitchClassEntropy,
  pitched,
  scaleConsistency,
} from '#hub/engine/metrics.ts'
import { planPiece } from '#hub/engine/plan.ts'
import { structureOf } from '#hub/engine/structure.ts'
import { styles } from '#hub/engine/styles/index.ts'
import type { Band, Style } from '#hub/engine/styles/style.ts'
import { byChance, shuffled } from '#tools/music/controls.ts'
import { featuresOf } from '#tools/music/features.ts'
import { jaccard, overlapOf } from '#tools/music/likeness.ts'
import { type FigureRow, type Report, reportPage, type StyleSheet } from '#tools/music/report.ts'
import { styleEar } from '#tools/music/style-ear.ts'
import type { Figure } from './figure.ts'

const because = 'bench'
/** Seeds a style is measured over; of the first few also what takes long. */
const seeds = 100
const few = 4
/** Pieces a style the ear is asked about, and others that it learns from. */
const asked = 20
const folder = join(import.meta.dirname, '..', 'out', 'music-report')

const compose = (style: string, seed: number): Composition =>
  composePiece(planPiece({ style }, seed), seed, { because })

const mean = (figures: readonly number[]): number =>
  figures.reduce((sum, figure) => sum + figure, 0) / figures.length
const rounded = (figure: number): number => Math.round(figure * 1000) / 1000
const within = (figure: number, { low, high }: Band): boolean => figure >= low && figure <= high

const measures = {
  pitchClassEntropy: (piece: Composition) => pitchClassEntropy(pitched(piece)),
  scaleConsistency: (piece: Composition) => scaleConsistency(pitched(piece)),
  grooveConsistency,
  emptyBeats: emptyBeatRate,
} as const
const noSilence: Band = { low: 0, high: 0.05 }
const structures = { short: 0.35, middle: 0.35, long: 0.3 } as const

type Measured = {
  readonly style: Style
  readonly pieces: readonly Composition[]
  readonly rows: readonly FigureRow[]
  /** What a piece took to compose, on average. */
  readonly tookMs: number
}

function measured(style: Style): Measured {
  const begunMs = performance.now()
  const pieces = Array.from({ length: seeds }, (_, seed) => compose(style.id, seed))
  const tookMs = (performance.now() - begunMs) / seeds
  const some = pieces.slice(0, few)
  const noise = [some.map(byChance), some.map(shuffled)] as const
  const rows = Object.entries(measures).map(([what, measure]): FigureRow => {
    const band = what === 'emptyBeats' ? noSilence : style.bands[what as keyof Style['bands']]
    const ours = mean(pieces.map(measure))
    return {
      ...{ what, ours, chance: mean(noise[0].map(measure)), shuffled: mean(noise[1].map(measure)) },
      ...{ band: `${band.low} to ${band.high}`, met: within(ours, band) },
    }
  })
  const forms = [some, ...noise].map((set) => set.map(structureOf))
  for (const [length, least] of Object.entries(structures)) {
    const [ours, chance, mixed] = forms.map((set) =>
      mean(set.map((structure) => structure[length as keyof typeof structures])),
    )
    rows.push({
      ...{ what: `${length} structure`, ours: ours!, chance: chance!, shuffled: mixed! },
      ...{ band: `≥ ${least}`, met: ours! >= least },
    })
  }
  return { style, pieces, rows, tookMs }
}

function bandFigures(all: readonly Measured[]): readonly Figure[] {
  return all[0]!.rows.map(({ what }): Figure => {
    const rows = all.map(({ rows }) => rows.find((row) => row.what === what)!)
    const missed = all.filter(({ rows }) => !rows.find((row) => row.what === what)!.met)
    return {
      what: `${what}, mean of ${styles.length} styles${missed.length > 0 ? `, outside in ${missed.map(({ style }) => style.id).join(', ')}` : ''}`,
      ...{ ours: rounded(mean(rows.map(({ ours }) => ours))), unit: '' },
      ...{ peer: rounded(mean(rows.map(({ chance }) => chance))), peerName: 'pitches by chance' },
      ...{ goal: 'every style in its band', met: missed.length === 0 },
    }
  })
}

function farFromChance(all: readonly Measured[]): Figure {
  const rows = all.map(({ rows }) => rows.find(({ what }) => what === 'long structure')!)
  const [ours, chance] = [mean(rows.map((row) => row.ours)), mean(rows.map((row) => row.chance))]
  return {
    what: 'long structure, all styles',
    ...{ ours: rounded(ours), unit: '', peer: rounded(chance), peerName: 'pitches by chance' },
    ...{ ratio: rounded(ours / Math.max(0.001, chance)), goal: '≥ 5 × chance' },
    met: ours >= 5 * chance,
  }
}

/** A hundred seeds of one wish: none twice, and few notes in common. */
function diversity(pieces: readonly Composition[]): readonly Figure[] {
  const texts = new Set(
    pieces.map(({ parts }) =>
      JSON.stringify(parts.map(({ notes }) => notes.map((n) => [n.pitch, n.start]))),
    ),
  )
  const pairs = pieces.flatMap((piece, i) =>
    pieces.slice(i + 1).map((other) => jaccard(piece, other)),
  )
  return [
    {
      what: `pieces of ${pieces.length} seeds of one wish that are like no other`,
      ...{
        ours: texts.size,
        unit: '',
        goal: `${pieces.length}`,
        met: texts.size === pieces.length,
      },
    },
    {
      what: 'notes two of them have in common (Jaccard), mean over all pairs',
      ...{ ours: rounded(mean(pairs)), unit: '', goal: '≤ 0.35', met: mean(pairs) <= 0.35 },
    },
  ]
}

/** How an ear that learned from other seeds names the style of pieces it has not heard, tempo hidden. */
function ear(all: readonly Measured[]): { figure: Figure; heard: Report['heard'] } {
  const learned = all.flatMap(({ style, pieces }) =>
    pieces
      .slice(asked, asked * 2)
      .map((piece) => ({ style: style.id, features: featuresOf(piece) })),
  )
  const name = styleEar(learned)
  const heard = all.map(({ style, pieces }) => {
    const as = new Map<string, number>()
    for (const piece of pieces.slice(0, asked)) {
      const found = name(featuresOf(piece))
      as.set(found, (as.get(found) ?? 0) + 1)
    }
    return { style: style.id, as }
  })
  const right = heard.reduce((sum, { style, as }) => sum + (as.get(style) ?? 0), 0)
  const share = right / (heard.length * asked)
  return {
    heard,
    figure: {
      what: `styles named right, of ${heard.length} × ${asked} pieces, tempo hidden`,
      ...{ ours: rounded(share * 100), unit: '%', peer: rounded(100 / heard.length) },
      ...{ peerName: 'guessing', goal: '≥ 90 %', met: share >= 0.9 },
    },
  }
}

const asText = ({ ours, unit, peer, peerName, goal, met }: Figure) => ({
  says: `${ours} ${unit}${peer === undefined ? '' : `, ${peerName} ${peer} ${unit}`}`,
  met: `${goal}: ${met === true ? 'met' : 'MISSED'}`,
})

/** Whether what the engine writes is like music, itself, and never the same: with a report to look at. */
export default async function (): Promise<Figure[]> {
  const all = styles.map(measured)
  const { figure, heard } = ear(all)
  const wish = Array.from({ length: seeds }, (_, seed) =>
    composePiece(
      planPiece({ style: 'lofi', bpm: 80, key: { tonic: 'D', mode: 'minor' }, bars: 32 }, seed),
      seed,
      { because },
    ),
  )
  const half = wish.slice(0, seeds / 2)
  const others = overlapOf(half, wish.slice(seeds / 2))
  const noise = overlapOf(half, wish.slice(seeds / 2).map(byChance))
  const figures = [...bandFigures(all), farFromChance(all), ...diversity(wish), figure]
  const sheets = all.map(
    ({ style, pieces, rows, tookMs }): StyleSheet => ({
      style: style.id,
      pieces: pieces.slice(0, 2),
      rows,
      tookMs,
    }),
  )
  const page = reportPage({
    figures: figures.map((one) => ({ what: one.what, ...asText(one) })),
    overlap: Object.entries(others).map(([what, ours]) => ({ what, ours, chance: noise[what]! })),
    ...{ sheets, heard },
  })
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'index.html'), page)
  process.stdout.write('  look at it: out/music-report/index.html\n')
  return figures
}

import { randomFrom } from '#core/random.ts'
import type { NoteEvent } from '#core/score/note-event.ts'
import type { Phrase } from '#core/score/phrase.ts'
import type { Composition } from '#core/score/piece.ts'
import { accompanist } from '#hub/engine/accompanist.ts'
import { bestOf, candidate, composePiece, stageFor } from '#hub/engine/compose.ts'
import {
  grooveConsistency,
  pitchClassEntropy,
  pitched,
  scaleConsistency,
} from '#hub/engine/metrics.ts'
import { planPiece } from '#hub/engine/plan.ts'
import { structureOf } from '#hub/engine/structure.ts'
import { styles } from '#hub/engine/styles/index.ts'
import type { Band } from '#hub/engine/styles/style.ts'
import type { Figure } from './figure.ts'

const because = 'bench'
const seeds = 100

/** CPU time of this process in ms: the box may be busy with other things. */
function cpuMs(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

function percentile(figures: readonly number[], share: number): number {
  const sorted = figures.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

const rounded = (figure: number): number => Math.round(figure * 1000) / 1000

function composeTime(): readonly Figure[] {
  const spec = planPiece({ style: 'synthwave', bars: 32, without: ['pad'] }, 1)
  const one = (take: number): Composition =>
    candidate(stageFor(spec), { seed: 1, take }, { because })
  for (let take = 0; take < 60; take++) one(take)
  const times = Array.from({ length: 200 }, (_, take) => cpuMs(() => void one(take)))
  const notes = one(0).parts.reduce((sum, part) => sum + part.notes.length, 0)
  const median = percentile(times, 0.5)
  const best = cpuMs(() => {
    const pieces = Array.from({ length: 3 }, (_, i) => bestOf(11, spec, i, { because }))
    for (const piece of pieces) structureOf(piece)
  })
  return [
    {
      what: `compose 32 bars of 4 parts (${notes} notes), one candidate, median`,
      ...{ ours: rounded(median), unit: 'ms CPU', goal: '≤ 5 ms', met: median <= 5 },
    },
    {
      what: 'notes composed a second',
      ...{ ours: Math.round((notes * 1000) / Math.max(0.01, median)), unit: 'notes/s' },
      ...{ peer: 4, peerName: 'REMI+ on a GPU, as published', goal: '≥ 100,000' },
      met: (notes * 1000) / Math.max(0.01, median) >= 100_000,
    },
    {
      what: 'best of 33 with structure of the best three',
      ...{ ours: rounded(best), unit: 'ms CPU', goal: '≤ 250 ms', met: best <= 250 },
    },
  ]
}

const author = { kind: 'human', player: 'bench', device: 'bench' } as const

/** Phrases of 8 to 31 sixteenths on a walk over C major. */
function phrases(count: number): readonly Phrase[] {
  const random = randomFrom(5)
  const scale = [0, 2, 4, 5, 7, 9, 11]
  let rung = 35
  return Array.from({ length: count }, (_, i) => {
    const notes = Array.from({ length: 8 + random.below(24) }, (_, step): NoteEvent => {
      rung = Math.min(49, Math.max(28, rung + random.below(5) - 2))
      const pitch = Math.floor(rung / 7) * 12 + scale[rung % 7]!
      return { pitch, velocity: 90, start: step / 4, length: 0.22, author }
    })
    const meter = { beats: 4, unit: 4 } as const
    return { id: `ph_${i}`, session: 'ss', by: 'player', bpm: 100, meter, atMs: i, notes }
  })
}

function answerTime(): Figure {
  const player = accompanist({ seed: 1 })
  const times: number[] = []
  for (const phrase of phrases(3000)) {
    player.hear(phrase)
    const from = performance.now()
    player.answer(phrase, { because })
    times.push(performance.now() - from)
  }
  const p99 = percentile(times.slice(500), 0.99)
  return {
    what: 'answer a phrase (3000 learned), p99',
    ...{ ours: rounded(p99), unit: 'ms', goal: '≤ 2 ms', met: p99 <= 2 },
  }
}

/** The same rhythm with pitches by chance: the control that music must stand out from. */
function byChance(composition: Composition): Composition {
  const random = randomFrom(composition.seed)
  const parts = composition.parts.map((part) => ({
    ...part,
    notes: part.notes.map((note) => ({ ...note, pitch: 36 + random.below(48) })),
  }))
  return { ...composition, parts }
}

const metrics = {
  pitchClassEntropy: (piece: Composition) => pitchClassEntropy(pitched(piece)),
  scaleConsistency: (piece: Composition) => scaleConsistency(pitched(piece)),
  grooveConsistency,
} as const
type Metric = keyof typeof metrics

const mean = (figures: readonly number[]): number =>
  figures.reduce((sum, figure) => sum + figure, 0) / figures.length

const within = (figure: number, { low, high }: Band): boolean => figure >= low && figure <= high

function likeMusic(): readonly Figure[] {
  const pieces = styles.map((style) => ({
    style,
    pieces: Array.from({ length: seeds }, (_, seed) =>
      composePiece(planPiece({ style: style.id }, seed), seed, { because }),
    ),
  }))
  const bands = (Object.keys(metrics) as Metric[]).map((metric): Figure => {
    const measured = pieces.map(({ style, pieces }) => ({
      inBand: within(mean(pieces.map(metrics[metric])), style.bands[metric]),
      mean: mean(pieces.map(metrics[metric])),
      noise: mean(pieces.slice(0, 5).map((piece) => metrics[metric](byChance(piece)))),
    }))
    return {
      what: `${metric}, mean of ${seeds} seeds in ${styles.length} styles; styles in their band`,
      ...{ ours: rounded(mean(measured.map((row) => row.mean))), unit: '' },
      ...{ peer: rounded(mean(measured.map((row) => row.noise))), peerName: 'pitches by chance' },
      ratio: measured.filter((row) => row.inBand).length / measured.length,
      ...{ goal: 'every style in its band', met: measured.every((row) => row.inBand) },
    }
  })
  return [...bands, structure(pieces.flatMap(({ pieces }) => pieces.slice(0, 3)))]
}

function structure(pieces: readonly Composition[]): Figure {
  const ours = mean(pieces.map((piece) => structureOf(piece).long))
  const noise = mean(pieces.map((piece) => structureOf(byChance(piece)).long))
  return {
    what: `long structure, mean of ${pieces.length} pieces`,
    ...{ ours: rounded(ours), unit: '', peer: rounded(noise), peerName: 'pitches by chance' },
    ...{ ratio: rounded(ours / Math.max(0.001, noise)), goal: '≥ 0.30 and ≥ 5 × chance' },
    met: ours >= 0.3 && ours >= 5 * noise,
  }
}

/** How fast the engine writes and answers, and whether what it writes measures like music. */
export default async function (): Promise<Figure[]> {
  return [...composeTime(), answerTime(), ...likeMusic()]
}

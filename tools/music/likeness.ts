import type { NoteEvent } from '#core/score/note-event.ts'
import type { Composition } from '#core/score/piece.ts'
import { pitched } from '#hub/engine/metrics.ts'

/** The share of notes (pitch and sixteenth) that two pieces have in common, of all they have. */
export function jaccard(a: Composition, b: Composition): number {
  const [one, other] = [notesOf(a), notesOf(b)]
  let both = 0
  for (const note of one) if (other.has(note)) both++
  return both / Math.max(1, one.size + other.size - both)
}

const notesOf = ({ parts }: Composition): ReadonlySet<string> =>
  new Set(
    parts.flatMap(({ role, notes }) =>
      notes.map(({ pitch, start }) => `${role} ${pitch} ${Math.round(start * 4)}`),
    ),
  )

/** The nine features of Yang and Lerch (2020), each as a row of numbers. */
const features: Readonly<Record<string, (notes: readonly NoteEvent[]) => readonly number[]>> = {
  'pitch count': (notes) => [new Set(notes.map(({ pitch }) => pitch)).size],
  'pitch classes': (notes) =>
    histogram(
      notes.map(({ pitch }) => pitch % 12),
      12,
    ),
  'pitch class transitions': (notes) =>
    transitions(
      notes.map(({ pitch }) => pitch % 12),
      12,
    ),
  range: (notes) => {
    const pitches = notes.map(({ pitch }) => pitch)
    return [Math.max(...pitches) - Math.min(...pitches)]
  },
  'mean interval': (notes) => [meanStep(notes.map(({ pitch }) => pitch))],
  'note count': (notes) => [notes.length],
  'time between': (notes) => [meanStep(notes.map(({ start }) => start))],
  lengths: (notes) => histogram(notes.map(lengthClass), 12),
  'length transitions': (notes) => transitions(notes.map(lengthClass), 12),
}
export const likenessFeatures = Object.keys(features)

/** From a thirty-second to four beats and more, a class each half octave. */
const lengthClass = ({ length }: NoteEvent): number =>
  Math.min(11, Math.max(0, Math.round(Math.log2(length * 8) * 2)))

function histogram(values: readonly number[], size: number): readonly number[] {
  const counts = new Array<number>(size).fill(0)
  for (const value of values) counts[value]! += 1 / values.length
  return counts
}

function transitions(values: readonly number[], size: number): readonly number[] {
  const pairs = values.slice(1).map((value, i) => values[i]! * size + value)
  return histogram(pairs, size * size)
}

const meanStep = (values: readonly number[]): number =>
  values.slice(1).reduce((sum, value, i) => sum + Math.abs(value - values[i]!), 0) /
  Math.max(1, values.length - 1)

/**
 * How far two sets of pieces overlap in each feature: the area under both the density of distances
 * inside the first and that of distances between the two (1 alike, 0 nothing in common).
 */
export function overlapOf(
  ours: readonly Composition[],
  theirs: readonly Composition[],
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    likenessFeatures.map((name) => {
      const rows = (set: readonly Composition[]) =>
        set.map((piece) => features[name]!(pitched(piece)))
      const [a, b] = [rows(ours), rows(theirs)]
      const inside = a.flatMap((row, i) => a.slice(i + 1).map((other) => distance(row, other)))
      const between = a.flatMap((row) => b.map((other) => distance(row, other)))
      return [name, overlap(inside, between)]
    }),
  )
}

const distance = (a: readonly number[], b: readonly number[]): number =>
  Math.hypot(...a.map((x, i) => x - b[i]!))

const points = 200

function overlap(a: readonly number[], b: readonly number[]): number {
  const high = Math.max(...a, ...b)
  if (high === 0) return 1
  const [low, top] = [-0.2 * high, 1.2 * high]
  const step = (top - low) / points
  const [one, other] = [densityOf(a), densityOf(b)]
  let area = 0
  for (let i = 0; i <= points; i++)
    area += Math.min(one(low + i * step), other(low + i * step)) * step
  return Math.min(1, area)
}

/** A Gaussian kernel density with Scott's bandwidth. */
function densityOf(values: readonly number[]): (at: number) => number {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length
  const spread = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length)
  const width = Math.max(1e-6, spread * values.length ** -0.2)
  const scale = 1 / (values.length * width * Math.sqrt(2 * Math.PI))
  return (at) =>
    scale * values.reduce((sum, x) => sum + Math.exp(-(((at - x) / width) ** 2) / 2), 0)
}

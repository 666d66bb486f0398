/**
 * How alike two sets of phrases are, by Yang and Lerch 2018: nine features of each phrase, the
 * distances between all pairs inside a set and between two sets, both smoothed by a Gaussian kernel,
 * and the area that the two densities share: 1 where one set could be the other.
 */
type Note = { readonly pitch: number; readonly start: number; readonly length: number }
type Feature = (notes: readonly Note[]) => readonly number[]

const histogram = (size: number, places: readonly number[]): readonly number[] => {
  const counts = new Array<number>(size).fill(0)
  for (const place of places) counts[Math.min(size - 1, Math.max(0, place))]! += 1
  return counts.map((count) => count / Math.max(1, places.length))
}
const pairs = <T>(row: readonly T[]): readonly (readonly [T, T])[] =>
  row.slice(1).map((one, i) => [row[i]!, one])
const mean = (row: readonly number[]): number =>
  row.length === 0 ? 0 : row.reduce((sum, x) => sum + x, 0) / row.length
const lengthClass = ({ length }: Note): number => Math.round(length * 4)
const classes = 12

/** The nine, as the paper names them. */
export const features: Readonly<Record<string, Feature>> = {
  'pitch count': (notes) => [new Set(notes.map(({ pitch }) => pitch)).size],
  'pitch class histogram': (notes) =>
    histogram(
      12,
      notes.map(({ pitch }) => pitch % 12),
    ),
  'pitch class transitions': (notes) =>
    histogram(
      144,
      pairs(notes).map(([a, b]) => (a.pitch % 12) * 12 + (b.pitch % 12)),
    ),
  'pitch range': (notes) => [
    Math.max(...notes.map(({ pitch }) => pitch)) - Math.min(...notes.map(({ pitch }) => pitch)),
  ],
  'mean interval': (notes) => [mean(pairs(notes).map(([a, b]) => Math.abs(a.pitch - b.pitch)))],
  'note count': (notes) => [notes.length],
  'mean gap': (notes) => [mean(pairs(notes).map(([a, b]) => b.start - a.start))],
  'note length histogram': (notes) => histogram(classes, notes.map(lengthClass)),
  'note length transitions': (notes) =>
    histogram(
      classes * classes,
      pairs(notes).map(
        ([a, b]) => lengthClass(a) * classes + Math.min(classes - 1, lengthClass(b)),
      ),
    ),
}

/** The overlapped area of each feature, and of all nine in the mean. */
export function overlap(
  played: readonly (readonly Note[])[],
  generated: readonly (readonly Note[])[],
): { readonly mean: number; readonly by: Readonly<Record<string, number>> } {
  const by = Object.fromEntries(
    Object.entries(features).map(([name, feature]) => {
      const own = played.map(feature)
      const other = generated.map(feature)
      const inside = own.flatMap((a, i) => own.slice(i + 1).map((b) => distance(a, b)))
      const between = own.flatMap((a) => other.map((b) => distance(a, b)))
      return [name, shared(inside, between)]
    }),
  )
  return { mean: mean(Object.values(by)), by }
}

const distance = (a: readonly number[], b: readonly number[]): number =>
  Math.sqrt(a.reduce((sum, x, i) => sum + (x - b[i]!) ** 2, 0))

const steps = 200

function shared(inside: readonly number[], between: readonly number[]): number {
  const all = [...inside, ...between]
  const spread = Math.max(...all) - Math.min(...all)
  if (spread === 0) return 1
  const from = Math.min(...all) - spread / 2
  const step = (2 * spread) / steps
  const one = density(inside, spread)
  const other = density(between, spread)
  let area = 0
  for (let i = 0; i < steps; i++) {
    const x = from + (i + 0.5) * step
    area += Math.min(one(x), other(x)) * step
  }
  return Math.min(1, area)
}

/** Scott's rule for the width of the kernel, and never so narrow that a single value is a spike. */
function density(values: readonly number[], spread: number): (x: number) => number {
  const middle = mean(values)
  const deviation = Math.sqrt(mean(values.map((x) => (x - middle) ** 2)))
  const width = Math.max(spread / 50, deviation * values.length ** -0.2)
  const scale = 1 / (values.length * width * Math.sqrt(2 * Math.PI))
  return (x) =>
    values.reduce((sum, value) => sum + Math.exp(-(((x - value) / width) ** 2) / 2), 0) * scale
}

import type { Key } from '#core/music/key.ts'

/** Krumhansl and Kessler 1982: how well each degree sits in a major and in a minor key. */
const majorProfile = [6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88]
const minorProfile = [6.33, 2.68, 3.52, 5.38, 2.6, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17]
const majorTonics = ['C', 'Db', 'D', 'Eb', 'E', 'F', 'F#', 'G', 'Ab', 'A', 'Bb', 'B'] as const
const minorTonics = ['C', 'C#', 'D', 'Eb', 'E', 'F', 'F#', 'G', 'G#', 'A', 'Bb', 'B'] as const

/**
 * The major or minor key that fits the notes best, by the correlation of their pitch classes with
 * the Krumhansl-Kessler profiles. Long notes count more, the last one most; C major for no notes.
 */
export function keyOf(notes: readonly { readonly pitch: number; readonly length?: number }[]): Key {
  const weights = new Array<number>(12).fill(0)
  for (const [i, note] of notes.entries()) {
    const place = i === notes.length - 1 ? 2 : i === 0 ? 1.5 : 1
    weights[note.pitch % 12]! += place * (0.5 + Math.min(2, note.length ?? 0.5))
  }
  return bestKey(weights).key
}

/**
 * The key whose profile fits twelve weights best, and how well: a correlation, -1 to 1.
 * @param more what else speaks for each key: C major, C minor, Db major and so on
 */
export function bestKey(
  weights: readonly number[],
  more: readonly number[] = nothing,
): { readonly key: Key; readonly fit: number } {
  let best = keys[0]!
  let fit = -2
  for (let i = 0; i < keys.length; i++) {
    const now = keyFit(weights, keys[i]!, i >> 1) + more[i]!
    if (now <= fit) continue
    fit = now
    best = keys[i]!
  }
  return { key: best, fit }
}

/** C major, C minor, Db major and so on. */
const keys: readonly Key[] = majorTonics.flatMap((tonic, root): readonly Key[] => [
  { tonic, mode: 'major' },
  { tonic: minorTonics[root]!, mode: 'minor' },
])

const nothing = keys.map(() => 0)

/** How well twelve weights fit a major or minor key on `root`: a correlation, -1 to 1. */
export function keyFit(weights: readonly number[], { mode }: Key, root: number): number {
  const profile = mode === 'minor' ? minor : major
  const middle = mean(weights)
  let both = 0
  let size = 0
  for (let degree = 0; degree < 12; degree++) {
    const w = weights[(root + degree) % 12]! - middle
    both += w * profile[degree]!
    size += w * w
  }
  return size === 0 ? -1 : both / Math.sqrt(size)
}

function mean(row: readonly number[]): number {
  let sum = 0
  for (let i = 0; i < row.length; i++) sum += row[i]!
  return sum / row.length
}

/** A profile about its mean, of length 1: what is left to do is a product with each note's weight. */
function centred(profile: readonly number[]): readonly number[] {
  const middle = mean(profile)
  const about = profile.map((x) => x - middle)
  const size = Math.sqrt(about.reduce((sum, x) => sum + x * x, 0))
  return about.map((x) => x / size)
}
const major = centred(majorProfile)
const minor = centred(minorProfile)

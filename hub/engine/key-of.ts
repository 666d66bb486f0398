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
  let best: { key: Key; fit: number } = { key: { tonic: 'C', mode: 'major' }, fit: -2 }
  for (let root = 0; root < 12; root++) {
    const major = correlation(weights, majorProfile, root)
    const minor = correlation(weights, minorProfile, root)
    if (major > best.fit) best = { key: { tonic: majorTonics[root]!, mode: 'major' }, fit: major }
    if (minor > best.fit) best = { key: { tonic: minorTonics[root]!, mode: 'minor' }, fit: minor }
  }
  return best.key
}

function correlation(weights: readonly number[], profile: readonly number[], root: number): number {
  const mean = (row: readonly number[]): number => row.reduce((sum, x) => sum + x, 0) / 12
  const meanWeight = mean(weights)
  const meanProfile = mean(profile)
  let both = 0
  let one = 0
  let other = 0
  for (let degree = 0; degree < 12; degree++) {
    const w = weights[(root + degree) % 12]! - meanWeight
    const p = profile[degree]! - meanProfile
    both += w * p
    one += w * w
    other += p * p
  }
  return one === 0 ? -1 : both / Math.sqrt(one * other)
}

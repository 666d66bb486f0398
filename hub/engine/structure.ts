import { barBeats } from '#core/music/meter.ts'
import { beatsToMs } from '#core/music/tempo.ts'
import type { Composition } from '#core/score/piece.ts'

/** How well the best-repeated stretch of a length explains the piece: 0 nothing comes back, 1 all does. */
export type Structure = {
  /** Stretches of 3 to 8 s. */
  readonly short: number
  /** 8 to 15 s. */
  readonly middle: number
  /** 15 s and more. */
  readonly long: number
}

/** Longer pieces are looked at in whole bars, then in pairs of them: the work grows with the fourth power. */
const mostFrames = 96
/** Of all pairs of frames this share counts as alike, and the others cost this much. */
const alikeShare = 0.15
const penalty = -2
/** How much of the likeness of two frames is in their tones; the rest is in their rhythm. */
const toneShare = 0.7
const chromaSize = 12
const onsetSize = 8

/**
 * The structure indicators of MusDr, from notes: the fitness of Müller, Jiang and Grosche (2011) over
 * a self-similarity matrix of half bars, each by its pitch classes and its onsets.
 */
export function structureOf(composition: Composition): Structure {
  const { matrix, frames, frameMs } = selfSimilarity(composition)
  const scratch = new Float64Array(frames * (frames + 1))
  const framesIn = (seconds: number): number => Math.ceil((seconds * 1000) / frameMs)
  const best = (from: number, to: number): number => {
    let fitness = 0
    for (let length = Math.max(1, from); length < Math.min(to, frames); length++)
      for (let start = 0; start + length <= frames; start++)
        fitness = Math.max(fitness, fitnessOf(matrix, frames, { start, length, scratch }))
    return fitness
  }
  return {
    short: best(framesIn(3), framesIn(8)),
    middle: best(framesIn(8), framesIn(15)),
    long: best(framesIn(15), frames),
  }
}

type Similarity = {
  /** How alike two frames are: 1 the same, below 0 not alike enough to count. */
  readonly matrix: Float64Array
  readonly frames: number
  readonly frameMs: number
}

/** A piece against itself, half a bar a frame (more in long pieces). */
export function selfSimilarity(composition: Composition): Similarity {
  let frameBeats = barBeats(composition.spec.meter) / 2
  while (composition.lengthBeats / frameBeats > mostFrames) frameBeats *= 2
  const features = featuresOf(composition, frameBeats)
  const frames = features.length
  const raw = new Float64Array(frames * frames)
  for (let i = 0; i < frames; i++)
    for (let j = 0; j < frames; j++) raw[i * frames + j] = dot(features[i]!, features[j]!)
  const sorted = raw.toSorted()
  const threshold = sorted[Math.floor(sorted.length * (1 - alikeShare))] ?? 1
  const span = Math.max(1e-9, 1 - threshold)
  const matrix = raw.map((value) => (value < threshold ? penalty : (value - threshold) / span))
  for (let i = 0; i < frames; i++) matrix[i * frames + i] = 1
  return { matrix, frames, frameMs: beatsToMs(frameBeats, composition.spec.bpm) }
}

/** Per frame: how long each pitch class sounds, and where in it notes begin; both of length one. */
function featuresOf(composition: Composition, frameBeats: number): readonly Float64Array[] {
  const frames = Math.max(1, Math.ceil(composition.lengthBeats / frameBeats - 1e-9))
  const chroma = Array.from({ length: frames }, () => new Float64Array(chromaSize))
  const onsets = Array.from({ length: frames }, () => new Float64Array(onsetSize))
  for (const { role, notes } of composition.parts)
    for (const { pitch, start, length } of notes) {
      const place = Math.round((start / frameBeats) * onsetSize)
      const onset = onsets[Math.floor(place / onsetSize)]
      if (onset) onset[place % onsetSize]!++
      if (role === 'drums') continue
      const last = Math.min(frames - 1, Math.floor((start + length) / frameBeats))
      for (let frame = Math.floor(start / frameBeats); frame <= last; frame++) {
        const from = Math.max(start, frame * frameBeats)
        const to = Math.min(start + length, (frame + 1) * frameBeats)
        chroma[frame]![pitch % 12]! += Math.max(0, to - from)
      }
    }
  return chroma.map((tones, i) => joined(unit(tones), unit(onsets[i]!)))
}

function unit(vector: Float64Array): Float64Array {
  const length = Math.sqrt(dot(vector, vector))
  return length === 0 ? vector : vector.map((x) => x / length)
}

/** Weighed so that the product of two joined frames is 0 to 1. */
function joined(a: Float64Array, b: Float64Array): Float64Array {
  const both = new Float64Array(a.length + b.length)
  both.set(a.map((x) => x * Math.sqrt(toneShare)))
  both.set(
    b.map((x) => x * Math.sqrt(1 - toneShare)),
    a.length,
  )
  return both
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}

type Stretch = {
  readonly start: number
  readonly length: number
  /** Room for frames × (length + 1) numbers, so that thousands of stretches share it. */
  readonly scratch?: Float64Array
}

/**
 * The harmonic mean of how alike the repetitions of a stretch are and how much of the piece they
 * cover, the stretch itself not counted. `best[n][m]` is the score of the best family of paths up to
 * row n and column m of the stretch; column 0 is the way between two paths.
 */
export function fitnessOf(
  matrix: Float64Array,
  frames: number,
  { start, length, scratch }: Stretch,
): number {
  const columns = length + 1
  const none = Number.NEGATIVE_INFINITY
  const best = scratch ?? new Float64Array(frames * columns)
  best.fill(none, 0, columns)
  for (let n = 0; n < frames; n++) {
    const row = n * columns
    const above = row - columns
    const twoAbove = above - columns
    const alike = n * frames + start - 1
    best[row] = n === 0 ? 0 : Math.max(best[above]!, best[above + length]!)
    best[row + 1] = best[row]! + matrix[alike + 1]!
    if (n === 0) continue
    for (let m = 2; m <= length; m++) {
      let before = best[above + m - 1]!
      if (n > 1 && best[twoAbove + m - 1]! > before) before = best[twoAbove + m - 1]!
      if (m > 2 && best[above + m - 2]! > before) before = best[above + m - 2]!
      best[row + m] = before + matrix[alike + m]!
    }
  }
  const at = (n: number, m: number): number => (n < 0 ? none : best[n * columns + m]!)
  const score = Math.max(at(frames - 1, 0), at(frames - 1, length))
  const { steps, covered } = wayBack(at, frames, length)
  const likeness = Math.max(0, score - length) / Math.max(1, steps)
  const coverage = Math.max(0, covered - length) / frames
  return likeness + coverage === 0 ? 0 : (2 * likeness * coverage) / (likeness + coverage)
}

/** Follows the best family of paths back: how many cells they have, and how many rows they cover. */
function wayBack(at: (n: number, m: number) => number, frames: number, length: number) {
  let n = frames - 1
  let m = at(n, 0) >= at(n, length) ? 0 : length
  let steps = 0
  let covered = 0
  while (n >= 0) {
    if (m === 0) {
      n--
      if (n >= 0) m = at(n, 0) >= at(n, length) ? 0 : length
      continue
    }
    steps++
    if (m === 1) {
      covered++
      m = 0
      continue
    }
    const [straight, steep, flat] = [
      at(n - 1, m - 1),
      at(n - 2, m - 1),
      m > 2 ? at(n - 1, m - 2) : Number.NEGATIVE_INFINITY,
    ]
    const rows = steep > straight && steep > flat ? 2 : 1
    m -= flat > straight && flat >= steep ? 2 : 1
    n -= rows
    covered += rows
  }
  return { steps, covered }
}

/** An onset for measuring: where it is in beats, its velocity, and its pitch unless it is a drum's. */
export type Onset = { readonly beat: number; readonly pitch?: number; readonly velocity: number }

/** What playing is like, each 0 to 1. */
export type Features = {
  /** Loudness times busyness: velocity / 127, of which half counts only where notes are dense. */
  readonly energy: number
  /** Onsets a beat, chords as one: 0.25 is a quarter note a beat, 1 sixteenths without a break. */
  readonly density: number
  /** How high: 0 is the C of a bass guitar's open position (36), 1 five octaves above it. */
  readonly brightness: number
  /** The share of onsets off the beat that no onset on the next stronger place answers. */
  readonly syncopation: number
  /** How late the second of two eighths or sixteenths comes: 0 straight, 1 a full triplet. */
  readonly swing: number
}

export const silence: Features = {
  ...{ energy: 0, density: 0, brightness: 0.4, syncopation: 0, swing: 0 },
}

/** Onsets nearer than this, in beats, are one chord. */
const chordBeats = 0.06
const lowest = 36
const octaves = 5

/** Measures onsets, in the order of their beats, over a stretch of so many beats. */
export function featuresOf(onsets: readonly Onset[], beats: number): Features {
  if (onsets.length === 0 || beats <= 0) return silence
  const strokes = onsets.filter((one, i) => i === 0 || one.beat - onsets[i - 1]!.beat > chordBeats)
  const density = unit(strokes.length / beats / 4)
  const loudness = mean(onsets.map(({ velocity }) => velocity)) / 127
  const pitches = onsets.flatMap(({ pitch }) => pitch ?? [])
  return {
    energy: unit(loudness * (0.5 + 0.5 * Math.min(1, density * 2))),
    density,
    brightness:
      pitches.length === 0 ? silence.brightness : unit((mean(pitches) - lowest) / (12 * octaves)),
    syncopation: syncopationOf(strokes),
    swing: Math.max(swingOf(strokes, 1), swingOf(strokes, 0.5)),
  }
}

const unit = (value: number): number => Math.min(1, Math.max(0, value))
const mean = (row: readonly number[]): number => row.reduce((sum, x) => sum + x, 0) / row.length

function syncopationOf(strokes: readonly Onset[]): number {
  const places = new Set(strokes.map(({ beat }) => Math.round(beat * 4)))
  let syncopated = 0
  for (const place of places) {
    const stronger = place % 2 !== 0 ? place + 1 : place % 4 !== 0 ? place + 2 : undefined
    if (stronger !== undefined && !places.has(stronger)) syncopated += 1
  }
  return places.size === 0 ? 0 : syncopated / places.size
}

/** Where the second half of a pair falls, from strokes between 0.42 and 0.75 of it. */
function swingOf(strokes: readonly Onset[], pairBeats: number): number {
  const seconds = strokes.flatMap(({ beat }) => {
    const place = beat / pairBeats - Math.floor(beat / pairBeats)
    return place > 0.42 && place < 0.72 ? [place] : []
  })
  return seconds.length < 3 ? 0 : unit((mean(seconds) - 0.5) * 6)
}

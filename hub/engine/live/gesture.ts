/** A moment of a phrase: one note, or a chord by its top note. */
export type Gesture = {
  /** Height of the top note in rungs of the player's scale, so that memory knows no key. */
  readonly rung: number
  /** Sixteenths to the next gesture, 1 to 15: what the rhythm sounds like, not what it measures. */
  readonly gap: number
  readonly pitch: number
  /** The sixteenth of the bar it falls on, 0 to 15. */
  readonly place: number
  /** Half tones above the root of the chord that sounded, 0 to 11. */
  readonly tone: number
  /** How long it sounds, in eighths of a sixteenth, 1 to 255. */
  readonly ring: number
  readonly velocity: number
}

export const ticksPerRing = 15

/** Numbers a gesture is kept as. */
export const gestureNumbers = 7

export const flattened = (phrase: readonly Gesture[]): readonly number[] =>
  phrase.flatMap(({ rung, gap, pitch, place, tone, ring, velocity }) => [
    ...[rung, gap, pitch, place, tone, ring, velocity],
  ])

export function unflattened(flat: readonly number[]): readonly Gesture[] {
  const phrase: Gesture[] = []
  for (let i = 0; i + gestureNumbers <= flat.length; i += gestureNumbers)
    phrase.push({
      ...{ rung: flat[i]!, gap: flat[i + 1]!, pitch: flat[i + 2]!, place: flat[i + 3]! },
      ...{ tone: flat[i + 4]!, ring: flat[i + 5]!, velocity: flat[i + 6]! },
    })
  return phrase
}

/** A way to look at a gesture: those that look the same are the same to a memory. */
export type Viewpoint = (gesture: Gesture, before: Gesture | undefined) => number

const degreeOf = ({ rung }: Gesture): number => ((rung % 7) + 7) % 7
const durationOf = ({ gap }: Gesture): number => (gap <= 1 ? 0 : gap === 2 ? 1 : gap <= 4 ? 2 : 3)

/** Same, step or leap, up or down. */
function contourOf({ rung }: Gesture, before: Gesture | undefined): number {
  const move = before ? rung - before.rung : 0
  return move === 0 ? 0 : Math.abs(move) <= 1 ? (move > 0 ? 1 : 2) : move > 0 ? 3 : 4
}

/** Scale degree and rhythm: what a tune is known by. Below 128. */
export const melodic: Viewpoint = (gesture) => degreeOf(gesture) * 16 + gesture.gap
/** The tone over the chord, how long, and on which sixteenth of the beat. Below 256. */
const harmonic: Viewpoint = (gesture) =>
  (gesture.tone * 4 + durationOf(gesture)) * 4 + (gesture.place & 3)
/** Up or down, how long, on which sixteenth of the beat: the shape alone. Below 128. */
const shape: Viewpoint = (gesture, before) =>
  (contourOf(gesture, before) * 4 + durationOf(gesture)) * 4 + (gesture.place & 3)

/** From the strictest to the loosest: where one knows nothing more, the next is asked. */
export const viewpoints = [melodic, harmonic, shape] as const

import type { Random } from '#core/random.ts'
import type { NoteEvent } from '#core/score/note-event.ts'
import type { Phrase } from '#core/score/phrase.ts'
import { ticksPerBeat, ticksPerStep } from '../bar-grid.ts'

type Stroke = Omit<NoteEvent, 'author'>

const fewestBeats = 2
const mostBeats = 8
/** A stroke this much before a beat was meant for it; or this much after it. */
const earlyBeats = 0.06
const lateBeats = 0.15
const strokeBeats = 0.2
/** Strokes between are a third as loud; the fill grows from two thirds. */
const ghost = 0.35
const fillFrom = 0.65

/**
 * A drummer's answer: the player's own groove on the player's own kit, strokes left out and soft ones
 * put between, and a fill in its last beat. So many beats long, or about as long as the phrase.
 */
export function drumAnswer(
  { notes }: Pick<Phrase, 'notes'>,
  random: Random,
  wanted?: number,
): readonly Stroke[] {
  const period = wholeBeats(notes)
  const beats = wanted ?? Math.min(mostBeats, Math.max(fewestBeats, period))
  const groove = repeated(notes, Math.min(period, mostBeats), { from: period, beats })
  const varied = groove.flatMap((stroke) => touched(stroke, random))
  return [...varied, ...fill(notes, beats, random)]
    .filter(alone)
    .toSorted((a, b) => a.start - b.start || a.pitch - b.pitch)
}

/** A last stroke on the one of what would come next does not begin another beat. */
const wholeBeats = (notes: Phrase['notes']): number =>
  Math.max(1, Math.ceil(Math.max(...notes.map(({ start }) => start)) - lateBeats))

/** The last `period` beats of the phrase, which ends at `from`, again and again up to the fill. */
function repeated(
  notes: Phrase['notes'],
  period: number,
  { from, beats }: { readonly from: number; readonly beats: number },
): readonly Stroke[] {
  const last = notes
    .map(({ pitch, velocity, start }) => ({ pitch, velocity, start: start - (from - period) }))
    .filter(({ start }) => start >= -earlyBeats)
  const times = Math.ceil(beats / period)
  return Array.from({ length: times }, (_, time) => time * period).flatMap((at) =>
    last
      .map((stroke) => ({ ...stroke, start: Math.max(0, stroke.start + at), length: strokeBeats }))
      .filter(({ start }) => start < beats - 1 - earlyBeats),
  )
}

/** Left out, or with a soft one a sixteenth after it; what stands on a beat stays. */
function touched(stroke: Stroke, random: Random): readonly Stroke[] {
  const onBeat = Math.abs(stroke.start - Math.round(stroke.start)) < 0.1
  if (!onBeat && random.chance(0.15)) return []
  if (!random.chance(0.12)) return [stroke]
  const velocity = softer(stroke.velocity, ghost)
  return [stroke, { ...stroke, velocity, start: stroke.start + ticksPerStep / ticksPerBeat }]
}

/** Four sixteenths on the pieces that were struck least, louder and louder. */
function fill(notes: Phrase['notes'], beats: number, random: Random): readonly Stroke[] {
  const times = new Map<number, number>()
  for (const { pitch } of notes) times.set(pitch, (times.get(pitch) ?? 0) + 1)
  const rare = [...times].sort(([a, n], [b, m]) => n - m || a - b).map(([pitch]) => pitch)
  const loudest = Math.max(...notes.map(({ velocity }) => velocity))
  const pieces = rare.slice(0, 2)
  let piece = random.pick(pieces)
  return [0, 1, 2, 3].map((step) => {
    if (random.chance(0.4)) piece = random.pick(pieces)
    const velocity = softer(loudest, fillFrom + (step * (1 - fillFrom)) / 3)
    return { pitch: piece, velocity, start: beats - 1 + step / 4, length: strokeBeats }
  })
}

const softer = (velocity: number, share: number): number =>
  Math.max(1, Math.round(velocity * share))

/** No piece is struck again before the stick is up. */
const alone = ({ pitch, start, velocity }: Stroke, i: number, all: readonly Stroke[]): boolean =>
  !all.some(
    (other, j) =>
      j !== i &&
      other.pitch === pitch &&
      Math.abs(other.start - start) < strokeBeats &&
      (other.velocity > velocity || (other.velocity === velocity && j < i)),
  )

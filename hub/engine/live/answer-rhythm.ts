import type { Random } from '#core/random.ts'
import type { NoteEvent } from '#core/score/note-event.ts'
import type { Phrase } from '#core/score/phrase.ts'
import { ticksPerBeat } from '../bar-grid.ts'
import { type Ladder, pitchOn, rungNear } from '../ladder.ts'

/** A moment at which notes are struck together, in ticks, with the player's own timing. */
export type Beat = {
  readonly at: number
  /** How long it sounds. */
  readonly ticks: number
  /** How long until the next. */
  readonly gap: number
  readonly velocity: number
  /** The top note, and the others by how far they lie below it in half tones. */
  readonly pitch: number
  readonly below: readonly number[]
}

/** Notes struck within this are a chord: a twelfth of a beat. */
const chordTicks = 40
const fewestBeats = 2
const mostBeats = 8
/** A line that never breathes is cut to as many notes as this. */
const mostStrokes = 64

/** The strokes of a phrase in order, chords as one. */
export function beatsOf({ notes }: Pick<Phrase, 'notes'>): readonly Beat[] {
  const sorted = notes.toSorted((a, b) => a.start - b.start || b.pitch - a.pitch)
  const groups: NoteEvent[][] = []
  for (const note of sorted) {
    const group = groups.at(-1)
    if (group && toTicks(note.start - group[0]!.start) < chordTicks) group.push(note)
    else groups.push([note])
  }
  return groups.map((group, i) => {
    const top = group.reduce((a, b) => (b.pitch > a.pitch ? b : a))
    const at = toTicks(group[0]!.start)
    const ticks = Math.max(30, toTicks(top.length))
    const next = groups[i + 1]?.[0]
    const below = [...new Set(group.map(({ pitch }) => top.pitch - pitch))].filter((off) => off > 0)
    return {
      ...{ at, ticks, velocity: top.velocity, pitch: top.pitch, below },
      gap: next ? Math.max(1, toTicks(next.start) - at) : ticks,
    }
  })
}

const toTicks = (beats: number): number => Math.round(beats * ticksPerBeat)

/**
 * The rhythm of an answer: that of the call, its last eight beats if it is longer, repeated if it is
 * very short; now and then two quick strokes become one, or a long one two. The last rings out.
 */
export function answerRhythm(call: readonly Beat[], random: Random): readonly Beat[] {
  const end = call.at(-1)!.at + call.at(-1)!.ticks
  const beats = Math.min(mostBeats, Math.max(fewestBeats, Math.round(end / ticksPerBeat)))
  const from = Math.max(
    0,
    Math.ceil((end - mostBeats * ticksPerBeat) / ticksPerBeat) * ticksPerBeat,
  )
  const length = beats * ticksPerBeat
  const part = call
    .filter((beat) => beat.at >= from)
    .map((beat) => ({ ...beat, at: beat.at - from }))
  const source = part.length > 0 ? part : [{ ...call.at(-1)!, at: 0 }]
  const filled = repeated(source, length, Math.max(ticksPerBeat, wholeBeats(end - from)))
  return rested(varied(filled, random).slice(0, mostStrokes), length)
}

const wholeBeats = (ticks: number): number => Math.round(ticks / ticksPerBeat) * ticksPerBeat

function repeated(beats: readonly Beat[], length: number, period: number): readonly Beat[] {
  const strokes: Beat[] = []
  for (let from = 0; from < length; from += period)
    strokes.push(...beats.map((beat) => ({ ...beat, at: beat.at + from })))
  const room = strokes.filter(({ at }) => at <= length - ticksPerBeat / 2)
  return room.length > 0 ? room : strokes.slice(0, 1).map((beat) => ({ ...beat, at: 0 }))
}

function varied(beats: readonly Beat[], random: Random): readonly Beat[] {
  if (beats.length < 3) return beats
  const i = 1 + random.below(beats.length - 2)
  const beat = beats[i]!
  const gap = beats[i + 1]!.at - beat.at
  if (gap >= ticksPerBeat && random.chance(0.5)) {
    const half = gap >> 1
    const ticks = Math.min(beat.ticks, half)
    const second = { ...beat, at: beat.at + half, ticks, velocity: softer(beat.velocity) }
    return [...beats.slice(0, i), { ...beat, ticks }, second, ...beats.slice(i + 1)]
  }
  if (gap <= ticksPerBeat / 2 && beats.length > 4 && random.chance(0.4))
    return beats.filter((_, place) => place !== i)
  return beats
}

const softer = (velocity: number): number => Math.max(1, velocity - 8)

/** Every stroke ends in time, the last one is held to the end of the answer, a beat at the most. */
function rested(beats: readonly Beat[], length: number): readonly Beat[] {
  return beats.map((beat, i) => {
    const next = beats[i + 1]?.at
    if (next === undefined) {
      const held = Math.max(beat.ticks, ticksPerBeat)
      const ticks = Math.max(60, Math.min(length - beat.at, held))
      return { ...beat, ticks, gap: ticks }
    }
    const gap = Math.max(1, next - beat.at)
    return { ...beat, gap, ticks: Math.min(beat.ticks, Math.max(30, gap)) }
  })
}

const onKeyboard = (pitch: number): number =>
  pitch > 127
    ? pitch - 12 * Math.ceil((pitch - 127) / 12)
    : pitch < 0
      ? pitch + 12 * Math.ceil(-pitch / 12)
      : pitch

/** The strokes as notes: chords keep the player's shape, laid on the scale. */
export function chordsOf(
  beats: readonly Beat[],
  rungs: readonly number[],
  tones: Ladder,
): readonly Omit<NoteEvent, 'author'>[] {
  return beats.flatMap((beat, i) => {
    const top = onKeyboard(pitchOn(rungs[i]!, tones))
    const shape = beat.below.map((off) => pitchOn(rungNear(top - off, tones), tones))
    const pitches = [...new Set([top, ...shape])].filter((pitch) => pitch >= 0 && pitch <= 127)
    return pitches.map((pitch) => ({
      pitch,
      velocity: pitch === top ? beat.velocity : softer(beat.velocity),
      start: beat.at / ticksPerBeat,
      length: beat.ticks / ticksPerBeat,
    }))
  })
}

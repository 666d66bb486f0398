import { barBeats } from '#core/music/meter.ts'
import { scaleOf } from '#core/music/scale.ts'
import type { NoteEvent } from '#core/score/note-event.ts'
import type { Composition } from '#core/score/piece.ts'

/** Onsets are compared on a grid of twelve to the beat, which holds triplets and sixteenths. */
const gridPerBeat = 12

/** All pitched notes of a composition. */
export const pitched = ({ parts }: Composition): readonly NoteEvent[] =>
  parts.flatMap((part) => (part.role === 'drums' ? [] : part.notes))

/** Shannon entropy of the pitch classes in bits: 0 for one tone only, 3.58 for all twelve alike. */
export function pitchClassEntropy(notes: readonly { readonly pitch: number }[]): number {
  if (notes.length === 0) return 0
  return countsOf(notes).reduce((bits, count) => {
    const share = count / notes.length
    return share === 0 ? bits : bits - share * Math.log2(share)
  }, 0)
}

function countsOf(notes: readonly { readonly pitch: number }[]): readonly number[] {
  const counts = new Array<number>(12).fill(0)
  for (const { pitch } of notes) counts[pitch % 12]!++
  return counts
}

const scales: readonly (readonly number[])[] = (
  ['C', 'C#', 'D', 'D#', 'E', 'F', 'F#', 'G', 'G#', 'A', 'A#', 'B'] as const
).map((tonic) => scaleOf({ tonic, mode: 'major' }))

/**
 * The share of notes inside the major or natural minor scale that holds most of them (twelve scales:
 * a minor one has the tones of its relative major).
 */
export function scaleConsistency(notes: readonly { readonly pitch: number }[]): number {
  if (notes.length === 0) return 1
  const counts = countsOf(notes)
  return Math.max(
    ...scales.map((scale) => scale.reduce((sum, tone) => sum + counts[tone]!, 0) / notes.length),
  )
}

/** 1 less the mean share of grid places at which neighbouring bars differ in whether a note begins. */
export function grooveConsistency(composition: Composition): number {
  const places = Math.round(barBeats(composition.spec.meter) * gridPerBeat)
  const bars = Math.round((composition.lengthBeats * gridPerBeat) / places)
  if (bars < 2) return 1
  const onsets = Array.from({ length: bars }, () => new Uint8Array(places))
  for (const { notes } of composition.parts)
    for (const { start } of notes) {
      const place = Math.round(start * gridPerBeat)
      const bar = onsets[Math.floor(place / places)]
      if (bar) bar[place % places] = 1
    }
  let differ = 0
  for (let bar = 1; bar < bars; bar++)
    for (let place = 0; place < places; place++)
      if (onsets[bar]![place] !== onsets[bar - 1]![place]) differ++
  return 1 - differ / (places * (bars - 1))
}

/** The share of beats in which nothing sounds. */
export function emptyBeatRate(composition: Composition): number {
  const beats = Math.ceil(composition.lengthBeats)
  if (beats === 0) return 0
  const sounding = new Uint8Array(beats)
  for (const { notes } of composition.parts)
    for (const { start, length } of notes)
      for (let beat = Math.floor(start); beat < Math.min(beats, start + length); beat++)
        sounding[beat] = 1
  return 1 - sounding.reduce((sum, beat) => sum + beat, 0) / beats
}

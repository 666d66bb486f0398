import { tempoOf } from './tempo-of.ts'

/** A beat as it is felt: one was at `atMs`, the next comes 60,000 / `bpm` ms later. */
export type FeltBeat = {
  readonly bpm: number
  readonly atMs: number
  /** 0 to 1: how near the last onsets lay to where they were expected. */
  readonly confidence: number
}

export type BeatTracker = {
  /** An onset; those of a chord count once. `known` is the beat that others play along in. */
  onset(atMs: number, known?: Omit<FeltBeat, 'confidence'>): void
  /** A phrase is over: the next one says its own tempo. */
  rest(): void
  /** Undefined until the hands have said a tempo. */
  beat(): FeltBeat | undefined
}

const chordMs = 30
/** A silence after which the hands may begin in another tempo. */
const anewAfterMs = 2000
const fewestOnsets = 4
const mostOnsets = 16
const sureEnough = 0.3
/** How much of an onset's error moves the beat, and how much its tempo: a loop of second order. */
const phaseGain = 0.5
const tempoGain = 0.2
/** Where in the beat the second of two swung eighths comes: it says nothing about where the beat is. */
const swungFrom = 0.57
const swungTo = 0.7
/** What is heard must differ this much before another tempo is believed. */
const otherTempo = 0.06
const listenAgainEvery = 8
/** Until then each onset may yet change what the first ones seemed to say; and once more after as many. */
const fewOnsets = 8
/** An onset this near to a beat, in beats, is on it. */
const onBeat = 0.1
const lost = 0.6
/** Of a beat that others play, until a few strokes have come on it. */
const unproved = 0.5

type Locked = { beatMs: number; atMs: number; confidence: number }

/**
 * Follows the beat of one player, onset by onset, in constant time: the gaps between the first onsets
 * give a tempo, a phase-locked loop keeps it, and where it loses its way the gaps are asked again.
 */
export function beatTracker(): BeatTracker {
  let onsets: number[] = []
  let locked: Locked | undefined
  let sinceListened = 0
  /** How many onsets since the hands began. */
  let heard = 0

  function lock(): void {
    const said = tempoOf(onsets)
    if (!said || said.confidence < sureEnough) return
    const beatMs = 60_000 / said.bpm
    locked = { beatMs, atMs: beatAmong(onsets, beatMs), confidence: said.confidence }
  }

  function listenAgain(): void {
    sinceListened = 0
    // The histogram costs more than all the rest: it is asked only where the loop has lost its way.
    if (!locked || (locked.confidence > lost && heard > 2 * fewOnsets)) return
    const again = tempoOf(onsets)
    if (!again || again.confidence < 0.5) return
    const ratio = (60_000 / again.bpm - locked.beatMs) / locked.beatMs
    if (Math.abs(ratio) > otherTempo) lock()
  }

  function follow(beat: Locked, atMs: number): void {
    const beats = (atMs - beat.atMs) / beat.beatMs
    const sixteenths = Math.round(beats * 4)
    const place = beats - Math.floor(beats)
    const error = place > swungFrom && place < swungTo ? 0 : beats - sixteenths / 4
    const says = sixteenths % 4 === 0 ? 1 : sixteenths % 2 === 0 ? 0.6 : 0.3
    const nearness = Math.max(0, 1 - Math.abs(error) / 0.125)
    beat.confidence += (nearness - beat.confidence) * 0.15
    beat.atMs += (Math.floor(beats) + phaseGain * says * error) * beat.beatMs
    beat.beatMs *= 1 + tempoGain * says * error
  }

  /** Who comes in where others play is in their tempo, and on the half of a beat that is nearest. */
  function startFrom({ bpm, atMs }: Omit<FeltBeat, 'confidence'>, firstMs: number): void {
    const beatMs = 60_000 / bpm
    const halves = Math.round(((firstMs - atMs) / beatMs) * 2)
    locked = { beatMs, atMs: firstMs - (halves * beatMs) / 2, confidence: unproved }
    heard = fewOnsets
  }

  function rest(): void {
    onsets = []
    locked = undefined
    sinceListened = 0
    heard = 0
  }

  return {
    rest,
    onset(atMs, known) {
      const last = onsets.at(-1)
      if (last !== undefined && atMs - last <= chordMs) return
      if (last !== undefined && atMs - last > anewAfterMs) rest()
      if (known && heard === 0) startFrom(known, atMs)
      onsets.push(atMs)
      if (onsets.length > mostOnsets) onsets.shift()
      sinceListened += 1
      heard += 1
      if (locked && heard > fewOnsets) follow(locked, atMs)
      else if (heard >= fewestOnsets) lock()
      if (sinceListened >= listenAgainEvery) listenAgain()
    },
    beat: () =>
      locked && { bpm: 60_000 / locked.beatMs, atMs: locked.atMs, confidence: locked.confidence },
  }
}

/** The onset that most others lie whole beats from, of several the first: who begins before the beat is no beat. */
function beatAmong(onsets: readonly number[], beatMs: number): number {
  let best = { atMs: onsets[0]!, together: 0 }
  for (const atMs of onsets.slice(0, fewOnsets)) {
    const together = onsets.filter((other) => {
      const beats = (other - atMs) / beatMs
      return Math.abs(beats - Math.round(beats)) < onBeat
    }).length
    if (together > best.together) best = { atMs, together }
  }
  return best.atMs
}

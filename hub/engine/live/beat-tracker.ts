import { tempoOf } from './tempo-of.ts'

/** A beat as it is felt: one was at `atMs`, the next comes 60,000 / `bpm` ms later. */
export type FeltBeat = {
  readonly bpm: number
  readonly atMs: number
  /** 0 to 1: how near the last onsets lay to where they were expected. */
  readonly confidence: number
}

export type BeatTracker = {
  /** An onset; those of a chord count once. */
  onset(atMs: number): void
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
const phaseGain = 0.2
const tempoGain = 0.04
/** What is heard must differ this much before another tempo is believed. */
const otherTempo = 0.06
const listenAgainEvery = 8
const lost = 0.6

type Locked = { beatMs: number; atMs: number; confidence: number }

/**
 * Follows the beat of one player, onset by onset, in constant time: the gaps between the first onsets
 * give a tempo, a phase-locked loop keeps it, and where it loses its way the gaps are asked again.
 */
export function beatTracker(): BeatTracker {
  let onsets: number[] = []
  let locked: Locked | undefined
  let sinceListened = 0

  function lock(): void {
    const heard = tempoOf(onsets)
    if (!heard || heard.confidence < sureEnough) return
    const beatMs = 60_000 / heard.bpm
    locked = { beatMs, atMs: onsets[0]!, confidence: heard.confidence }
  }

  function listenAgain(): void {
    sinceListened = 0
    // The histogram costs more than all the rest: it is asked only where the loop has lost its way.
    if (!locked || locked.confidence > lost) return
    const heard = tempoOf(onsets)
    if (!heard || heard.confidence < 0.5) return
    const ratio = (60_000 / heard.bpm - locked.beatMs) / locked.beatMs
    if (Math.abs(ratio) > otherTempo) lock()
  }

  function follow(beat: Locked, atMs: number): void {
    const beats = (atMs - beat.atMs) / beat.beatMs
    const sixteenths = Math.round(beats * 4)
    const error = beats - sixteenths / 4
    const says = sixteenths % 4 === 0 ? 1 : sixteenths % 2 === 0 ? 0.6 : 0.3
    const nearness = Math.max(0, 1 - Math.abs(error) / 0.125)
    beat.confidence += (nearness - beat.confidence) * 0.15
    beat.atMs += (Math.floor(beats) + phaseGain * says * error) * beat.beatMs
    beat.beatMs *= 1 + tempoGain * says * error
  }

  function rest(): void {
    onsets = []
    locked = undefined
    sinceListened = 0
  }

  return {
    rest,
    onset(atMs) {
      const last = onsets.at(-1)
      if (last !== undefined && atMs - last <= chordMs) return
      if (last !== undefined && atMs - last > anewAfterMs) rest()
      onsets.push(atMs)
      if (onsets.length > mostOnsets) onsets.shift()
      sinceListened += 1
      if (locked) follow(locked, atMs)
      else if (onsets.length >= fewestOnsets) lock()
      if (sinceListened >= listenAgainEvery) listenAgain()
    },
    beat: () =>
      locked && { bpm: 60_000 / locked.beatMs, atMs: locked.atMs, confidence: locked.confidence },
  }
}

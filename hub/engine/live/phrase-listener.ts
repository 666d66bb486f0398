import type { Key } from '#core/music/key.ts'
import type { Meter } from '#core/music/meter.ts'
import { beatsToMs, msToBeats } from '#core/music/tempo.ts'
import type { Author } from '#core/score/author.ts'
import type { NoteEvent } from '#core/score/note-event.ts'
import type { Phrase } from '#core/score/phrase.ts'
import { pausesUntilMs, type Sounded } from './pause.ts'
import { tempoOf } from './tempo-of.ts'

/** A key that went down, and up again `lengthMs` later. `atMs` is on the caller's clock. */
export type PlayedNote = {
  readonly pitch: number
  readonly velocity: number
  readonly atMs: number
  readonly lengthMs: number
  readonly author: Author
}

export type PhraseListener = {
  noteOn(note: Omit<PlayedNote, 'lengthMs'>): void
  /** Its sound ends. */
  noteOff(note: { readonly pitch: number; readonly atMs: number }): void
  /** The hand has left the key; where a pedal holds its sound, that ends later. */
  keyUp(note: { readonly pitch: number; readonly atMs: number }): void
  /**
   * When the phrase will have ended if nothing more comes; undefined while there is none: 0.9 beats
   * after the last key went up, and when it can be no pause (`pausesUntilMs`). Without `bpm` the tempo
   * is taken from the phrase itself.
   */
  endsAtMs(bpm?: number): number | undefined
  /** Gives the phrase's notes in the order of their onsets and starts afresh; held keys end at `atMs`. */
  finish(atMs: number): readonly PlayedNote[]
}

/** A key that is never let go ends its phrase after this long: a lost note-off is not a long note. */
const longestHoldMs = 12_000
/** A key that was held so long while others were struck is a drone under them, and ends with none of them. */
const droneMs = 4000
/** Keys that go down within this are one stroke, rolled or not. */
const strokeMs = 200
const shortestNoteMs = 20
const unknownBpm = 100
const ticksPerBeat = 480
/** A key struck this much before the beat was meant for the beat. */
const earlyBeats = 0.25

type Held = Omit<PlayedNote, 'lengthMs'> & { readonly isUp?: boolean }

/**
 * Listens for where one player's phrase ends. A pure state machine: it has no clock, times are those
 * of the events.
 */
export function phraseListener(): PhraseListener {
  let played: PlayedNote[] = []
  const held = new Map<number, Held>()
  let onsetsMs: number[] = []
  let lastEventMs = 0

  const lift = (pitch: number, atMs: number): void => {
    const note = held.get(pitch)
    if (!note) return
    held.delete(pitch)
    const { isUp: _, ...struck } = note
    played.push({ ...struck, lengthMs: Math.max(shortestNoteMs, atMs - note.atMs) })
  }

  /** Until when the keys that are down keep the phrase from ending. */
  function heldUntilMs(): number {
    const lastOnsetMs = onsetsMs.at(-1)!
    let untilMs = 0
    for (const { atMs, isUp } of held.values()) {
      if (isUp) continue
      const isLast = lastOnsetMs - atMs <= strokeMs
      untilMs = Math.max(untilMs, isLast ? lastEventMs + longestHoldMs : atMs + droneMs)
    }
    return untilMs
  }

  /** In the order of their onsets; what is held has sounded up to the last event. */
  function sounded(): readonly Sounded[] {
    const still = [...held.values()].map((note) => ({
      ...note,
      lengthMs: lastEventMs - note.atMs,
    }))
    return [...played, ...still].sort((a, b) => a.atMs - b.atMs)
  }

  return {
    noteOn(note) {
      lift(note.pitch, note.atMs)
      held.set(note.pitch, note)
      onsetsMs.push(note.atMs)
      lastEventMs = Math.max(lastEventMs, note.atMs)
    },
    noteOff({ pitch, atMs }) {
      const note = held.get(pitch)
      if (!note) return
      lift(pitch, atMs)
      if (!note.isUp) lastEventMs = Math.max(lastEventMs, atMs)
    },
    keyUp({ pitch, atMs }) {
      const note = held.get(pitch)
      if (!note) return
      held.set(pitch, { ...note, isUp: true })
      lastEventMs = Math.max(lastEventMs, atMs)
    },
    endsAtMs(bpm) {
      if (onsetsMs.length === 0) return undefined
      const beatMs = 60_000 / (bpm ?? tempoOf(onsetsMs)?.bpm ?? unknownBpm)
      return Math.max(lastEventMs + 0.9 * beatMs, pausesUntilMs(sounded()), heldUntilMs())
    },
    finish(atMs) {
      for (const pitch of [...held.keys()]) lift(pitch, atMs)
      const notes = played.toSorted((a, b) => a.atMs - b.atMs || a.pitch - b.pitch)
      played = []
      onsetsMs = []
      lastEventMs = 0
      return notes
    },
  }
}

/**
 * The played notes as a phrase in beats at `bpm`, with the player's own timing. Beat 0 is the beat
 * that the first note was meant for; with `beatAtMs`, a moment at which a running clock had a beat,
 * it is a beat of that clock. Starts and lengths are multiples of 1/480 beat.
 */
export function phraseOf(
  played: readonly PlayedNote[],
  about: {
    readonly id: string
    readonly session: string
    readonly bpm: number
    readonly meter: Meter
    readonly key?: Key
    readonly beatAtMs?: number
  },
): Phrase {
  const { beatAtMs, ...phrase } = about
  const atMs = beatZeroMs(played, about.bpm, beatAtMs)
  const notes = played.map(
    (note): NoteEvent => ({
      pitch: note.pitch,
      velocity: note.velocity,
      start: Math.max(0, ticks(msToBeats(note.atMs - atMs, about.bpm))),
      length: Math.max(1 / ticksPerBeat, ticks(msToBeats(note.lengthMs, about.bpm))),
      author: note.author,
    }),
  )
  return { ...phrase, by: 'player', atMs, notes }
}

const ticks = (beats: number): number => Math.round(beats * ticksPerBeat) / ticksPerBeat

function beatZeroMs(played: readonly PlayedNote[], bpm: number, beatAtMs?: number): number {
  const first = played[0]?.atMs ?? beatAtMs ?? 0
  if (beatAtMs === undefined) return first + driftMs(played, bpm)
  const beats = msToBeats(first - beatAtMs, bpm)
  return beatAtMs + beatsToMs(Math.floor(beats + earlyBeats), bpm)
}

/**
 * How far the onsets lie from sixteenths counted from the first one, in the middle: a first note
 * struck late would else make all others early. Never positive, so that no note starts before beat 0.
 */
function driftMs(played: readonly PlayedNote[], bpm: number): number {
  const sixteenthMs = beatsToMs(0.25, bpm)
  const offs = played.map(({ atMs }) => {
    const gap = atMs - played[0]!.atMs
    return gap - Math.round(gap / sixteenthMs) * sixteenthMs
  })
  const middle = offs.sort((a, b) => a - b)[offs.length >> 1] ?? 0
  return Math.min(0, middle)
}

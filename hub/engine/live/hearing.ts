import type { Chord } from '#core/music/chord.ts'
import { barBeats, type Meter } from '#core/music/meter.ts'
import { beatTracker } from './beat-tracker.ts'
import { chordOf, chordTracker } from './chord-tracker.ts'
import { featuresOf, type Onset } from './features.ts'
import { keyTracker } from './key-tracker.ts'
import type { LiveContext } from './live-context.ts'

/** Where the beats are: beat `originBeat` sounds at `originMs`. */
export type BeatCount = {
  readonly bpm: number
  readonly meter: Meter
  readonly originMs: number
  readonly originBeat: number
}

export type Struck = {
  readonly pitch: number
  readonly velocity: number
  readonly atMs: number
  /** A piece of a kit, which has no pitch to hear. */
  readonly drum?: boolean
}

/** What the accompanist hears, note by note: a state machine without a clock. */
export type Hearing = {
  strike(note: Struck): void
  lift(note: { readonly pitch: number; readonly atMs: number }): void
  /** A phrase is over. */
  rest(): void
  /** Others play along in the beats that are counted, or do so no more. */
  together(playing: boolean): void
  /** The beats are counted like this from now on. */
  count(beats: BeatCount): void
  /** The beat that sounds at a moment. */
  beatAt(ms: number): number
  context(): LiveContext
}

/** Features are those of the last so many beats, and of at most as many onsets. */
const featureBeats = 8
const mostOnsets = 64
/** So many keys down or up are laid anew where the beats are counted anew. */
const mostRecent = 96
/** A chord course longer ago than this says nothing about what comes. */
const courseBeats = 128
/** What a note says about the key grows with each beat; so many are weighed when it ends, a drone's as they pass. */
const weighedBeats = 2
const weightABeat = 0.5
/** Onsets this near are one stroke. */
const strokeBeats = 0.06
/** A key struck this much before a beat was meant for it. */
export const earlyBeats = 0.2

const unsaid: BeatCount = {
  ...{ bpm: 100, meter: { beats: 4, unit: 4 }, originMs: 0, originBeat: 0 },
}

export function openHearing(): Hearing {
  const beats = beatTracker()
  const keys = keyTracker()
  let chords = chordTracker(keys.key)
  const held = new Map<number, number>()
  let count = unsaid
  let onsets: Onset[] = []
  let course = new Map<number, Chord>()
  let beatNow: number | undefined
  /** What was played last; velocity 0 is a key that went up. */
  const recent: Struck[] = []
  let othersPlay = false
  /** What is laid anew has said its part about the key already. */
  let relaying = false
  let total = 0
  let lastOnsetMs = Number.NEGATIVE_INFINITY

  const beatAt = (ms: number): number =>
    count.originBeat + ((ms - count.originMs) * count.bpm) / 60_000

  /** The beat of the count before a moment. */
  function countedBeat(ms: number): { readonly bpm: number; readonly atMs: number } {
    const beats = beatAt(ms) - Math.floor(beatAt(ms))
    return { bpm: count.bpm, atMs: ms - (beats * 60_000) / count.bpm }
  }

  /** Beats that have passed are closed one by one, what is held sounding on in each. */
  function moveTo(beat: number): void {
    beatNow ??= beat
    // After a long rest or another count nothing of the old beats is worth closing.
    if (beat - beatNow > 16) beatNow = beat
    while (beatNow < beat) {
      settle()
      beatNow += 1
      chords.beat(beatNow % barBeats(count.meter) === 0)
      if (!relaying) keys.beat(course.get(beatNow - 1), course.get(beatNow - 2))
      const lowest = Math.min(...held.keys())
      for (const [pitch, fromMs] of held) {
        chords.note(pitch, 0.6, pitch === lowest)
        if (!relaying && beatNow - beatAt(fromMs) > weighedBeats) keys.note(pitch, weightABeat)
      }
    }
  }

  /** Writes the likeliest chords of the last beats into the course. */
  function settle(): void {
    const key = keys.key()
    const path = chords.path()
    for (const [i, state] of path.entries()) {
      const beat = beatNow! - (path.length - 1 - i)
      if (state === undefined) course.delete(beat)
      else course.set(beat, chordOf(state, key))
    }
    for (const beat of course.keys()) {
      if (beat >= beatNow! - courseBeats) break
      course.delete(beat)
    }
  }

  /** Lays a key that went down, or up, on the beats of the running count. */
  function lay({ pitch, velocity, atMs, drum }: Struck): void {
    if (velocity === 0) {
      moveTo(Math.floor(beatAt(atMs)))
      held.delete(pitch)
      return
    }
    moveTo(Math.floor(beatAt(atMs) + earlyBeats))
    onsets.push({ beat: beatAt(atMs), velocity, ...(!drum && { pitch }) })
    if (onsets.length > mostOnsets) onsets.shift()
    if (drum) return
    const lowest = [...held.keys()].every((other) => other > pitch)
    held.set(pitch, atMs)
    chords.note(pitch, 1, lowest)
  }

  function remember(event: Struck): void {
    recent.push(event)
    if (recent.length > mostRecent) recent.shift()
    lay(event)
  }

  return {
    strike(note) {
      beats.onset(note.atMs, othersPlay ? countedBeat(note.atMs) : undefined)
      if (!note.drum) keys.note(note.pitch, 1)
      remember(note)
      total += 1
      lastOnsetMs = note.atMs
    },
    lift({ pitch, atMs }) {
      const from = held.get(pitch)
      if (from === undefined) return
      keys.note(pitch, Math.min(weighedBeats, beatAt(atMs) - beatAt(from)) * weightABeat)
      remember({ pitch, velocity: 0, atMs })
    },
    count(next) {
      const shift = next.originBeat - beatAt(next.originMs)
      const bars = next.meter.beats !== count.meter.beats || next.meter.unit !== count.meter.unit
      // A tempo from now on, as of a leader that we run after, leaves what was played before where it was.
      const sinceMs = Math.max(0, lastOnsetMs - next.originMs)
      const shiftNow = shift + (sinceMs * (next.bpm - count.bpm)) / 60_000
      count = next
      if (Math.max(Math.abs(shift), Math.abs(shiftNow)) < 0.1 && !bars) return
      // Chords that were heard under other beats are laid anew on these.
      chords = chordTracker(keys.key)
      course = new Map()
      onsets = []
      held.clear()
      beatNow = undefined
      relaying = true
      for (const event of recent) lay(event)
      relaying = false
    },
    beatAt,
    rest: beats.rest,
    together(playing) {
      othersPlay = playing
    },
    context() {
      if (beatNow !== undefined) settle()
      const end = onsets.at(-1)?.beat ?? 0
      const recent = onsets.filter(({ beat }) => beat > end - featureBeats)
      const span = Math.max(1, end - (recent[0]?.beat ?? end) + 0.25)
      return {
        felt: beats.beat(),
        key: keys.key(),
        chord: beatNow === undefined ? undefined : course.get(beatNow),
        course,
        features: featuresOf(recent, Math.min(featureBeats, span)),
        places: placesOf(recent, barBeats(count.meter)),
        linePitch: middleOf(topsOf(recent)),
        held: [...held.keys()],
        onsets: total,
        lastOnsetMs,
      }
    },
  }
}

function placesOf(onsets: readonly Onset[], bar: number): readonly number[] {
  const places = new Array<number>(16).fill(0)
  for (const { beat } of onsets) {
    const inBar = beat - Math.floor(beat / bar) * bar
    places[Math.round(inBar * 4) % 16]! += 1
  }
  return places
}

/** The highest pitch of each stroke. */
function topsOf(onsets: readonly Onset[]): readonly number[] {
  const tops: number[] = []
  let from = Number.NEGATIVE_INFINITY
  for (const { beat, pitch } of onsets) {
    if (pitch === undefined) continue
    if (beat - from > strokeBeats) {
      tops.push(pitch)
      from = beat
    } else tops.push(Math.max(pitch, tops.pop()!))
  }
  return tops
}

const middleOf = (pitches: readonly number[]): number =>
  pitches.toSorted((a, b) => a - b)[pitches.length >> 1] ?? 60
